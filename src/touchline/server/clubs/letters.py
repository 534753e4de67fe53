"""The mails that clubs send; they name the club, never a child."""

from touchline.server.kit.mail import Message


def invitation(to: str, organization_name: str, link: str, *, days: int) -> Message:
    """Invite somebody to a club."""
    return Message(
        to=to,
        subject=f"{organization_name} invites you",
        text=f"Hello,\n\n{organization_name} invites you to its games and films.\n"
        f"Open this link within {days} days and sign in with this address:\n{link}\n\n"
        "If you do not know this club, do nothing.\n",
    )
