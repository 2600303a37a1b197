"""What an operator may set, by environment variables that begin with U4SSC_."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

MEGABYTE = 1_000_000
EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"


def _key_file() -> Path:
    folder = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(folder) / "u4ssc" / "token.key"


class SettingsError(ValueError):
    """A variable cannot be used as it is set: a line for each, with what was found and what was expected."""


class Settings(BaseSettings):
    """One field per variable: `store` is U4SSC_STORE. Anything else that begins with U4SSC_ is not ours to read."""

    model_config = SettingsConfigDict(env_prefix="U4SSC_", extra="ignore", frozen=True, env_ignore_empty=True)

    store: str = Field(default="sqlite:///u4ssc.db", repr=False)
    """Address of the store, as `graph.connect` reads it; it may hold a password, so it is never shown."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)

    executor: str = ""
    """Address of a scheduler, used by runs; empty is this process."""

    key_file: Path = Field(default_factory=_key_file)
    """The key of development tokens: made, readable by its owner only, when `u4ssc token` is first used."""

    examples: Path = EXAMPLES
    """Folder of the .graphql files that the start page offers; where it is absent, none are offered."""

    body_limit: int = Field(default=MEGABYTE, ge=1000)
    """Bytes of a request's body."""

    deadline: float = Field(default=10, gt=0)
    """Seconds from the head of a request to its answer; it lies above the stores' own 8 seconds for one read."""

    admitted: int = Field(default=16, ge=1)
    """Requests that work at the same time; the stores' pools are larger, so that none waits for a connection."""

    admission_wait: float = Field(default=2, ge=0)
    """Seconds a request waits to be admitted before it is refused with 503."""

    ready_within: float = Field(default=2, gt=0)
    """Seconds the store has to answer the readiness probe."""

    origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Comma list of the origins whose pages may call the API (CORS); empty is none but its own."""

    max_age: int = Field(default=60, ge=0)
    """Seconds a cache may keep what the anonymous ask by GET; 0 lets it keep it and ask each time whether it still holds."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("origins", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        return tuple(filter(None, (part.strip() for part in given.split(",")))) if isinstance(given, str) else given

    @field_validator("origins")
    @classmethod
    def _exact(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        for origin in given:
            parts = urlsplit(origin)
            if parts.scheme not in {"http", "https"} or origin != f"{parts.scheme}://{parts.netloc}" or "*" in origin:
                expected = "Input should be a comma list of https://host or https://host:port, which '{origin}' is not"
                raise PydanticCustomError("origin", expected, {"origin": origin})
        return given


def read_settings(**given: Any) -> Settings:  # noqa: ANN401  # one of each field's type
    """Return the settings of the environment, or as options gave them; raises `SettingsError`."""
    try:
        return Settings(**given)
    except ValidationError as error:
        raise SettingsError("\n".join(_fault(each, given) for each in error.errors())) from None


def _fault(fault: ErrorDetails, given: Mapping[str, Any]) -> str:
    """Return a line on one fault, without what was found where that is never shown; pydantic says `Input should be ...`."""
    field = str(fault["loc"][0])
    name = f"--{field}" if field in given else f"U4SSC_{field.upper()}"
    found = f"found {fault['input']!r}, " if Settings.model_fields[field].repr else ""
    return f"{name}: {found}expected {fault['msg'].removeprefix('Input should be ').partition(', unable')[0]}"
