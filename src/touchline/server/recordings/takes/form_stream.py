"""A form with one file at its end, read as it comes: nothing of the file is kept anywhere else."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from touchline.base.errors import Invalid

MOST_FIELDS, LONGEST_FIELD = 16, 1000
FILE = "file"


class BadForm(Invalid):
    """The form is not one that this route can read."""


@dataclass
class FormStream:
    """The fields of a form, and after them the bytes of its file.

    Fields that come after the file are not heard: forms must have the file last.
    """

    body: AsyncIterator[bytes]
    fields: dict[str, str] = field(default_factory=dict)
    _blocks: deque[bytes] = field(default_factory=deque)
    _headers: dict[str, str] = field(default_factory=dict)
    _header: tuple[str, str] = ("", "")
    _name: str = ""
    _has_file: bool = False
    _is_over: bool = False

    @classmethod
    async def opened(cls, content_type: str, body: AsyncIterator[bytes], patience_s: float) -> "FormStream":
        """Read a form up to its file, which must begin in time: until then nobody knows who sends it.

        Raises:
            BadForm: it is none, has no file, or its fields do not come.
        """
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or not options.get(b"boundary"):
            raise BadForm("Send the recording itself, or a form of the type multipart/form-data.")
        form = cls(body)
        parser = MultipartParser(options[b"boundary"], form._callbacks())
        form.body = form._parsed(parser, body)
        try:
            async with asyncio.timeout(patience_s):
                await form._read_fields()
        except TimeoutError as error:
            raise BadForm("The fields of the form did not come in time. Send it again.") from error
        if not form._has_file:
            raise BadForm(f"The form has no file. Send the recording in the field “{FILE}”, the last one.")
        return form

    async def file(self) -> AsyncIterator[bytes]:
        """Yield the file's bytes."""
        while True:
            while self._blocks:
                yield self._blocks.popleft()
            if self._is_over or await anext(self.body, None) is None:
                break

    async def _read_fields(self) -> None:
        while not self._has_file and not self._is_over:
            if await anext(self.body, None) is None:
                break

    async def _parsed(self, parser: MultipartParser, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for chunk in body:
            try:
                parser.write(chunk)
            except MultipartParseError as error:
                raise BadForm("This form is damaged. Send it again.") from error
            yield chunk
        while self._blocks:
            yield b""

    def _callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._on_header_name,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers,
            "on_part_data": self._on_data,
            "on_part_end": self._on_part_end,
        }

    def _begin(self) -> None:
        self._headers, self._header = {}, ("", "")

    def _on_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0] + data[start:end].decode("latin-1"), self._header[1])

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header = (self._header[0], self._header[1] + data[start:end].decode("latin-1"))

    def _on_header_end(self) -> None:
        self._headers[self._header[0].lower()] = self._header[1]
        self._header = ("", "")

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", ""))
        self._name = options.get(b"name", b"").decode("utf-8", "replace")
        if self._name == FILE and not self._is_over:
            self._has_file = True
            self.fields.setdefault("filename", options.get(b"filename", b"").decode("utf-8", "replace"))
        elif not self._has_file:
            if len(self.fields) >= MOST_FIELDS:
                raise BadForm(
                    f"The form has too many fields before its file; at most {MOST_FIELDS} are read."
                )
            self.fields[self._name] = ""

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._name == FILE and not self._is_over:
            self._blocks.append(data[start:end])
        elif not self._has_file:
            value = self.fields[self._name] + data[start:end].decode("utf-8", "replace")
            if len(value) > LONGEST_FIELD:
                raise BadForm("A field of the form is too long. Say less in it.")
            self.fields[self._name] = value

    def _on_part_end(self) -> None:
        self._is_over = self._is_over or self._name == FILE
