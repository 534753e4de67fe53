"""The mails that accounts send."""

from touchline.server.kit.mail import Message


def welcome(to: str, link: str) -> Message:
    """Ask somebody to confirm their address; no word of whoever registered stands in it."""
    return Message(
        to=to,
        subject="Confirm your address",
        text=f"Hello,\n\nopen this link within a day to confirm your address:\n{link}\n\n"
        "You are asked for the password that you chose. If you did not register, do nothing: without that "
        "password there is no account, and whoever typed your address has none.\n",
    )


def already_registered(to: str, link: str) -> Message:
    """Tell somebody who registers again that they need not."""
    return Message(
        to=to,
        subject="You already have an account",
        text="Hello,\n\nsomebody registered with your address, which already has an account.\nIf it was "
        f"you and you have forgotten your password, choose a new one within an hour:\n{link}\n\n"
        "If not, do nothing.\n",
    )


def forgotten(to: str, link: str) -> Message:
    """Let somebody choose a new password."""
    return Message(
        to=to,
        subject="Choose a new password",
        text=f"Hello,\n\nopen this link within an hour to choose a new password:\n{link}\n\n"
        "If you did not ask for it, do nothing: your password stays as it is.\n",
    )
