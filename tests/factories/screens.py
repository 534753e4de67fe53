"""A player as a test sees it: what is on the screen, to the frame, and how to wait for it."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

FRAME_S = 1 / 30
_PLAYER = "(await import(document.querySelector('script[src*=\"player/player.js\"]').src)).player"
_UNTIL = """condition => new Promise(resolve => {
  const look = () => (condition() ? resolve() : setTimeout(look, 20)); look();
})"""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on the screen: the source's id, and the time stamp of its picture in its own time."""

    source: str
    at_s: float
    frame_s: float


def game_s(watch: dict[str, Any], shown: Shown) -> float:
    """Return the moment of the game that is on the screen, by the API's own facts of its film."""
    if shown.source == "film":
        shot = [one for one in watch["film"]["shots"] if one["start_s"] <= shown.at_s + 1e-6][-1]
        return float(shot["game_start_s"] + shown.at_s - shot["start_s"])
    angle = next(one for one in watch["angles"] if one["take_id"] == shown.source)
    return float(angle["offset_s"] + shown.at_s / (1 + angle["drift_ppm"] * 1e-6))


@dataclass(frozen=True, slots=True)
class Screen:
    """The player of a page."""

    page: Page

    def ask(self, expression: str, argument: Any = None) -> Any:
        """Evaluate an expression in which `player` is the player and `it` the argument."""
        return self.page.evaluate(
            f"async it => {{ const player = {_PLAYER}; return {expression}; }}", argument
        )

    def until(self, condition: str) -> None:
        """Wait until something holds of the player."""
        self.page.evaluate(
            f"async () => {{ const player = {_PLAYER}; await ({_UNTIL})(() => {condition}); }}"
        )

    def open(self) -> "Screen":
        """Wait until the first picture is there."""
        self.page.locator("video.is-shown").wait_for()
        self.until("player.stage.slot.frames.shownS !== null")
        return self

    def go_to(self, film_s: float) -> None:
        """Go to a time of what is shown."""
        self.ask("await player.stage.seek(it)", film_s)

    def press(self, key: str, source: str) -> None:
        """Press a key that changes over to a source, and wait until it is shown."""
        self.page.keyboard.press(key)
        self.until(f"player.stage.shown === '{source}'")

    def step(self, key: str) -> None:
        """Press a key that moves by one picture, and wait for the new one."""
        before = self.shown().at_s
        self.page.keyboard.press(key)
        self.until(f"player.stage.slot.frames.shownS !== {before}")

    def shown(self) -> Shown:
        """Return what is on the screen."""
        found = self.ask(
            "{ source: player.stage.shown, at_s: player.stage.slot.frames.shownS,"
            " frame_s: player.stage.slot.frames.frameS }"
        )
        return Shown(**found)

    def cut(self, title: str, from_share: float, to_share: float) -> None:
        """Make a clip by dragging over this part of the timeline."""
        self.page.keyboard.press("c")
        self.page.get_by_label("Title").fill(title)
        track = self.page.locator(".timeline-track").bounding_box()
        assert track is not None
        at = [track["x"] + track["width"] * share for share in (from_share, to_share)]
        self.page.mouse.move(at[0], track["y"] + 22)
        self.page.mouse.down()
        self.page.mouse.move(at[1], track["y"] + 22, steps=4)
        self.page.mouse.up()
        self.page.get_by_role("button", name="Save the clip").click()

    def share(self, password: str = "") -> str:
        """Make a link in the dialog, and return it."""
        self.page.get_by_role("button", name="Share", exact=True).click()
        self.page.get_by_label("For whom").fill("Grandma")
        if password:
            self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Make the link").click()
        link = self.page.get_by_label("The link")
        link.wait_for()
        return link.input_value()

    def frames(self) -> int:
        """Return how many pictures the browser has decoded for what is shown."""
        return int(self.ask("player.stage.video.getVideoPlaybackQuality().totalVideoFrames"))

    def pixels(self) -> list[int]:
        """Return the picture on the screen, small, as red, green, blue and alpha of each pixel."""
        found: list[int] = self.ask(
            "(() => { const canvas = new OffscreenCanvas(160, 90); const pen = canvas.getContext('2d');"
            " pen.drawImage(player.stage.video, 0, 0, 160, 90);"
            " return Array.from(pen.getImageData(0, 0, 160, 90).data); })()"
        )
        return found
