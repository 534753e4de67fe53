"""A small mail server that speaks SMTP over a real socket, encrypted where it is told to."""

import asyncio
import base64
import contextlib
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

CREDENTIALS = ("club@example.org", "p@ss:word")


@dataclass
class Postbox:
    """What a mail server did, and what it shall do."""

    port: int = 0
    letters: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    answer_to_recipient: str = "250 ok"
    answer_to_letter: str = "250 ok"
    greeting: str = "220 test"
    features: tuple[str, ...] = ("8BITMIME",)
    asks_for_login: bool = False
    trust: ssl.SSLContext | None = None
    is_encrypted_from_the_start: bool = False


@contextlib.contextmanager
def serving(postbox: Postbox) -> Iterator[Postbox]:
    """Serve on a free port of this computer; `postbox.port` is which."""
    loop = asyncio.new_event_loop()
    is_up = threading.Event()

    async def serve() -> None:
        trust = postbox.trust if postbox.is_encrypted_from_the_start else None
        server = await asyncio.start_server(lambda r, w: _converse(postbox, r, w), "127.0.0.1", 0, ssl=trust)
        postbox.port = server.sockets[0].getsockname()[1]
        is_up.set()
        with contextlib.suppress(asyncio.CancelledError):
            await server.serve_forever()

    serving = loop.create_task(serve())
    thread = threading.Thread(target=loop.run_until_complete, args=(serving,))
    thread.start()
    is_up.wait()
    try:
        yield postbox
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join()
        loop.close()


async def _converse(postbox: Postbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    is_known, is_encrypted = not postbox.asks_for_login, postbox.is_encrypted_from_the_start

    def say(*lines: str) -> None:
        writer.write("".join(f"{line}\r\n" for line in lines).encode())

    say(postbox.greeting)
    while line := (await reader.readline()).decode().rstrip("\r\n"):
        verb = line.split(" ")[0].upper()
        if verb == "EHLO":
            features = ["AUTH PLAIN", *postbox.features]
            if postbox.trust and not is_encrypted:
                features.append("STARTTLS")
            say("250-test", *(f"250-{one}" for one in features), "250 HELP")
        elif verb == "STARTTLS":
            say("220 go ahead")
            assert postbox.trust is not None
            await writer.start_tls(postbox.trust)
            is_encrypted = True
        elif verb == "AUTH":
            sent = base64.b64decode(line.split(" ")[2]).decode().split("\0")[1:]
            is_known = tuple(sent) == CREDENTIALS
            say("235 welcome" if is_known else "535 no")
        elif verb == "MAIL" and not is_known:
            say("530 sign in first")
        elif verb == "RCPT":
            postbox.recipients.append(line)
            say(postbox.answer_to_recipient)
        elif verb == "DATA":
            say("354 go on")
            letter = await reader.readuntil(b"\r\n.\r\n")
            postbox.letters.append(letter.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n."))
            postbox.encrypted.append(is_encrypted)
            say(postbox.answer_to_letter)
        elif verb == "QUIT":
            say("221 bye")
            break
        else:
            say("250 ok")
    writer.close()
