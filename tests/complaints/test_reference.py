"""The spoken reference: it follows from the id, survives the telephone, and catches mistakes."""

import string
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from complaints.reference import ALPHABET, check_character, parse_reference, reference_of

complaints = st.uuids()
attempts = st.integers(0, 9)


def bare(reference: str) -> str:
    return reference.removeprefix("C-").replace("-", "")


def dressed(characters: str) -> str:
    return f"C-{characters[:4]}-{characters[4:]}"


@given(text=st.text(string.digits + string.ascii_uppercase, max_size=20))
def test_another_library_finds_the_same_check_character(text: str) -> None:
    assert check_character(text) == mod_37_36.calc_check_digit(text)
    assert mod_37_36.is_valid(text + check_character(text)) or not text


@given(complaint=complaints, attempt=attempts)
def test_a_reference_is_short_and_easy_to_read_out(complaint: UUID, attempt: int) -> None:
    reference = reference_of(complaint, attempt)
    assert reference == dressed(bare(reference))
    assert len(bare(reference)) == 8
    assert set(bare(reference)) <= set(ALPHABET)
    assert mod_37_36.is_valid(bare(reference))


def test_no_two_characters_are_mistaken_for_each_other() -> None:
    assert not set("01ILOU") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 30


@given(complaint=complaints, attempt=attempts)
def test_it_follows_from_the_id_alone(complaint: UUID, attempt: int) -> None:
    assert reference_of(complaint, attempt) == reference_of(UUID(str(complaint)), attempt)


@given(complaint=complaints)
def test_no_attempt_asks_for_the_reference_of_another(complaint: UUID) -> None:
    assert len({reference_of(complaint, attempt) for attempt in range(10)}) == 10


def test_references_given_out_stay_what_they_are() -> None:
    complaint = UUID("0190a6e0-0000-7000-8000-000000000001")
    assert [reference_of(complaint, attempt) for attempt in range(3)] == [
        "C-H8ZY-FPM4",
        "C-7XM8-V7D9",
        "C-PJQQ-VMCN",
    ]


def test_a_thousand_complaints_have_a_thousand_references() -> None:
    assert len({reference_of(UUID(int=number), 0) for number in range(1000)}) == 1000


@given(complaint=complaints, blanks=st.lists(st.sampled_from(["", " ", "-", "  "]), min_size=9, max_size=9))
def test_case_blanks_and_hyphens_do_not_matter(complaint: UUID, blanks: list[str]) -> None:
    reference = reference_of(complaint, 0)
    spoken = "".join(it + gap for it, gap in zip("C" + bare(reference), blanks, strict=True))
    assert parse_reference(spoken) == parse_reference(spoken.lower()) == reference


@given(complaint=complaints, place=st.integers(0, 7), heard=st.sampled_from(ALPHABET))
def test_one_character_heard_wrong_is_noticed(complaint: UUID, place: int, heard: str) -> None:
    said = bare(reference_of(complaint, 0))
    noted = said[:place] + heard + said[place + 1 :]
    assert parse_reference(dressed(noted)) == (dressed(said) if noted == said else None)


def test_neighbours_that_change_places_are_noticed_but_for_one_pair_in_hundreds() -> None:
    said = [bare(reference_of(UUID(int=number), 0)) for number in range(3000)]
    swapped = [
        it[:place] + second + first + it[place + 2 :]
        for it in said
        for place, (first, second) in enumerate(pairwise(it))
        if first != second
    ]
    unnoticed = [it for it in swapped if parse_reference(dressed(it))]
    assert len(swapped) >= 700 * len(unnoticed)


@pytest.mark.parametrize(
    "spoken",
    [
        "",
        "C",
        "C-",
        "7K3M-9QXR",
        "D-7K3M-9QXR",
        "C-7K3M-9QX",
        "C-7K3M-9QXRR",
        "C-7K3M-9QXD",
        "C-7K3M-9QX0",
        "C-7K3M-9OXR",
        "C-7K3M_9QXR",
        "C-7K3M-9Q\u00d7R",
        "C-\uff17K3M-9QXR",
        "0190a6e0-0000-7000-8000-000000000001",
    ],
)
def test_what_is_no_reference_is_none(spoken: str) -> None:
    assert parse_reference(spoken) is None


def test_a_reference_is_read_as_it_is_written() -> None:
    assert parse_reference("c 7k3m 9qxr") == "C-7K3M-9QXR"


@given(spoken=st.text(max_size=14))
def test_no_text_breaks_it(spoken: str) -> None:
    read = parse_reference(spoken)
    assert read is None or parse_reference(read) == read
