"""In which language, time zone and manner a page speaks to its reader.

English is the source; a catalogue in `locale/` per other language is read once, at the start, from its .po
file. `docs/howto/translate-the-portal.md` tells how to add one.
"""

import gettext
import io
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, numbers
from babel.messages import mofile, pofile
from babel.messages.catalog import Catalog

SOURCE = "en"
LOCALE_OF = {"en": "en_GB", "de": "de_DE"}
"""Language → how dates and numbers are written where the reader's own region is not told."""

THIN_SPACE = "\u202f"
_SIZES = ("B", "kB", "MB", "GB", "TB", "PB")


def translatable(text: str) -> str:
    """Mark a text that is translated later, when its reader is known."""
    return text


class Catalogue:
    """What is said in a language. A sentence with facts in it stands there with `{}` in their places."""

    def __init__(self, compiled: gettext.NullTranslations, with_facts: Mapping[str, str]) -> None:
        self.compiled = compiled
        self._with_facts = [(_pattern(source), target) for source, target in with_facts.items()]

    def gettext(self, text: str) -> str:
        """Return a text in this language; as it is where nobody has translated it."""
        said = self.compiled.gettext(text) if text else ""
        return self._filled(text) if said == text else said

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return the form for a number."""
        return self.compiled.ngettext(one, many, number)

    def _filled(self, text: str) -> str:
        for pattern, target in self._with_facts:
            if found := pattern.fullmatch(text):
                return target.format(*(self.gettext(fact) for fact in found.groups()))
        return text


def read_catalogues() -> Mapping[str, Catalogue]:
    """Return the catalogue of each language; the source's is empty."""
    found = {SOURCE: Catalogue(gettext.NullTranslations(), {})}
    for entry in (resources.files("touchline.server.portal") / "locale").iterdir():
        language, _, kind = entry.name.rpartition(".")
        if kind == "po":
            found[language] = _compiled(pofile.read_po(io.BytesIO(entry.read_bytes()), locale=language))
    return found


def _compiled(content: Catalog) -> Catalogue:
    compiled = io.BytesIO()
    mofile.write_mo(compiled, content)
    compiled.seek(0)
    with_facts = {
        message.id: str(message.string)
        for message in content
        if isinstance(message.id, str) and "{}" in message.id and message.string
    }
    return Catalogue(gettext.GNUTranslations(compiled), with_facts)


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(re.escape(part) for part in source.split("{}")))


def choose(preferred: str | None, accepted: str, known: Mapping[str, object]) -> Locale:
    """Return the locale to speak in: the reader's choice, else what the browser asks for, else English."""
    if preferred is not None and preferred in known:
        return Locale.parse(LOCALE_OF.get(preferred, preferred))
    for tag in _by_quality(accepted):
        if tag.partition("-")[0].lower() in known:
            return _locale_of(tag)
    return Locale.parse(LOCALE_OF[SOURCE])


def _by_quality(accepted: str) -> list[str]:
    weighed: list[tuple[float, str]] = []
    for part in accepted[:400].split(","):
        tag, _, parameter = part.strip().partition(";")
        try:
            quality = float(parameter.partition("=")[2] or 1)
        except ValueError:
            quality = 0.0
        if tag and quality > 0:
            weighed.append((-quality, tag.strip()))
    return [tag for _, tag in sorted(weighed, key=lambda one: one[0])]


def _locale_of(tag: str) -> Locale:
    language = tag.partition("-")[0].lower()
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(LOCALE_OF.get(language, language))
    return locale if locale.territory else Locale.parse(LOCALE_OF.get(language, language))


class Reader:
    """Says things as a reader reads them: words in their language, times in their zone."""

    def __init__(self, locale: Locale, zone: str, catalogue: Catalogue, now: datetime) -> None:
        self.locale, self.catalogue, self.zone = locale, catalogue, ZoneInfo(zone)
        self._now = now

    @property
    def language(self) -> str:
        """The language's code."""
        return str(self.locale.language)

    def gettext(self, text: str) -> str:
        """Translate a text that was marked where it was written."""
        return self.catalogue.gettext(text)

    def at(self, zone: str) -> "Reader":
        """Return the same reader where other clocks hold: a game is played by those of its place."""
        return Reader(self.locale, zone, self.catalogue, self._now)

    def day(self, moment: datetime | date) -> str:
        """Return a day with its weekday; the year only where it is not this one."""
        local = self._local(moment)
        skeleton = "EEEdMMM" if local.year == self._local(self._now).year else "yMMMEd"
        return dates.format_skeleton(skeleton, local, locale=self.locale)

    def date_number(self, moment: datetime) -> str:
        """Return the day of the month."""
        return dates.format_datetime(moment, "d", tzinfo=self.zone, locale=self.locale)

    def month(self, moment: datetime) -> str:
        """Return the month, short."""
        return dates.format_datetime(moment, "LLL", tzinfo=self.zone, locale=self.locale)

    def time(self, moment: datetime) -> str:
        """Return the time of day."""
        return dates.format_time(moment, "short", tzinfo=self.zone, locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """Return day and time."""
        return f"{self.day(moment)}, {self.time(moment)}"

    def ago(self, moment: datetime) -> str:
        """Return how long ago or ahead a moment is, in one unit."""
        return dates.format_timedelta(moment - self._now, add_direction=True, locale=self.locale)

    def span(self, seconds: float) -> str:
        """Return a duration in one unit."""
        return dates.format_timedelta(timedelta(seconds=seconds), locale=self.locale)

    def iso(self, moment: datetime) -> str:
        """Return a moment for machines: `<time datetime>`."""
        return moment.isoformat(timespec="seconds")

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with its thousands apart."""
        return numbers.format_decimal(round(value, digits), locale=self.locale)

    def size(self, size_bytes: float) -> str:
        """Return an amount of bytes in its largest unit."""
        value, unit = float(size_bytes), 0
        while abs(value) >= 1000 and unit < len(_SIZES) - 1:
            value, unit = value / 1000, unit + 1
        return f"{self.number(value, 1 if unit and abs(value) < 100 else 0)}{THIN_SPACE}{_SIZES[unit]}"

    def _local(self, moment: datetime | date) -> datetime | date:
        return moment.astimezone(self.zone) if isinstance(moment, datetime) else moment
