"""What stands before every form: it must come from our own pages, and be no larger than they are.

The CSRF token protects whoever has signed in; this also protects those who have not yet (nobody can sign a
stranger into an account of their own choosing), and it needs no cookie.
"""

from urllib.parse import urlsplit

from fastapi import Request

from touchline.server.kit.deps import READS
from touchline.server.portal.errors import FormTooLarge, FromElsewhere

MOST_BYTES = 1024 * 1024


def refuse_strange_forms(request: Request) -> None:
    """Refuse what another site sends, and what is too large.

    Raises:
        FromElsewhere: the browser says that the form stands on another site.
        FormTooLarge: it is larger than any form of ours, or does not say how large it is.
    """
    if request.method in READS:
        return
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise FromElsewhere
    origin = request.headers.get("origin")
    if origin is not None and not _is_ours(request, origin):
        raise FromElsewhere
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        raise FormTooLarge(MOST_BYTES)


def _is_ours(request: Request, origin: str) -> bool:
    public = urlsplit(request.app.state.settings.public_url)
    return urlsplit(origin).netloc in (request.headers.get("host", ""), public.netloc)
