"""Rosters in CSV, whatever wrote them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from touchline.formats.roster_csv import MOST_LINES, Fault, RosterLine, read_roster

MIA = RosterLine(2, "Mia Müller", 11, "C")


@pytest.mark.parametrize(
    "content",
    [
        "name,number,position\nMia Müller,11,C\n".encode(),
        "name,number,position\r\nMia Müller,11,C\r\n".encode("utf-8-sig"),
        "Position;Nr.;Name\nC;11;Mia Müller".encode("cp1252"),
        "Name\tJersey Number\tPos\nMia Müller\t#11\tC\n".encode("utf-16"),
        "Vorname;Nachname;Rückennummer;Position;Telefon\nMia;Müller;11;C;079\n".encode(),
        'first_name,last_name,number,position\n"Mia","Müller",11,"C"\n'.encode(),
        "NAME|#|POSITION\nMia Mu\u0308ller|011|C\n".encode(),
    ],
)
def test_a_roster_is_read_whatever_wrote_it(content: bytes) -> None:
    assert read_roster(content) == ([MIA], [])


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"number,position\n7,C\n", b"Mia,11,C\nZoe,12,D\n", b"\x00\xff\xfe"]
)
def test_a_file_without_names_is_told_what_it_needs(content: bytes) -> None:
    lines, faults = read_roster(content)
    assert (lines, [(fault.line, fault.column) for fault in faults]) == ([], [(1, "name")])


def test_each_fault_is_told_with_its_line() -> None:
    content = (
        b"name,number,position\nMia,1000,C\n,1,C\n"
        + b"x" * 101
        + b",2,C\nZoe,-3,D\nAda,4,"
        + b"y" * 41
        + b"\n"
    )
    lines, faults = read_roster(content)
    assert lines == []
    assert [(fault.line, fault.column) for fault in faults] == [
        (2, "number"),
        (3, "name"),
        (4, "name"),
        (5, "number"),
        (6, "position"),
    ]


def test_empty_and_short_lines_are_no_faults() -> None:
    lines, faults = read_roster(b"name,number\n\nMia\n , \nZoe,2\n")
    assert ([(line.line, line.name) for line in lines], faults) == ([(3, "Mia"), (5, "Zoe")], [])


def test_a_quoted_name_over_two_lines_is_a_fault() -> None:
    lines, faults = read_roster(b'name,number\n"Mia\nM",3\n')
    assert (lines, faults[0].column) == ([], "name")


def test_a_file_longer_than_any_roster_is_read_up_to_a_bound() -> None:
    lines, faults = read_roster(b"name\n" + b"Mia\n" * (MOST_LINES + 5))
    assert (len(lines), len(faults)) == (MOST_LINES, 1)


@given(st.binary(max_size=300))
def test_no_file_makes_it_fail(content: bytes) -> None:
    lines, faults = read_roster(b"name,number\n" + content)
    assert all(isinstance(one, RosterLine) for one in lines)
    assert all(isinstance(one, Fault) for one in faults)
