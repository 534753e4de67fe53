"""The sports that Touchline knows: one file each, and one table.

Pitch frame: metres, origin at the pitch centre, x along the length, y across, z up, right-handed.
How to add one: docs/howto/add-a-sport.md.
"""

from touchline.core.sports.table import SPORTS, find_sport

__all__ = ["SPORTS", "find_sport"]
