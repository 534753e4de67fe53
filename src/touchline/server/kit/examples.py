"""Examples that the API's documentation shows: one story of a club, its team, a game and its film.

    class TeamIn(BaseModel):
        model_config = example(name="Lions U12", sport="ice_hockey")

A test validates each of them, so that none can lie.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict

PERSON_ID = "0199a3f0-5c1e-7d2a-9b1f-3e6a1c0d4f01"
CHILD_ID = "0199a3f0-5c1e-7d2a-9b1f-3e6a1c0d4f02"
KEEPER_ID = "0199a3f0-5c1e-7d2a-9b1f-3e6a1c0d4f03"
CLUB_ID = "0199a3f1-0a77-7c31-8a52-6f0e9d1b2c01"
TEAM_ID = "0199a3f1-0a77-7c31-8a52-6f0e9d1b2c02"
MEMBER_ID = "0199a3f1-0a77-7c31-8a52-6f0e9d1b2c03"
INVITATION_ID = "0199a3f1-0a77-7c31-8a52-6f0e9d1b2c04"
GAME_ID = "0199b2c4-9e10-7f05-b6d3-2a4c8e7f1001"
PARTICIPANT_ID = "0199b2c4-9e10-7f05-b6d3-2a4c8e7f1002"
FORMATION_ID = "0199b2c4-9e10-7f05-b6d3-2a4c8e7f1003"
LINEUP_ID = "0199b2c4-9e10-7f05-b6d3-2a4c8e7f1004"
UPLOAD_ID = "0199b30a-1d4c-7b88-a0c9-5d2e6f3a2001"
TAKE_ID = "0199b30a-1d4c-7b88-a0c9-5d2e6f3a2002"
OTHER_TAKE_ID = "0199b30a-1d4c-7b88-a0c9-5d2e6f3a2003"
FILM_ID = "0199b30a-1d4c-7b88-a0c9-5d2e6f3a2004"
CLIP_ID = "0199b30a-1d4c-7b88-a0c9-5d2e6f3a2005"
SEGMENT_ID = "0199b30a-1d4c-7b88-a0c9-5d2e6f3a2006"
SHARE_ID = "0199b30a-1d4c-7b88-a0c9-5d2e6f3a2007"
JOB_ID = "0199b30a-1d4c-7b88-a0c9-5d2e6f3a2008"

STARTS_AT = "2026-09-20T14:00:00Z"
STOPPED_AT = "2026-09-20T15:31:12Z"
FILMED_AT = "2026-09-20T15:44:40Z"
MADE_AT = "2026-09-12T18:20:05Z"

PASSWORD, NEW_PASSWORD = "four random words of mine", "four newer words of mine"
SECRET = "uVb3kq0WmJtYcXr9aZp4Ls7HdQe2Nf6G"  # noqa: S105 (nobody's)
FILE_URL = "https://touchline.example.org/files/eyJleHAiOjE3ODk5/"


def example(**said: Any) -> ConfigDict:
    """Return the configuration of a schema that is shown by this example."""
    return ConfigDict(json_schema_extra={"examples": [said]})


def example_of(schema: type[BaseModel]) -> dict[str, Any]:
    """Return the example of a schema, to be part of another's."""
    extra: Any = schema.model_config["json_schema_extra"]
    (said,) = extra["examples"]
    return dict(said)
