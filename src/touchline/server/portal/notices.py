"""What a page says once after something was done: it travels in a cookie, signed, to the next page."""

from touchline.server.accounts.keys import Keys
from touchline.server.portal.language import translatable

COOKIE = "touchline_notice"
LIFE_S = 120

NOTICES = {
    "address.confirmed": translatable("Your address is confirmed. Sign in with your password."),
    "password.changed": translatable(
        "Your password is changed, and all devices are signed out. Sign in with the new one."
    ),
    "saved": translatable("Saved."),
    "club.founded": translatable("The club is founded. Add its first team."),
    "team.added": translatable("The team is there. Now its roster."),
    "team.archived": translatable("The team is put away."),
    "team.restored": translatable("The team is back, with all that it had."),
    "player.added": translatable("The player is on the roster."),
    "player.removed": translatable("The player is off the roster."),
    "invited.by.mail": translatable("The invitation is on its way by mail."),
    "invited.by.link": translatable("The invitation is ready. Send the link yourself."),
    "invitation.withdrawn": translatable("The invitation is withdrawn: its link opens nothing any more."),
    "member.removed": translatable("The membership is ended."),
    "joined": translatable("You are in. Welcome."),
    "consent.saved": translatable("Saved. It holds from now on."),
    "film.begun": translatable("The film is being made. You can close this page."),
    "film.deleted": translatable("The film is deleted. The recordings are still here."),
    "take.accepted": translatable("The recording is accepted. The team sees it, and the film may use it."),
    "take.deleted": translatable("The recording is deleted, with all that showed it."),
    "clip.deleted": translatable("The clip is deleted."),
    "participant.removed": translatable("They take part in this game no longer."),
    "game.cancelled": translatable("The game is cancelled."),
    "game.scheduled": translatable("The game is scheduled. Send its code to whoever films."),
    "person.erased": translatable("They are erased. Make a backup now, and throw older ones away."),
    "person.signed.out": translatable("They are signed out on all devices."),
    "job.retried": translatable("The job is tried again."),
    "job.cancelled": translatable("The job is being stopped."),
    "signed.out": translatable("You are signed out."),
    "signed.out.everywhere": translatable("You are signed out on all devices."),
}
"""Word of ours → the sentence."""


def packed(keys: Keys, name: str, secret: str = "") -> str:
    """Return the cookie of a notice; `secret` is something that is shown this once, such as a new link."""
    told = f"{name}~{secret}"
    return f"{told}~{keys.signer.mark('notice', told)}"


def unpacked(keys: Keys, cookie: str | None) -> tuple[str, str] | None:
    """Return a notice and its secret, or None if there is none or it is not ours."""
    told, _, mark = (cookie or "").rpartition("~")
    if not told or not keys.signer.is_mark(mark, "notice", told):
        return None
    name, _, secret = told.partition("~")
    return (name, secret) if name in NOTICES else None
