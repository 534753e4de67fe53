"""The page's colours can be told apart and read, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from importlib import resources

import pytest

TEXT, GRAPHICS = 4.5, 3.0
TAKES = range(8)


def tokens(theme: str) -> dict[str, str]:
    """Read the custom properties of a theme from the style sheet; dark ones stand on top of light ones."""
    sheet = (
        resources.files("touchline.engine.film.report").joinpath("templates/report.css").read_text("utf-8")
    )
    light, dark, stage = (
        dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", sheet[begin:end]))
        for begin, end in (
            (sheet.index(":root"), sheet.index("@media")),
            (sheet.index("@media"), sheet.index(".stage")),
            (sheet.index(".stage"), sheet.index(".hue0")),
        )
    )
    return {"light": light, "dark": light | dark, "stage": light | stage}[theme]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "stage"])
@pytest.mark.parametrize("text", ["ink", "ink-soft", "signal", "warn"])
def test_text_can_be_read(theme: str, text: str) -> None:
    colours = tokens(theme)
    for behind in ("ground", "surface"):
        assert contrast(colours[text], colours[behind]) >= TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_take_stands_out_from_the_page(theme: str) -> None:
    colours = tokens(theme)
    for take in TAKES:
        for behind in ("ground", "surface"):
            assert contrast(colours[f"edge{take}"], colours[behind]) >= GRAPHICS


def test_every_take_stands_out_from_the_stage() -> None:
    colours = tokens("stage")
    for take in TAKES:
        assert contrast(colours[f"fill{take}"], colours["ground"]) >= GRAPHICS


@pytest.mark.parametrize("theme", ["light", "dark", "stage"])
def test_every_letter_can_be_read_on_its_colour(theme: str) -> None:
    colours = tokens(theme)
    for take in TAKES:
        letter, behind = colours["on"], colours[f"fill{take}"]
        if take == 6:
            letter, behind = "#ffffff", "#0072b2"
        if take == 7:
            letter = colours["ground"]
        assert contrast(letter, behind) >= TEXT
