"""The rules of games, a module per use."""

from touchline.server.games.service.cameras import camera_of, guest_of, names_of_guests
from touchline.server.games.service.erasure import delete_expired, erase_person
from touchline.server.games.service.formations import create_formation, list_formations
from touchline.server.games.service.joining import (
    Joined,
    games_of,
    get_participant,
    join,
    leave,
    list_participants,
    look_up,
    names_of,
    outsiders_of,
    participant_of,
    remove_participant,
)
from touchline.server.games.service.lineups import create_lineup, get_lineup, list_lineups, update_lineup
from touchline.server.games.service.schedule import (
    FILMS,
    cancel_game,
    create_game,
    get_game,
    get_game_of_staff,
    get_game_to_film,
    list_games,
    next_game,
    update_game,
)
from touchline.server.games.service.states import set_state

__all__ = [
    "FILMS",
    "Joined",
    "camera_of",
    "cancel_game",
    "create_formation",
    "create_game",
    "create_lineup",
    "delete_expired",
    "erase_person",
    "games_of",
    "get_game",
    "get_game_of_staff",
    "get_game_to_film",
    "get_lineup",
    "get_participant",
    "guest_of",
    "join",
    "leave",
    "list_formations",
    "list_games",
    "list_lineups",
    "list_participants",
    "look_up",
    "names_of",
    "names_of_guests",
    "next_game",
    "outsiders_of",
    "participant_of",
    "remove_participant",
    "set_state",
    "update_game",
    "update_lineup",
]
