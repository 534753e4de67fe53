"""The pages' colours can be read, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from touchline.server.portal import static_files

TEXT, GRAPHICS = 4.5, 3.0
PAIRS = [
    *(
        (text, behind, TEXT)
        for text in ("ink", "ink-soft", "signal", "warn", "rec")
        for behind in ("ground", "surface")
    ),
    ("on-signal", "signal", TEXT),
    ("ink", "tint", TEXT),
    ("signal", "tint", GRAPHICS),
    ("field", "surface", GRAPHICS),
    ("field", "ground", GRAPHICS),
]


def tokens(theme: str) -> dict[str, str]:
    """Read the tokens of a theme; dark ones stand on top of light ones."""
    sheet = static_files.read().text("portal/tokens.css")
    light, dark = sheet[: sheet.index("@media")], sheet[sheet.index("@media") : sheet.index(".dark")]
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in (light, dark)]
    assert found[0].keys() == found[1].keys()
    return found[0] if theme == "light" else found[1]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "behind", "least"), PAIRS)
def test_everything_can_be_read(theme: str, front: str, behind: str, least: float) -> None:
    colours = tokens(theme)
    lighter, darker = sorted((luminance(colours[front]), luminance(colours[behind])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= least


def test_the_player_is_dark_in_both_themes() -> None:
    sheet = static_files.read().text("portal/tokens.css")
    own = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", sheet[sheet.index(".dark") :]))
    assert own == tokens("dark")
