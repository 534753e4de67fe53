"""Rosters as clubs export them: CSV from any spreadsheet, read line by line, every fault told with its line.

Accepts UTF-8 with or without a byte-order mark, UTF-16, and Windows-1252; commas, semicolons, tabs or bars;
columns in any order, in English, German or French. Faults carry line and column, never what a line says:
it is somebody's name.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

MOST_LINES = 1000
LONGEST_NAME, LONGEST_POSITION, HIGHEST_NUMBER = 100, 40, 999

_COLUMNS = {
    "name": ("name", "player", "full name", "spieler", "joueur", "nom complet"),
    "first_name": ("first name", "given name", "vorname", "prénom", "prenom"),
    "last_name": ("last name", "family name", "surname", "nachname", "nom"),
    "number": (
        "number",
        "jersey",
        "jersey number",
        "no",
        "nr",
        "#",
        "rückennummer",
        "nummer",
        "numéro",
        "numero",
    ),
    "position": ("position", "pos", "poste"),
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A player, and the line of the file on which they stand."""

    line: int
    name: str
    jersey_number: int | None
    position: str | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line, and what to do about it."""

    line: int
    column: str
    message: str


def read_roster(content: bytes) -> tuple[list[RosterLine], list[Fault]]:
    """Return the players of a file and the faults of the lines that could not be read."""
    lines: list[RosterLine] = []
    faults: list[Fault] = []
    for read in _read(content):
        (lines if isinstance(read, RosterLine) else faults).append(read)  # type: ignore[arg-type]
    return lines, faults


def _read(content: bytes) -> Iterator[RosterLine | Fault]:
    text = _decoded(content)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    try:
        columns = _columns_of(next(rows, []))
        if "name" not in columns and "last_name" not in columns:
            yield Fault(1, "name", "The first line must name the columns, one of them 'name'.")
            return
        for count, row in enumerate(rows):
            if count == MOST_LINES:
                yield Fault(
                    rows.line_num, "", f"Only the first {MOST_LINES} lines were read. Split the file."
                )
                return
            if any(cell.strip() for cell in row):
                yield _line(rows.line_num, columns, row)
    except csv.Error:
        yield Fault(rows.line_num, "", "From here on this is no CSV. Export the file again.")


def _line(line: int, columns: Mapping[str, int], row: Sequence[str]) -> RosterLine | Fault:
    def cell(column: str) -> str:
        place = columns.get(column, len(row))
        return unicodedata.normalize("NFC", row[place]).strip() if place < len(row) else ""

    name = cell("name") or f"{cell('first_name')} {cell('last_name')}".strip()
    number, position = cell("number").removeprefix("#"), cell("position")
    if not name:
        return Fault(line, "name", "There is no name.")
    if len(name) > LONGEST_NAME or _CONTROL.search(name):
        return Fault(line, "name", f"A name is one line of {LONGEST_NAME} characters at most.")
    if len(position) > LONGEST_POSITION or _CONTROL.search(position):
        return Fault(line, "position", f"A position is one line of {LONGEST_POSITION} characters at most.")
    if number and not re.fullmatch(r"[0-9]{1,3}", number):
        return Fault(line, "number", f"A jersey number is a whole number from 0 to {HIGHEST_NUMBER}.")
    return RosterLine(line, name, int(number) if number else None, position or None)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t|", key=header.count)


def _columns_of(header: Sequence[str]) -> dict[str, int]:
    known = {spelling: column for column, spellings in _COLUMNS.items() for spelling in spellings}
    found: dict[str, int] = {}
    for place, title in enumerate(header):
        plain = " ".join(re.split(r"[\s_\-.]+", unicodedata.normalize("NFC", title).casefold())).strip()
        if plain in known:
            found.setdefault(known[plain], place)
    return found
