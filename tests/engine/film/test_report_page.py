"""The report page: whole, true to what it is told, and safe with whatever a file may be called."""

import itertools
import math
import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from factories import reports
from factories.reports import left_out_take
from touchline.core.direct.shots import Shot
from touchline.core.sync.certificate import Residuals, Verdict
from touchline.core.sync.evidence import EvidenceKind
from touchline.engine.film.report import page, words
from touchline.engine.film.report.facts import FilmReport, QualitySeries

VOID = {"meta", "link", "input", "img", "br", "path", "use", "circle"}
HOSTILE = (
    '<script>alert("x")</script>.mp4',
    "\"' onmouseover=alert(1) x='.mov",
    "משחק העונה \u202egpj.mp4",
)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str | None]
    inside: tuple[str, ...]
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


@dataclass
class Page(HTMLParser):
    """Parses a page into a flat list of elements; each collects all the text inside it."""

    elements: list[Element] = field(default_factory=list)
    stack: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs), tuple(outer.tag for outer in self.stack))
        self.elements.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs), tuple(outer.tag for outer in self.stack)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.stack, f"</{tag}> closes nothing"
            assert self.stack[-1].tag == tag, f"</{tag}> closes <{self.stack[-1].tag}>"
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        for element in self.stack:
            element.pieces.append(data)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        return [
            element
            for element in self.elements
            if element.tag == tag
            and all(element.attributes.get(name.rstrip("_")) == value for name, value in attributes.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        (element,) = self.all(tag, **attributes)
        return element


def parsed(report: FilmReport) -> Page:
    reader = Page()
    reader.feed(page.render(report))
    reader.close()
    assert not reader.stack, "an element is never closed"
    return reader


def told(element: Element) -> str:
    return " ".join(" ".join(element.pieces).replace(words.NARROW, " ").split())


def all_failed() -> FilmReport:
    takes = (left_out_take("a.mp4", "A"), left_out_take("b.mp4", "B"))
    bare = reports.report(takes=2, duration_s=20)
    return replace(bare, film=None, takes=takes, shots=(), moments=(), figures=(), comparison=None, files=())


EVERY_KIND = {
    "three takes": reports.report(takes=3, duration_s=120),
    "one take of three seconds": replace(reports.report(takes=1, duration_s=3, mean_shot_s=3), moments=()),
    "nine takes": reports.report(takes=9, duration_s=60),
    "nothing usable": all_failed(),
    "hostile names": reports.report(takes=3, duration_s=40, names=HOSTILE),
}
every_kind = pytest.mark.parametrize("report", EVERY_KIND.values(), ids=EVERY_KIND.keys())


@every_kind
def test_every_element_is_closed_and_every_id_is_its_own(report: FilmReport) -> None:
    html = parsed(report)
    ids = [e.attributes["id"] for e in html.elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    links = [e.attributes["href"] or "" for e in html.elements if "href" in e.attributes]
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)


@every_kind
def test_the_page_asks_the_network_for_nothing(report: FilmReport) -> None:
    html = parsed(report)
    for element in html.elements:
        for name in ("src", "href", "poster", "data", "action", "srcset"):
            target = element.attributes.get(name) or ""
            assert not target or target.startswith(("./", "#", "data:")), f"{element.tag} {name}={target}"
    style = html.one("style").text
    assert "url(" not in style.replace("url(#", "")
    assert "@import" not in style
    assert "://" not in html.one("script").text


@every_kind
def test_it_speaks_its_language_and_has_one_title_and_headings_in_order(report: FilmReport) -> None:
    html = parsed(report)
    assert html.one("html").attributes["lang"] == "en"
    assert report.title in html.one("title").text
    levels = [int(e.tag[1]) for e in html.elements if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@every_kind
def test_every_table_says_what_it_is_and_every_picture_has_words(report: FilmReport) -> None:
    html = parsed(report)
    assert len(html.all("table")) == len(html.all("caption"))
    assert all(e.attributes.get("scope") in {"col", "row"} for e in html.all("th"))
    silent = [
        e
        for e in html.all("svg")
        if e.attributes.get("role") != "img"
        and e.attributes.get("aria-hidden") != "true"
        and "plot" not in str(e.inside)
    ]
    assert all("figure" in e.inside for e in silent)
    assert all(e.attributes.get("aria-label") for e in html.elements if e.attributes.get("role") == "img")
    assert all(told(button) for button in html.all("button"))


def test_the_result_stands_in_one_sentence_at_the_top() -> None:
    report = reports.report(takes=3, duration_s=720)
    lead = told(parsed(report).one("p", class_="lead"))
    assert lead == (
        f"A film of 12 min from 3 takes, cut {len(report.shots) - 1} times. "
        "Every take is aligned to within half a frame."
    )


def test_a_take_aligned_less_surely_is_named_at_the_top() -> None:
    lead = told(parsed(reports.report(takes=6, duration_s=60)).one("p", class_="lead"))
    assert "Take F is aligned less surely than half a frame." in lead


def test_one_take_has_nothing_to_align() -> None:
    html = parsed(EVERY_KIND["one take of three seconds"])
    assert told(html.one("p", class_="lead")) == "A film of 3 s from one take, without a cut."
    assert "The only take: there is nothing to align" in told(html.one("section", id="sync"))


def test_every_shot_stands_in_the_cut_list_with_its_time_take_reason_and_score() -> None:
    report = reports.report(takes=3, duration_s=5400, mean_shot_s=18)
    rows = [e for e in parsed(report).all("tr") if "data-at" in e.attributes]
    assert len(rows) == len(report.shots)
    for row, shot in zip(rows, report.shots, strict=True):
        assert float(row.attributes["data-at"] or "") == pytest.approx(shot.start_s, abs=1e-3)
        time = f"{words.clock(shot.start_s)} {words.duration(shot.duration_s)}".replace(words.NARROW, " ")
        assert told(row) == f"{time} Take {report.takes[shot.take].label} {shot.reason} {shot.score:.2f}"


def test_every_time_in_the_cut_list_opens_the_film_at_that_moment_even_without_a_script() -> None:
    report = reports.report(takes=2, duration_s=40)
    links = [e.attributes["href"] for e in parsed(report).all("a") if "td" in e.inside and "tr" in e.inside]
    assert len(links) >= len(report.shots)
    for link, shot in zip(links, report.shots, strict=False):
        file, moment = (link or "").split("#t=")
        assert file == "./film.mp4"
        assert abs(float(moment) - shot.start_s) <= 0.021  # a cut falls on the film's nearest frame


def test_film_time_leaves_out_what_nobody_filmed() -> None:
    shots = (Shot(2.0, 12.0, 0, "first", 0.5), Shot(20.0, 30.0, 1, "second", 0.5))
    report = replace(reports.report(takes=2, duration_s=30), shots=shots, moments=())
    html = parsed(report)
    rows = [e.attributes for e in html.all("tr") if "data-at" in e.attributes]
    assert [(row["data-at"], row["data-film"]) for row in rows] == [("2.000", "0.000"), ("20.000", "10.000")]
    assert "The film begins at 0:02.0." in told(html.one("section", id="who"))


def test_moments_are_chapters_that_seek() -> None:
    report = reports.report(takes=2, duration_s=100)
    items = [told(e) for e in parsed(report).all("li") if "section" in e.inside and "ol" in e.inside]
    assert items[1] == "0:18.0 Goal 81 % sure"
    assert len(items) == len(report.moments)


def test_a_certificate_says_offset_drift_bound_and_what_it_rests_on() -> None:
    report = reports.report(takes=3, duration_s=720)
    section = told(parsed(report).one("section", id="sync"))
    for take in report.takes[1:]:
        assert take.certificate is not None
        assert words.clock(take.certificate.clock.offset_s, decimals=3) in section
        assert words.ppm(take.certificate.clock.drift_ppm).replace(words.NARROW, " ") in section
        assert f"±{take.certificate.bound_s * 1e3:.2f} ms" in section
        for use in take.certificate.evidence:
            assert use.reason in section
    assert "What it rests on: 1 of 2 pieces of evidence used" in section
    assert "0.13 frames" in section
    assert "Against the truth +1.30 ms, −0.21 ppm The bound holds it" in section


def test_a_bound_that_does_not_hold_the_truth_is_said_so() -> None:
    report = reports.report(takes=2, duration_s=20)
    truth = replace(report.takes[0].truth, bound_holds=False) if report.takes[0].truth else None
    report = replace(report, takes=(replace(report.takes[0], truth=truth), report.takes[1]))
    assert "The bound does not hold it" in told(parsed(report).one("section", id="sync"))


def test_residuals_are_drawn_one_dot_each_and_the_wild_ones_are_counted() -> None:
    report = reports.report(takes=2, duration_s=60)
    certificate = report.takes[1].certificate
    assert certificate is not None
    wild = Residuals(
        np.array([10.0, 20.0, 30.0]), np.array([0.001, -0.002, 3.0]), (EvidenceKind.SOUND,) * 3, (0, 0, 0)
    )
    take = replace(report.takes[1], certificate=replace(certificate, residuals=wild))
    html = parsed(replace(report, takes=(report.takes[0], take)))
    (drawing,) = [e for e in html.all("svg") if "3 measurements" in (e.attributes.get("aria-label") or "")]
    assert "1 dot beyond the scale, drawn at its border." in (drawing.attributes["aria-label"] or "")
    paths = [
        e.attributes["d"] or ""
        for e in html.all("path")
        if (e.attributes.get("class") or "").startswith("dots")
    ]
    assert any(path.count("M") == 3 for path in paths)


def test_a_certificate_without_residuals_has_no_plot() -> None:
    html = parsed(EVERY_KIND["one take of three seconds"])
    assert not [e for e in html.all("figure") if e.attributes.get("class") == "residuals"]


def test_a_take_left_out_says_why_and_what_to_do() -> None:
    report = reports.report(takes=2, duration_s=40)
    html = parsed(replace(report, takes=(*report.takes, left_out_take(label="C"))))
    assert "Take C is left out." in told(html.one("p", class_="lead"))
    article = told(html.one("article", class_="out"))
    assert "The file ends before its index" in article
    assert "What to do: Copy it from the phone again" in article


def test_a_take_that_could_not_be_placed_is_left_out_with_its_explanation() -> None:
    report = reports.report(takes=3, duration_s=40)
    certificate = report.takes[2].certificate
    assert certificate is not None
    failed = replace(
        certificate, verdict=Verdict.FAIL, bound_s=math.inf, explanation="It never overlaps the others."
    )
    shots = tuple(shot for shot in report.shots if shot.take != 2)
    takes = (*report.takes[:2], replace(report.takes[2], certificate=failed))
    html = parsed(replace(report, takes=takes, shots=shots))
    article = told(html.one("article", class_="out"))
    assert "It never overlaps the others." in article
    assert "--clock" in article


def test_when_nothing_is_usable_the_page_says_what_to_do() -> None:
    html = parsed(all_failed())
    assert told(html.one("p", class_="lead")) == "No film could be made: none of the 2 takes could be used."
    assert not html.all("video")
    assert len(html.all("article", class_="out")) == 2


def test_figures_stand_beside_their_definitions() -> None:
    report = reports.report(takes=2, duration_s=40)
    section = told(parsed(report).one("section", id="direction"))
    for figure in report.figures:
        shown = words.figure(figure.value, figure.unit).replace(words.NARROW, " ")
        assert f"{shown} {figure.name} {figure.definition}" in section.replace("  ", " ")
    assert "This film 0.81 Changing takes by the clock 0.66 The best single take 0.72" in section


def test_a_quick_run_plays_the_playlist_and_says_how_else_to_open_it() -> None:
    report = reports.report(takes=2, duration_s=40)
    assert report.film is not None
    html = parsed(replace(report, film=replace(report.film, file=None)))
    video = html.one("video", id="film").attributes
    assert (video["src"], video["data-type"]) == ("./film.m3u8", "application/vnd.apple.mpegurl")
    assert "VLC" in told(html.one("p", id="missing"))


def test_a_hostile_name_is_shown_and_nothing_else() -> None:
    html = parsed(EVERY_KIND["hostile names"])
    assert len(html.all("script")) == 1
    assert not [e for e in html.elements if any(name.startswith("on") for name in e.attributes)]
    shown = {e.text for e in html.all("bdi")}
    assert set(HOSTILE) <= shown
    script = html.one("script").text
    assert not any(name in script for name in HOSTILE)


def test_only_the_script_whose_hash_the_page_carries_may_run() -> None:
    html = parsed(EVERY_KIND["hostile names"])
    policy = html.one("meta", **{"http-equiv": "Content-Security-Policy"}).attributes["content"] or ""
    assert page.script_hash(html.one("script").text) in policy
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("javascript:alert(1)", "./javascript%3Aalert%281%29"),
        ("//evil/x.mp4", ".///evil/x.mp4"),
        ("a b#c?d.mp4", "./a%20b%23c%3Fd.mp4"),
        ("caf\udce9.mp4", "./caf%E9.mp4"),
    ],
)
def test_a_link_leads_to_the_file_beside_the_page_whatever_it_is_called(name: str, link: str) -> None:
    assert page.href(name) == link


def test_a_name_that_is_no_text_can_still_be_written(tmp_path: Path) -> None:
    report = reports.report(takes=1, duration_s=3, names=("caf\udce9.mp4",))
    page.write(report, tmp_path / "report.html")
    assert "caf?.mp4" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


def test_ninety_minutes_of_eight_takes_stay_under_one_and_a_half_megabytes() -> None:
    report = reports.report(takes=8, duration_s=5400, mean_shot_s=18)
    assert len(report.shots) > 280
    assert len(page.render(report).encode()) < 1_500_000


def test_a_report_refuses_what_cannot_be() -> None:
    report = reports.report(takes=1, duration_s=3)
    with pytest.raises(ValueError, match="a shot shows take 4"):
        replace(report, shots=(Shot(0, 1, 4, "why", 0.5),))
    with pytest.raises(ValueError, match="time zone"):
        replace(report, created_at=datetime(2026, 3, 14, 17, 42))  # noqa: DTZ001 (that is the point)
    with pytest.raises(ValueError, match="'score'"):
        QualitySeries(np.arange(2.0), ("action",), np.zeros((1, 2)))
    with pytest.raises(ValueError, match="got \\(2, 3\\)"):
        QualitySeries(np.arange(2.0), ("score", "action"), np.zeros((2, 3)))
