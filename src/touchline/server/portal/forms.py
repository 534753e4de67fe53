"""Forms: what was typed is checked by the same schemas as the API's, and kept when it is refused."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from touchline.base.errors import Conflict, Invalid, TouchlineError
from touchline.server.kit.refusals import kept_when_refused
from touchline.server.portal.language import Reader, translatable

Told = TypeVar("Told", bound=BaseModel)


async def _sent(request: Request) -> AsyncIterator[FormData]:
    async with request.form(max_files=1, max_fields=100) as form:
        yield form


Sent = Annotated[FormData, Depends(_sent)]
"""The fields of a form, as they were sent."""


class Nothing(BaseModel):
    """What a form says that has only a button."""


_CHECK = translatable("This cannot be used. Check it.")
_CHOOSE = translatable("Choose one from the list.")
_WORDS = {
    "missing": translatable("Fill this in."),
    "string_too_short": translatable("Fill this in."),
    "string_too_long": translatable("Write at most {max_length} characters."),
    "string_pattern_mismatch": translatable("Write this on one line, in letters, digits and signs."),
    "int_parsing": translatable("Enter a whole number."),
    "int_from_float": translatable("Enter a whole number."),
    "greater_than_equal": translatable("Enter {ge} or more."),
    "less_than_equal": translatable("Enter {le} or less."),
    "enum": _CHOOSE,
    "literal_error": _CHOOSE,
    "uuid_parsing": _CHOOSE,
    "datetime_from_date_parsing": translatable("Choose a day and a time."),
    "datetime_parsing": translatable("Choose a day and a time."),
    "timezone_aware": translatable("Choose a day and a time."),
}
"""Pydantic's kind of error → what to do, told to a person."""


class Form(Generic[Told]):
    """A form as it is shown: what stands in its fields, and what is wrong with them."""

    def __init__(self, reader: Reader, values: Mapping[str, Any] | None = None) -> None:
        self._reader = reader
        self.values = {name: _shown(value) for name, value in (values or {}).items()}
        self.errors: dict[str, str] = {}
        self.told: Told | None = None

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """Return what is wrong with a field; empty: nothing."""
        return self.errors.get(name, "")

    def refuse(self, sentence: str, field: str = "") -> None:
        """Say what is wrong with a field, or with the whole."""
        self.errors.setdefault(field, self._reader.gettext(sentence))

    def submit(
        self,
        session: Session,
        do: Callable[[Told], object],
        *,
        about: Mapping[type[TouchlineError], str] | None = None,
        expected: tuple[type[TouchlineError], ...] = (),
        keeps_trace: bool = False,
    ) -> bool:
        """Do what the form is for; False if it was refused, and then the form says why.

        `about` says which field a refusal is about. What is neither Conflict nor Invalid nor `expected`
        is not the form's fault and answered as a page of its own. A refused form writes nothing, unless
        it `keeps_trace` (a wrong password is counted).
        """
        if self.told is None:
            return False
        refusals: tuple[type[TouchlineError], ...] = (Conflict, Invalid, *expected)
        try:
            if keeps_trace:
                with kept_when_refused(session):
                    do(self.told)
            else:
                with session.begin_nested():
                    do(self.told)
        except refusals as refused:
            fields = about or {}
            self.refuse(str(refused), next((fields[k] for k in fields if isinstance(refused, k)), ""))
            return False
        return True


def empty(reader: Reader, **values: Any) -> Form[Any]:
    """Return a form as it is first shown."""
    return Form(reader, values)


def read(
    reader: Reader, sent: FormData, schema: type[Told], *, switches: Iterable[str] = (), **known: Any
) -> Form[Told]:
    """Return a form as it was sent; `told` is None if something is wrong with it.

    A field that was left empty was not told; `switches` are off unless they were sent. `known` are values
    that the address or the page says, not the form.
    """
    texts = {name: value for name, value in sent.items() if isinstance(value, str)}
    form: Form[Told] = Form(reader, texts)
    content = dict.fromkeys(switches, "off") | {k: v for k, v in texts.items() if v != ""} | known
    try:
        form.told = schema.model_validate(content)
    except ValidationError as invalid:
        for error in invalid.errors():
            form.errors.setdefault(_field(error), _sentence(reader, error))
    return form


def _field(error: ErrorDetails) -> str:
    return str(error["loc"][0]) if error["loc"] else ""


def _sentence(reader: Reader, error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return reader.gettext(str(context["error"]))
    words = reader.gettext(_WORDS.get(error["type"], _CHECK))
    return words.format(**context)


def _shown(value: object) -> str:
    return "" if value is None else str(value)
