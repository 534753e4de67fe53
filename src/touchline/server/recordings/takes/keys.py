"""Where the files of a take lie in storage: named by its id, and by nothing else."""

from uuid import UUID

INDEX = "index.m3u8"


def folder(take_id: UUID) -> str:
    """Return the prefix of all that belongs to a take."""
    return f"takes/{take_id}/"


def recording(take_id: UUID, ending: str = "") -> str:
    """Return the key of the recording itself; its name is the take's id, also on its way to the engine."""
    return f"{folder(take_id)}{take_id}.{ending}"


def still(take_id: UUID) -> str:
    """Return the key of a small picture that shows what the camera saw."""
    return f"{folder(take_id)}still.jpg"


def angle_folder(take_id: UUID) -> str:
    """Return the prefix of the take made playable."""
    return f"{folder(take_id)}angle/"


def angle(take_id: UUID) -> str:
    """Return the key of the playlist that plays the take in its own time."""
    return angle_folder(take_id) + INDEX
