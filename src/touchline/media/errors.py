"""Why a recording cannot be used: every sentence names the file and says what to do next."""

from pathlib import Path

from touchline.base.errors import Invalid


class UnusableRecording(Invalid):
    """A file that was handed in as a recording and cannot be used as one; `path` is the file."""

    def __init__(self, path: Path, sentence: str) -> None:
        super().__init__(sentence)
        self.path = path


class NoSuchRecording(UnusableRecording):
    """There is no file of that name."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, f"There is no file {path}. Check its name and folder.")


class NotAFile(UnusableRecording):
    """It is a folder, a device or a pipe."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, f"{path.name} is not a file. Name the recordings themselves, one by one.")


class Unreadable(UnusableRecording):
    """The operating system refuses to read it; `reason` is what it says."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            path,
            f"{path.name} cannot be read ({reason}). Check its permissions and its disk, or copy it again.",
        )
        self.reason = reason


class EmptyRecording(UnusableRecording):
    """Not one byte."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, f"{path.name} is empty (0 bytes). Copy it again from the phone or camera that recorded it."
        )


class NotARecording(UnusableRecording):
    """No container of film or sound that Touchline accepts."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"{path.name} is not a film or sound recording. "
            "Hand in the file as the camera wrote it (MP4, MOV, WebM, MKV, AVI, MTS …).",
        )


class IndexMissing(UnusableRecording):
    """An MP4 or MOV without its index: where each picture lies, and how to decode it, is not known."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"{path.name} was cut off before the camera wrote its index, without which no picture "
            "in it can be found. If the camera still has the recording, copy it again; "
            "some cameras repair it when they are switched on with the card inside.",
        )


class NothingDecodable(UnusableRecording):
    """The container is fine, yet neither a picture nor a sound in it can be decoded."""

    def __init__(self, path: Path, codec: str | None = None) -> None:
        what = f" (it says that its picture is {codec})" if codec else ""
        super().__init__(
            path,
            f"Nothing in {path.name} can be decoded{what}. It may be damaged: copy it again, "
            "or convert it to MP4 with H.264 with the program that belongs to the camera.",
        )
        self.codec = codec


class SoundUndecodable(UnusableRecording):
    """It has a sound track, and nothing in it can be decoded."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, f"The sound of {path.name} cannot be decoded. Its picture may be fine; copy the file again."
        )


class PictureTooLarge(UnusableRecording):
    """More pixels than any camera of a club has, so that decoding could exhaust the memory."""

    def __init__(self, path: Path, width_px: int, height_px: int, limit_px: int) -> None:
        super().__init__(
            path,
            f"The picture of {path.name} is {width_px} × {height_px} pixels; "
            f"at most {limit_px} in each direction are accepted. Convert it to 4K or smaller.",
        )
        self.width_px = width_px
        self.height_px = height_px
        self.limit_px = limit_px


class HeaderAbsurd(UnusableRecording):
    """The index promises more samples than the file could hold, which would exhaust the memory."""

    def __init__(self, path: Path, sample_count: int) -> None:
        super().__init__(
            path,
            f"The index of {path.name} is damaged: it promises {sample_count:,} pictures or sounds, "
            "more than the file can hold. Copy it again from the camera.",
        )
        self.sample_count = sample_count
