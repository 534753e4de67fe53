"""The rules of films, a module per use."""

from touchline.server.recordings.films.service.consent import obstacle as why_closed
from touchline.server.recordings.films.service.consent import require_consent
from touchline.server.recordings.films.service.deleting import (
    delete_all,
    delete_film,
    delete_versions_with,
    erase_person,
    settle_game,
)
from touchline.server.recordings.films.service.ordering import (
    begin_by_itself,
    begin_version,
    begin_when_due,
    has_unused_take,
    job_in_progress,
    prepare_order,
)
from touchline.server.recordings.films.service.sweeping import (
    drop_instant,
    remove_lost_files,
    take_replaced,
)
from touchline.server.recordings.films.service.telling import Write, note_ready, tell_at_once, tell_daily
from touchline.server.recordings.films.service.videos import (
    LIVES,
    change_video,
    file_of,
    film_of,
    films_of,
    find_video,
    get_film,
    list_videos,
    open_video,
    places_of,
    still_of,
    still_of_take,
    stream_of,
)
from touchline.server.recordings.films.service.watching import sync_of, watch

__all__ = [
    "LIVES",
    "Write",
    "begin_by_itself",
    "begin_version",
    "begin_when_due",
    "change_video",
    "delete_all",
    "delete_film",
    "delete_versions_with",
    "drop_instant",
    "erase_person",
    "file_of",
    "film_of",
    "films_of",
    "find_video",
    "get_film",
    "has_unused_take",
    "job_in_progress",
    "list_videos",
    "note_ready",
    "open_video",
    "places_of",
    "prepare_order",
    "remove_lost_files",
    "require_consent",
    "settle_game",
    "still_of",
    "still_of_take",
    "stream_of",
    "sync_of",
    "take_replaced",
    "tell_at_once",
    "tell_daily",
    "watch",
    "why_closed",
]
