"""`python -m touchline`."""

import signal

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # loading takes a second, in which Ctrl-C is no traceback

from touchline.cli import main

if __name__ == "__main__":  # the worker's processes load this module, too
    main()
