"""What has expired is forgotten, and nothing else."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from touchline.base.clock import HandClock
from touchline.base.ids import new_id
from touchline.server.kit import sweeping
from touchline.server.kit.counters import repository as counters
from touchline.server.kit.files import revoking
from touchline.server.kit.idempotency import repository as answers


def test_what_has_expired_is_forgotten_and_the_rest_stays(session: Session, clock: HandClock) -> None:
    for lives in (timedelta(hours=1), timedelta(hours=2)):
        until = clock.now() + lives
        revoking.revoke(session, new_id(), clock.now(), lives)
        counters.start(session, f"{lives}", 1, until)
        answers.claim(session, f"{lives}", "content", until)
    session.flush()
    clock.move(timedelta(hours=1))
    sweeping.forget_expired(session, clock.now())
    for table in ("revoked_grants", "rate_counters", "kept_answers"):
        assert session.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one() == 1
