"""Keeps the catalogues complete: `python -m touchline.server.portal.catalogue` finds what is to translate.

It looks into templates and Python files of the portal, and for the sentences with which domains refuse: those
stand where the facts are, as `super().__init__("…")`, `ValueError("…")` and the like. A sentence with facts
in it (an f-string) is translated with `{}` in their places.
"""

import ast
import sys
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from babel.messages import extract, pofile
from babel.messages.catalog import Catalog

SERVER = Path(str(resources.files("touchline.server")))
PORTAL = SERVER / "portal"
LOCALES = PORTAL / "locale"

KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "translatable": None}
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]
_OPTIONS = {"templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
_SPOKEN = (
    "server/accounts/**/*.py",
    "server/audit/**/*.py",
    "server/clubs/**/*.py",
    "server/games/**/*.py",
    "server/privacy/**/*.py",
    "server/recordings/**/errors.py",
    "server/kit/**/errors.py",
    "server/kit/fields.py",
    "server/kit/signing.py",
    "server/kit/files/revoking.py",
    "server/kit/files/endpoints.py",
    "server/portal/errors.py",
    "formats/roster_csv.py",
)
"""Where sentences stand that a person can meet on a page; what only programs are told stays English."""

_SHORTEST = 12
"""A sentence is longer than a name of a column."""


def strings() -> Catalog:
    """Return all that can be said on a page, in English."""
    found = Catalog()
    for file, line, message, comments, context in extract.extract_from_dir(
        str(PORTAL), _METHODS, _OPTIONS, keywords=KEYWORDS, strip_comment_tags=True
    ):
        found.add(message, None, [(f"portal/{file}", line)], auto_comments=comments, context=context)
    for file, sentence in sentences():
        found.add(sentence, None, [(file, 0)])
    return found


def sentences() -> Iterator[tuple[str, str]]:
    """Yield the sentences with which domains refuse, and where each stands."""
    for path in sorted({path for pattern in _SPOKEN for path in SERVER.parent.glob(pattern)}):
        tree = ast.parse(path.read_text("utf-8"))
        said = [argument for node in ast.walk(tree) for argument in _said_by(node)]
        for text in map(_text_of, said):
            if (
                len(text) >= _SHORTEST
                and (text[0].isupper() or text.startswith("{}"))
                and text.endswith((".", "?"))
            ):
                yield path.relative_to(SERVER.parent).as_posix(), text


def _said_by(node: ast.AST) -> list[ast.expr]:
    """Return what may be a sentence: what makes an error or a fault is told it, or it has a name."""
    match node:
        case ast.Assign(value=ast.Constant() as value):
            return [value]
        case ast.Call(func=ast.Attribute(attr="__init__"), args=arguments):
            return [part for argument in arguments for part in _parts_of(argument)]
        case ast.Call(func=ast.Name(id=name), args=arguments) if name[:1].isupper():
            return [part for argument in arguments for part in _parts_of(argument)]
    return []


def _parts_of(argument: ast.expr) -> list[ast.expr]:
    return argument.values if isinstance(argument, ast.BoolOp) else [argument]


def _text_of(argument: ast.expr) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    if isinstance(argument, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in argument.values)
    return ""


def read(language: str) -> Catalog:
    """Return the catalogue of a language."""
    with (LOCALES / f"{language}.po").open("rb") as file:
        return pofile.read_po(file, locale=language)


def refresh(language: str) -> Catalog:
    """Return the catalogue of a language with all strings of today, new ones untranslated, old ones gone."""
    catalogue = read(language)
    catalogue.update(strings(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def _write(language: str) -> None:
    catalogue = refresh(language)
    with (LOCALES / f"{language}.po").open("wb") as file:
        pofile.write_po(file, catalogue, width=0, no_location=True, omit_header=False, sort_output=True)
    missing = [message.id for message in catalogue if message.id and not message.string]
    sys.stdout.write(f"{language}: {len(catalogue)} strings, {len(missing)} to translate\n")


def main() -> None:
    """Bring all catalogues up to date."""
    for path in sorted(LOCALES.glob("*.po")):
        _write(path.stem)


if __name__ == "__main__":
    main()
