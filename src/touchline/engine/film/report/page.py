"""The report page itself: what the templates are given, and the one file that comes out."""

import base64
import hashlib
import math
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from urllib.parse import quote

import jinja2
from markupsafe import Markup

from touchline.base import files
from touchline.engine.film.report import axis, certificates, quality, sentences, shown, words
from touchline.engine.film.report.facts import FilmFacts, FilmReport

TEMPLATES = "templates"


@dataclass(frozen=True, slots=True)
class Source:
    """What the film element plays: `href` beside the page, of MIME type `kind`."""

    href: str
    file: str
    kind: str
    is_playlist: bool


def write(report: FilmReport, path: Path) -> None:
    """Write the page to `path`, whole or not at all.

    Raises:
        Unavailable: when the disk is full.
        Invalid: when nothing can be written there.
    """
    page = render(report).encode("utf-8", errors="replace")  # a file name need not be text
    with files.written_whole(path) as unfinished:
        unfinished.write_bytes(page)


def render(report: FilmReport) -> str:
    """Return the whole page as HTML: one file that asks the network for nothing.

    File names come from strangers, so the templates escape everything, names never reach a script,
    and the page's own policy lets no script run but the one whose hash it carries.
    """
    span = axis.of_report(report)
    script = _read("report.js")
    return (
        _environment()
        .get_template("report.html")
        .render(
            report=report,
            film=report.film,
            source=source_of(report.film),
            poster=_poster(report.film),
            style=Markup(_read("report.css")),  # noqa: S704 (our own file)
            script=Markup(script),  # noqa: S704 (our own file)
            script_hash=script_hash(script),
            axis=span,
            names=shown.names(report.takes),
            lanes=shown.lanes(report, span),
            cuts=shown.cuts(report),
            chapters=shown.chapters(report, span),
            terms=quality.terms(report),
            quality_lanes=quality.lanes(report, span),
            certificates=certificates.views(report, span),
            left_out=sentences.left_out(report),
            result=sentences.result(report),
            alignment=sentences.alignment(report),
            omission=sentences.omission(report),
            widest_bound_s=sentences.widest_bound_s(report),
        )
    )


def source_of(film: FilmFacts | None) -> Source | None:
    """Choose what the page plays: the final film, else the instant cut, else nothing."""
    if film is None or not (film.file or film.playlist):
        return None
    if film.file:
        return Source(href(film.file), film.file, "video/mp4", is_playlist=False)
    playlist = film.playlist or ""
    return Source(href(playlist), playlist, "application/vnd.apple.mpegurl", is_playlist=True)


def href(path: str) -> str:
    """Link to a file beside the page; `./` first, so that no name can pose as a scheme or a host."""
    return "./" + quote(path, errors="surrogateescape")


def _poster(film: FilmFacts | None) -> str:
    if film is None or not film.poster_jpeg:
        return ""
    return "data:image/jpeg;base64," + base64.b64encode(film.poster_jpeg).decode()


def script_hash(script: str) -> str:
    """Name the script in the page's policy (CSP level 2, hash source)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _read(name: str) -> str:
    return resources.files(__package__).joinpath(TEMPLATES, name).read_text(encoding="utf-8")


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(__package__, TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "clock": words.clock,
        "lasting": words.duration,
        "size": words.size,
        "ms": words.milliseconds,
        "ppm": words.ppm,
        "percent": words.percent,
        "rate": words.rate,
        "figure": words.figure,
        "counted": words.counted,
        "how_often": words.how_often,
        "href": href,
        "across": _across,
        "score": _score,
    }
    return environment


def _across(share: float) -> str:
    """Place on the page as a CSS length."""
    return f"{share * 100:.3f}".rstrip("0").rstrip(".") + "%"


def _score(value: float) -> str:
    return f"{value:.2f}" if math.isfinite(value) else "–"
