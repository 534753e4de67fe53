"""What can go wrong with files."""

from touchline.base.errors import NotFound, Unavailable


class NoSuchFile(NotFound):
    """Nothing is kept under this key."""

    def __init__(self) -> None:
        super().__init__("There is no such file, or it has been deleted.")


class DiskFull(Unavailable):
    """The disk, or the part of it that may be used, has no room for this file."""

    retry_after_s = 300

    def __init__(self) -> None:
        super().__init__(
            "The server has no room left for files. Nothing that was kept is lost: try again when the "
            "administrator has made room."
        )
