"""The list of all routes under /api/v1, one line per domain."""

from fastapi import APIRouter

from touchline.server.accounts import admin_endpoints as administration
from touchline.server.accounts import endpoints as accounts
from touchline.server.accounts.deps import owners_seen
from touchline.server.audit import endpoints as audit
from touchline.server.audit.deps import note_of_jobs
from touchline.server.clubs import endpoints as clubs
from touchline.server.games import endpoints as games
from touchline.server.kit.jobs import endpoints as jobs
from touchline.server.privacy import endpoints as privacy
from touchline.server.recordings import endpoints as recordings
from touchline.server.uploads import endpoints as uploads

LONGEST_BODY = 2 << 20
"""Of whatever is no recording: it is read before anybody knows who sends it."""

router = APIRouter(max_body_size=LONGEST_BODY)
# Routes are tried in this order, and forty cameras ask for uploads every second.
router.include_router(uploads.router)
router.include_router(accounts.router)
router.include_router(administration.router)
router.include_router(privacy.router)
router.include_router(audit.router)
router.include_router(clubs.router)
router.include_router(jobs.router_for(owners_seen, note_of_jobs))
router.include_router(games.router)
router.include_router(recordings.router)

OPEN_TO_ANYBODY = frozenset(
    {
        "health",
        "ready",
        "read_metrics",
        "send_file",
        "describe_uploads",
        "describe_upload",
        "register_account",
        "verify_email",
        "login",
        "login_by_cookie",
        "refresh",
        "forgot_password",
        "reset_password",
        "preview_invitation",
        "look_up_code",
        "list_arenas",
        "list_arena_positions",
        "open_share",
        "open_share_with",
        "open_share_again",
    }
)
"""The operations that ask nobody to sign in, by their ids in OpenAPI; a test compares it with what is."""
