"""The rules of shares, a module per use."""

from touchline.server.recordings.shares.service.ending import (
    end_of_clip,
    end_of_film,
    end_of_game,
    end_of_take,
    end_share,
    erase_person,
    forget_name,
    forget_old,
)
from touchline.server.recordings.shares.service.opening import (
    Playable,
    open_again,
    open_freely,
    open_with_password,
    playable,
)
from touchline.server.recordings.shares.service.sharing import (
    create_share,
    get_share,
    hash_of_password,
    list_shares,
    why_closed,
)

__all__ = [
    "Playable",
    "create_share",
    "end_of_clip",
    "end_of_film",
    "end_of_game",
    "end_of_take",
    "end_share",
    "erase_person",
    "forget_name",
    "forget_old",
    "get_share",
    "hash_of_password",
    "list_shares",
    "open_again",
    "open_freely",
    "open_with_password",
    "playable",
    "why_closed",
]
