"""Templates into pages: one environment per language, everything escaped, nothing undefined."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from babel import Locale
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from touchline.server.portal import language, static_files
from touchline.server.portal.language import Reader, translatable
from touchline.server.portal.static_files import StaticFiles

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; connect-src 'self'; worker-src 'self' blob:; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing from elsewhere, nothing written into the page: neither scripts nor styles."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}


class Renderer:
    """Turns templates into pages; made once per application."""

    def __init__(self, static: StaticFiles) -> None:
        self.static = static
        self.catalogues = language.read_catalogues()
        self._environments = {code: self._environment(code) for code in self.catalogues}

    def page(self, template: str, code: str, facts: Mapping[str, Any], *, status: int) -> HTMLResponse:
        """Return a page in a language, with the headers that every page carries."""
        return HTMLResponse(self.text(template, code, facts), status, headers=HEADERS)

    def text(self, template: str, code: str, facts: Mapping[str, Any]) -> str:
        """Return a template in a language, filled."""
        return self._environments[code].get_template(template).render(facts)

    def languages(self, reader: Reader) -> list[tuple[str, str]]:
        """Return all languages to choose from, each called as its own speakers call it."""
        chosen = [(code, Locale.parse(code).get_display_name(code) or code) for code in self.catalogues]
        return [("", reader.gettext(translatable("As the browser asks"))), *sorted(chosen)]

    @cached_property
    def icons(self) -> Markup:
        """The sprite of all icons, which stands at the end of every page."""
        return Markup(self.static.text("vendor/lucide/icons.svg"))  # noqa: S704 (a file of ours)

    def _environment(self, code: str) -> Environment:
        environment = Environment(
            loader=PackageLoader("touchline.server.portal"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        catalogue = self.catalogues[code]
        environment.policies["ext.i18n.trimmed"] = True
        environment.install_gettext_callables(  # type: ignore[attr-defined]
            catalogue.gettext, catalogue.ngettext, newstyle=True
        )
        environment.globals.update(static=self.static.url, icons=self.icons)
        return environment


def make() -> Renderer:
    """Return the renderer of this version's templates and static files."""
    return Renderer(static_files.read())
