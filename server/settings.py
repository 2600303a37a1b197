"""What an operator may set, by environment variables that begin with U4SSC_."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

MEGABYTE = 1_000_000
OPEN = ("development_tokens", "anonymous_introspection", "query_page")
"""Settings that are on in development and off in production, unless they are set."""
ALGORITHMS = (*(f"{family}{bits}" for family in ("RS", "ES", "PS") for bits in (256, 384, 512)), "EdDSA")
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

    environment: Literal["development", "production"] = "development"
    """In production the server refuses to start with what is only for development (`server.production`)."""

    jwks_url: str = ""
    """Where the identity provider publishes its public keys; empty: its tokens are not taken."""

    issuer: str = ""
    audience: str = ""
    """What its tokens have to say in `iss` and among `aud`."""

    algorithms: Annotated[tuple[str, ...], NoDecode] = ("RS256", "ES256", "EdDSA")
    """Comma list of the algorithms its tokens may be signed with: those with a private and a public key."""

    development_tokens: bool = True
    """Whether tokens of `u4ssc token` are taken; without a value: in development only."""

    anonymous_introspection: bool = True
    """Whether the anonymous may introspect; likewise."""

    query_page: bool = True
    """Whether the start page is there to browse and to ask, or tells the state only; likewise."""

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

    @model_validator(mode="before")
    @classmethod
    def _closed_in_production(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Development is open unless it is said otherwise, production closed; where neither is said, it is not guessed."""
        if "environment" not in given and any(
            name.upper() == "U4SSC_ENVIRONMENT" for name in os.environ
        ):  # empty ones are ignored
            raise PydanticCustomError("environment", "U4SSC_ENVIRONMENT: found '', expected 'development' or 'production'")
        return {**dict.fromkeys(OPEN, False), **given} if given.get("environment") == "production" else given

    @model_validator(mode="after")
    def _whose_tokens(self) -> Self:
        if self.jwks_url and not (self.issuer and self.audience):
            raise PydanticCustomError("provider", "U4SSC_JWKS_URL: expected U4SSC_ISSUER and U4SSC_AUDIENCE beside it")
        return self

    @field_validator("jwks_url")
    @classmethod
    def _web_address(cls, given: str) -> str:
        parts = urlsplit(given)
        if given and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise PydanticCustomError("url", "Input should be an address that begins with https://")
        return given

    @field_validator("algorithms")
    @classmethod
    def _asymmetric(cls, given: tuple[str, ...]) -> tuple[str, ...]:
        if not given or not set(given) <= set(ALGORITHMS):
            allowed = {"allowed": ", ".join(ALGORITHMS)}
            raise PydanticCustomError("algorithms", "Input should be a comma list among {allowed}", allowed)
        return given

    @field_validator("origins", "algorithms", mode="before")
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
    if not fault["loc"]:  # of the settings together
        return fault["msg"]
    field = str(fault["loc"][0])
    name = f"--{field}" if field in given else f"U4SSC_{field.upper()}"
    found = f"found {fault['input']!r}, " if Settings.model_fields[field].repr else ""
    return f"{name}: {found}expected {fault['msg'].removeprefix('Input should be ').partition(', unable')[0]}"
