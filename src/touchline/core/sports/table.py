"""The one table of sports."""

from types import MappingProxyType

from touchline.core.sports.ice_hockey import ICE_HOCKEY
from touchline.core.sports.soccer import SOCCER
from touchline.core.sports.sport import Sport
from touchline.core.sports.squash import SQUASH

SPORTS = MappingProxyType({sport.name: sport for sport in (SOCCER, ICE_HOCKEY, SQUASH)})


def find_sport(name: str) -> Sport:
    """The sport called `name`.

    Raises:
        ValueError: if Touchline does not know it; the message lists those it knows.
    """
    if name not in SPORTS:
        raise ValueError(f"Touchline does not know the sport '{name}'. It knows: {', '.join(SPORTS)}.")
    return SPORTS[name]
