"""Every refusal is a whole sentence that a complaint handler understands."""

import re
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import walk_packages
from typing import get_type_hints

import pytest

import complaints
from complaints.errors import ComplaintError, TimeWithoutZone

LONGEST = 300
EXAMPLES: dict[object, object] = {int: 7, str: "This one", datetime: datetime(2026, 4, 20, 9, tzinfo=UTC)}

JARGON = re.compile(
    r"\b(aggregate|argument|boolean|dict|enum|exception|float|instance|integer|invalid|json|null|parameter|"
    r"payload|stream|tuple|uuid)\b",
    re.IGNORECASE,
)
"""Words of ours that are not words of the trade."""


for module in walk_packages(complaints.__path__, "complaints."):
    import_module(module.name)  # a class is only known once its module is loaded


def kinds(root: type[ComplaintError]) -> list[type[ComplaintError]]:
    return [each for below in root.__subclasses__() for each in (below, *kinds(below))]


def raised(kind: type[ComplaintError]) -> ComplaintError:
    return kind(**{name: EXAMPLES[hint] for name, hint in get_type_hints(kind).items()})


KINDS: list[type[ComplaintError]] = [ComplaintError, *kinds(ComplaintError)]
ERRORS = [pytest.param(raised(kind), id=kind.__name__) for kind in KINDS]


@pytest.mark.parametrize("error", ERRORS)
def test_a_refusal_is_a_sentence(error: ComplaintError) -> None:
    sentence = str(error)
    assert re.match(r"[A-Z]", sentence)
    assert re.search(r"[.\]}]$", sentence)
    assert "  " not in sentence
    assert "\n" not in sentence
    assert len(sentence) <= LONGEST


@pytest.mark.parametrize("error", ERRORS)
def test_a_refusal_is_in_the_words_of_the_trade(error: ComplaintError) -> None:
    assert JARGON.findall(str(error)) == []


@pytest.mark.parametrize("error", ERRORS)
def test_every_detail_is_in_the_sentence_and_no_gap_is_left(error: ComplaintError) -> None:
    sentence = str(error)
    assert [str(value) for value in vars(error).values() if str(value) not in sentence] == []
    assert re.findall(r"\{\w*\}", sentence) == []


def test_a_refusal_shows_how_to_write_a_day() -> None:
    assert '2026-04-07T09:30:00+01:00, or a day as {"day": "2026-04-07", "zone": "Europe/London"}' in str(
        TimeWithoutZone()
    )


def test_every_refusal_has_its_own_words() -> None:
    sentences = [str(raised(kind)) for kind in KINDS]
    assert len(set(sentences)) == len(sentences)
