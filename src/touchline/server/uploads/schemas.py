"""What the API says about uploads."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from touchline.server.kit import examples
from touchline.server.kit.examples import example
from touchline.server.uploads.models import Kind, State


class UploadOut(BaseModel):
    """An upload, and how far it is."""

    model_config = example(
        id=examples.UPLOAD_ID,
        state="uploading",
        name="stand.mp4",
        said={"game_id": examples.GAME_ID, "camera": "Phone on the stand"},
        kind="mp4",
        length_bytes=3_815_204_864,
        offset_bytes=1_207_959_552,
        sha256=None,
        is_part=False,
        created_at=examples.STOPPED_AT,
        finished_at=None,
        expires_at="2026-10-04T15:31:12Z",
    )

    id: UUID
    state: State
    name: str | None
    said: dict[str, str]
    """What the client said about the file, such as the game that it is of."""
    kind: Kind | None
    length_bytes: int | None
    offset_bytes: int
    sha256: str | None
    is_part: bool
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None
