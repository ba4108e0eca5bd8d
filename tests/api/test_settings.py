"""What can be set, and the sentence for each way to set it wrong."""

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from api.settings import Settings, WrongSetting, read_settings

NOT_SAID = "correct-horse"
UNREPEATED = "(it is not repeated here, as it may hold a password)"
RIGHT = {
    "APP_PASSWORD": "the password of the role complaints_app, or not set",
    "DATABASE_URL": (
        "the address of a PostgreSQL database as its owner opens it, such as "
        "postgresql://owner:password@host:5432/complaints, or not set, for a server embedded here"
    ),
    "DATA_DIR": "a folder for the embedded database, such as .complaints",
    "HOST": "the address to listen on, such as 127.0.0.1, or 0.0.0.0 for every network",
    "LOG_LEVEL": "one of debug, info, warning, error, critical",
    "PORT": "a whole number from 1 to 65535, such as 8000",
    "READER_PASSWORD": "the password of the role complaints_reader, or not set",
    "ZONES": "the names of IANA time zones, with commas between them, such as Europe/London,UTC",
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.upper().startswith("COMPLAINTS_"):
            monkeypatch.delenv(name)


def complaint_about(monkeypatch: pytest.MonkeyPatch, **variables: str) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WrongSetting) as wrong:
        read_settings()
    return str(wrong.value)


def test_nothing_has_to_be_set() -> None:
    assert read_settings() == Settings(
        database_url=None,
        app_password=None,
        reader_password=None,
        data_dir=Path(".complaints"),
        host="127.0.0.1",
        port=8000,
        zones=("Europe/London", "America/New_York", "UTC"),
        log_level="info",
    )


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPLAINTS_DATABASE_URL", "postgresql://owner@db.example:5433/book?sslmode=require")
    monkeypatch.setenv("COMPLAINTS_APP_PASSWORD", NOT_SAID)
    monkeypatch.setenv("COMPLAINTS_READER_PASSWORD", "another")
    monkeypatch.setenv("COMPLAINTS_DATA_DIR", "/srv/complaints")
    monkeypatch.setenv("COMPLAINTS_HOST", "192.0.2.7")
    monkeypatch.setenv("COMPLAINTS_PORT", "80")
    monkeypatch.setenv("COMPLAINTS_ZONES", "Asia/Kathmandu, UTC")
    monkeypatch.setenv("COMPLAINTS_LOG_LEVEL", "WARNING")
    assert read_settings() == Settings(
        database_url="postgresql://owner@db.example:5433/book?sslmode=require",
        app_password=SecretStr(NOT_SAID),
        reader_password=SecretStr("another"),
        data_dir=Path("/srv/complaints"),
        host="192.0.2.7",
        port=80,
        zones=("Asia/Kathmandu", "UTC"),
        log_level="warning",
    )


@pytest.mark.parametrize(
    ("setting", "value", "wrong"),
    [
        ("PORT", "eighty", "is 'eighty'"),
        ("PORT", "0", "is '0'"),
        ("PORT", "65536", "is '65536'"),
        ("HOST", "every where", "is 'every where'"),
        ("ZONES", "Europe/Londn,UTC", "names 'Europe/Londn', which is no time zone"),
        ("ZONES", "UTC,localtime", "names 'localtime', which is no time zone"),
        ("ZONES", "UTC,", "names '', which is no time zone"),
        ("ZONES", "UTC,UTC", "names a zone twice"),
        ("LOG_LEVEL", "loud", "is 'loud'"),
        ("DATABASE_URL", "mysql://owner@host/book", f"cannot be read {UNREPEATED}"),
        ("DATABASE_URL", "user=complaints_app", "opens the database as complaints_app, which may not own it"),
        (
            "DATABASE_URL",
            "user=complaints_reader",
            "opens the database as complaints_reader, which may not own it",
        ),
        *(
            ("DATABASE_URL", f"connect_timeout={value}", "has a connect_timeout that is no number of seconds")
            for value in ("abc", "''", "inf")
        ),
        ("APP_PASSWORD", "", "is empty"),
        ("READER_PASSWORD", "", "is empty"),
        ("DATA_DIR", "", "is empty"),
    ],
)
def test_a_wrong_setting_is_named_with_what_would_be_right(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str, wrong: str
) -> None:
    name = f"COMPLAINTS_{setting}"
    assert complaint_about(monkeypatch, **{name: value}) == f"{name} {wrong}; it must be {RIGHT[setting]}."


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_an_empty_value_never_means_the_default(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    variable = f"COMPLAINTS_{name.upper()}"
    told = complaint_about(monkeypatch, **{variable: ""})
    assert told.startswith(f"{variable} is empty; it must be ")
    assert len(told.splitlines()) == 1


def test_every_wrong_setting_gets_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    told = complaint_about(monkeypatch, COMPLAINTS_PORT="x", COMPLAINTS_LOG_LEVEL="y", COMPLAINTS_HOST="")
    assert sorted(sentence.split()[0] for sentence in told.splitlines()) == [
        "COMPLAINTS_HOST",
        "COMPLAINTS_LOG_LEVEL",
        "COMPLAINTS_PORT",
    ]


@pytest.mark.parametrize("name", ["COMPLAINTS_PROT", "complaints_prot", "COMPLAINTS_"])
def test_a_misspelt_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    told = complaint_about(monkeypatch, **{name: "80"})
    assert told.startswith(f"{name} is not a setting; it must be one of COMPLAINTS_APP_PASSWORD, ")


def test_names_may_be_written_in_lower_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("complaints_port", "81")
    assert read_settings().port == 81


def test_what_only_the_tests_read_is_no_misspelling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPLAINTS_SAMPLES", "/srv/samples")
    assert read_settings().port == 8000


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://owner:{NOT_SAID}@host/complaints?no_such_parameter=1",
        f"postgres//owner:{NOT_SAID}@host/complaints",
        f"host=db password={NOT_SAID} nonsense",
        f"postgresql://complaints_app:{NOT_SAID}@host/complaints",
        f"postgresql://owner:{NOT_SAID}@host/complaints?connect_timeout={NOT_SAID}",
    ],
)
def test_no_message_repeats_a_password(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    assert NOT_SAID not in complaint_about(monkeypatch, COMPLAINTS_DATABASE_URL=url)


def test_no_password_is_printed_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPLAINTS_DATABASE_URL", f"postgresql://owner:{NOT_SAID}@host/complaints")
    monkeypatch.setenv("COMPLAINTS_APP_PASSWORD", NOT_SAID)
    monkeypatch.setenv("COMPLAINTS_READER_PASSWORD", NOT_SAID)
    assert NOT_SAID not in repr(read_settings()) + str(read_settings())
