"""What can be set from outside: environment variables that begin with `COMPLAINTS_`."""

import os
from pathlib import Path
from typing import Annotated, Literal

import psycopg
from psycopg.conninfo import conninfo_to_dict, timeout_from_conninfo
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from complaints.when import zones

PREFIX = "COMPLAINTS_"
# Read by the tests, not by the service.
READ_ELSEWHERE = frozenset({"COMPLAINTS_SAMPLES"})
# The value may hold a password, so no message repeats it.
SECRET = frozenset({"database_url", "app_password", "reader_password", "lookup_key"})
# What the service and the reports work as; if they owned the tables they could change what is recorded.
APP, READER = "complaints_app", "complaints_reader"


class WrongSetting(ValueError):
    """One sentence per wrong setting, a line each: which variable, what is wrong, what would be right."""


def _split(value: object) -> object:
    return tuple(name.strip() for name in value.split(",")) if isinstance(value, str) else value


def _known(names: tuple[str, ...]) -> tuple[str, ...]:
    unknown = set(names) - zones()
    if unknown:
        raise ValueError(f"names {min(unknown)!r}, which is no time zone")
    if len(set(names)) < len(names):
        raise ValueError("names a zone twice")
    return names


def _readable(url: str) -> str:
    try:
        parameters = conninfo_to_dict(url)
    except (psycopg.Error, UnicodeError):
        raise ValueError("cannot be read (it is not repeated here, as it may hold a password)") from None
    try:
        timeout_from_conninfo(parameters)
    except (psycopg.Error, OverflowError):
        raise ValueError("has a connect_timeout that is no number of seconds") from None
    if (user := parameters.get("user")) in (APP, READER):
        raise ValueError(f"opens the database as {user}, which may not own it")
    return url


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class Settings(BaseSettings):
    """What the service was told; each description ends a sentence that begins "it must be"."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    database_url: Annotated[str, AfterValidator(_readable)] | None = Field(
        default=None,
        repr=False,
        description="the address of a PostgreSQL database as its owner opens it, such as "
        "postgresql://owner:password@host:5432/complaints, or not set, for a server embedded here",
    )
    app_password: SecretStr | None = Field(
        default=None, description="the password of the role complaints_app, or not set"
    )
    reader_password: SecretStr | None = Field(
        default=None, description="the password of the role complaints_reader, or not set"
    )
    lookup_key: Annotated[SecretStr, Field(min_length=16)] | None = Field(
        default=None,
        description="a secret of at least 16 characters by which contact details are hashed, or not set, "
        "for one that is made and kept in the data folder",
    )
    data_dir: Path = Field(
        default=Path(".complaints"), description="a folder for the embedded database, such as .complaints"
    )
    host: str = Field(
        default="127.0.0.1",
        pattern=r"^\S+$",
        description="the address to listen on, such as 127.0.0.1, or 0.0.0.0 for every network",
    )
    port: int = Field(
        default=8000, ge=1, le=65535, description="a whole number from 1 to 65535, such as 8000"
    )
    zones: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split), AfterValidator(_known)] = Field(
        default=("Europe/London", "America/New_York", "UTC"),
        description="the names of IANA time zones, with commas between them, such as Europe/London,UTC",
    )
    log_level: Annotated[
        Literal["debug", "info", "warning", "error", "critical"], BeforeValidator(_lower)
    ] = Field(default="info", description="one of debug, info, warning, error, critical")


def forget_other_variables() -> None:
    """Take out of the process environment what libpq and PostgreSQL's programs would read there.

    `PGSERVICE` names a file with any parameters, so they cannot be outvoted one by one.
    """
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]


def read_settings() -> Settings:
    """Read the environment; raise `WrongSetting` for what is wrong, empty or unknown."""
    given = {name: value for name, value in os.environ.items() if name.upper().startswith(PREFIX)}
    wrong = [*_unknown(given), *_empty(given)]
    try:
        settings = Settings()
    except ValidationError as error:
        wrong += [_sentence(details) for details in error.errors() if details["input"] != ""]
    if wrong:
        raise WrongSetting("\n".join(wrong))
    return settings


def data_folder(settings: Settings) -> Path:
    """Return the data folder, made where it is missing. Raises `WrongSetting`."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        wrong = f"is '{folder}', which cannot be used ({error.strerror})"
        raise WrongSetting(_explained("data_dir", wrong)) from None
    return folder


def _unknown(given: dict[str, str]) -> list[str]:
    known = {PREFIX + field.upper() for field in Settings.model_fields}
    return [
        f"{name} is not a setting; it must be one of {', '.join(sorted(known))}."
        for name in sorted(given)
        if name.upper() not in known | READ_ELSEWHERE
    ]


def _empty(given: dict[str, str]) -> list[str]:
    """Refuse every empty value: an empty address must not quietly mean the embedded server."""
    return [
        _explained(field, "is empty")
        for field in Settings.model_fields
        if any(name.upper() == PREFIX + field.upper() and not value for name, value in given.items())
    ]


def _sentence(details: ErrorDetails) -> str:
    field = str(details["loc"][0])
    if details["type"] == "value_error":
        return _explained(field, str(details["ctx"]["error"]))
    return _explained(field, "is wrong" if field in SECRET else f"is {details['input']!r}")


def _explained(field: str, wrong: str) -> str:
    return f"{PREFIX}{field.upper()} {wrong}; it must be {Settings.model_fields[field].description}."
