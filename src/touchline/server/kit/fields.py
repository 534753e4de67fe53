"""Bounded fields for what the API hears: one line of text, in any script, without control characters.

PostgreSQL refuses NUL, mail headers break at line ends, and a name has neither. Nor does it turn round what
stands beside it: the marks that embed, isolate and override a direction of writing reach beyond the text that
they stand in. Arabic and Hebrew are written without them; the marks of a single place (U+200E, U+200F) stay.
"""

from typing import Annotated

from pydantic import StringConstraints

_ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$"

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=_ONE_LINE)
]
"""What a person, a club or a team is called."""

Label = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=_ONE_LINE)
]
"""A short word or two: an age group, a season, a position."""

Token = Annotated[str, StringConstraints(min_length=16, max_length=200, pattern=r"^[A-Za-z0-9_\-.]+$")]
"""A secret that we handed out, in letters that fit into an address."""
