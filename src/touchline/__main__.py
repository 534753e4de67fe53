"""`python -m touchline`."""

import signal


def run() -> None:
    """Run the program. While it is loading there is nothing to lose: Ctrl-C just ends it."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from touchline.cli import main  # noqa: PLC0415 (loading takes a second, in which Ctrl-C is no traceback)

    main()


run()
