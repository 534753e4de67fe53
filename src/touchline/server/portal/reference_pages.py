"""The reference of the API, by Swagger UI (to try it) and by Redoc (to read it): in English, as the API is.

Both libraries are our own files here: no page of ours asks another host for anything.
"""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from touchline.server.portal.rendering import POLICY, Renderer

NOTHING = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
"""Redoc fills its style elements by script; the browser asks only whether they may be there, empty."""
SCROLL_BAR = "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='"
"""The style sheet that Redoc's scroll bar brings. The browser's complaint tells that of another version."""

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def try_out(request: Request) -> HTMLResponse:
    """Show Swagger UI."""
    return _show(request, "reference_swagger.html")


@router.get("/redoc")
def read(request: Request) -> HTMLResponse:
    """Show Redoc."""
    answer = _show(request, "reference_redoc.html")
    policy = POLICY.replace("style-src 'self'", f"style-src 'self' {NOTHING} {SCROLL_BAR}")
    answer.headers["content-security-policy"] = policy
    return answer


def _show(request: Request, template: str) -> HTMLResponse:
    renderer: Renderer = request.app.state.renderer
    return renderer.page(template, "en", {"document": request.app.openapi_url}, status=200)
