"""What can go wrong with an upload, each in a sentence that says what to do."""

from touchline.base.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable


class UploadNotFound(NotFound):
    """No such upload, or it is somebody else's, or it was left alone for too long."""

    def __init__(self) -> None:
        super().__init__("This upload is not here (any more). Start it again.")


class OffsetMismatch(Conflict):
    """The bytes offered do not follow those that are here."""

    def __init__(self, expected: int, provided: int) -> None:
        super().__init__(f"{expected} bytes of this upload are here, not {provided}. Go on from there.")
        self.expected, self.provided = expected, provided


class UploadFinished(Conflict):
    """All bytes are here; nothing can be added, and what was made of them is deleted where it lives."""

    def __init__(self, size_bytes: int) -> None:
        super().__init__("This upload is finished: all of its bytes are safe, and there is nothing to send.")
        self.size_bytes = size_bytes


class CutOff(Conflict):
    """A newer request about the same upload has taken over."""

    def __init__(self) -> None:
        super().__init__(
            "A newer request goes on with this upload. Ask how far it is, then go on from there."
        )


class PartInUse(Conflict):
    """A part belongs to a whole already, or is not finished."""


class FinalUpload(NotAllowed):
    """A whole made of parts takes no bytes of its own."""

    def __init__(self) -> None:
        super().__init__("This upload is joined from parts and takes no bytes of its own. Send to its parts.")


class TooManyUploads(NotAllowed):
    """One person has as many unfinished uploads, or bytes in them, as one person may."""


class BadHeader(Invalid):
    """A header does not say what it must."""


class UnsupportedVersion(Invalid):
    """The client speaks a version of tus that we do not."""

    def __init__(self) -> None:
        super().__init__("This server speaks tus 1.0.0. Send the header 'Tus-Resumable: 1.0.0'.")


class UnsupportedContent(Invalid):
    """The body is not said to be bytes of an upload."""

    def __init__(self, expected: str) -> None:
        super().__init__(f"Send the bytes as '{expected}' (header Content-Type).")


class WrongChecksum(Invalid):
    """The bytes that came are not those that were sent; none of them was kept."""

    def __init__(self) -> None:
        super().__init__("These bytes were damaged on their way; none was kept. Send them again.")


class DamagedUpload(Invalid):
    """The whole is not what the client said it would be (Repr-Digest)."""

    def __init__(self) -> None:
        super().__init__("This file was damaged on its way and has been removed. Send it again.")


class InconsistentLength(Invalid):
    """Lengths that contradict each other."""


class TooLong(Invalid):
    """More bytes than the upload was said to have, or than any upload may have."""


class EmptyUpload(Invalid):
    """A file of no bytes."""

    def __init__(self) -> None:
        super().__init__(
            "This file is empty. Choose the recording again; if it stays empty, it was not saved."
        )


class DiskFull(Unavailable):
    """No room left; what is here stays."""

    def __init__(self) -> None:
        super().__init__(
            "The server's disk is full. All bytes that were acknowledged are safe, and the upload goes on by "
            "itself when there is room again. Tell whoever runs the server."
        )


class Stalled(Unavailable):
    """The client sent nothing for too long."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing came for a while. What came is safe: ask how far it is and go on from there."
        )


class Interrupted(Unavailable):
    """The connection ended before the body did."""

    def __init__(self) -> None:
        super().__init__("The connection broke. What came is safe: ask how far it is and go on from there.")


class Busy(Unavailable):
    """The request before could not be cut off in time."""

    def __init__(self) -> None:
        super().__init__("The request before is still being ended. Try again in a few seconds.")
