"""All tables, so that migrations see them: importing this module is importing every domain's models."""

from touchline.server.accounts import models as accounts
from touchline.server.audit import models as audit
from touchline.server.clubs import models as clubs
from touchline.server.games import models as games
from touchline.server.kit.counters import models as counters
from touchline.server.kit.db import Base
from touchline.server.kit.files import models as files
from touchline.server.kit.idempotency import models as idempotency
from touchline.server.kit.jobs import models as jobs
from touchline.server.kit.outbox import models as outbox
from touchline.server.recordings.clips import models as clips
from touchline.server.recordings.films import models as films
from touchline.server.recordings.shares import models as shares
from touchline.server.recordings.takes import models as takes
from touchline.server.uploads import models as uploads

__all__ = [
    "accounts",
    "audit",
    "clips",
    "clubs",
    "counters",
    "files",
    "films",
    "games",
    "idempotency",
    "jobs",
    "metadata",
    "outbox",
    "shares",
    "takes",
    "uploads",
]

metadata = Base.metadata
