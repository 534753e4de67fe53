"""Every setting is documented under its name, and stands in the file to copy."""

import re
from pathlib import Path

import pytest

from touchline.server.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference" / "settings.md"
EXAMPLE = ROOT / ".env.example"
NAMES = [f"TOUCHLINE_{name.upper()}" for name in Settings.model_fields]


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_has_its_heading_and_says_its_default(name: str) -> None:
    sections = dict(
        re.findall(r"^### (\w+)\n(.+?)(?=^#|\Z)", REFERENCE.read_text(), re.MULTILINE | re.DOTALL)
    )
    assert name in sections, f"docs/reference/settings.md has no heading {name}"
    assert "efault" in sections[name], f"{name} does not say what it is by default"


def test_no_heading_is_of_a_setting_that_is_gone() -> None:
    assert set(re.findall(r"^### (\w+)", REFERENCE.read_text(), re.MULTILINE)) == set(NAMES)


def test_the_file_to_copy_names_every_setting_and_no_other() -> None:
    assert set(re.findall(r"^# (TOUCHLINE_\w+)=", EXAMPLE.read_text(), re.MULTILINE)) == set(NAMES)
