"""Settings as an administrator may see them: what is in force, and of secrets only whether they are set."""

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel, SecretStr
from pydantic_settings import BaseSettings
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from touchline.server.kit.examples import example

SET, NOT_SET = "set", "not set"


class SettingOut(BaseModel):
    """A setting by the name it has in the environment."""

    model_config = example(
        name="TOUCHLINE_PUBLIC_URL", value="https://touchline.example.org", is_default=False
    )

    name: str
    value: str
    is_default: bool


def told(settings: BaseSettings) -> list[SettingOut]:
    """Return all settings, in the order in which they are declared."""
    prefix = settings.model_config.get("env_prefix", "")
    return [
        SettingOut(
            name=f"{prefix}{name}".upper(),
            value=_shown(name, getattr(settings, name)),
            is_default=getattr(settings, name)
            == field.get_default(call_default_factory=True, validated_data={}),
        )
        for name, field in type(settings).model_fields.items()
    ]


def _shown(name: str, value: object) -> str:
    if isinstance(value, SecretStr):
        return SET if value.get_secret_value() else NOT_SET
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"{len(value)} {SET}" if value else NOT_SET
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value.value if isinstance(value, StrEnum) else str(value if value is not None else "")
    return _without_password(text) if name.endswith("_url") else text


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True) if url else url
    except ArgumentError:
        return SET
