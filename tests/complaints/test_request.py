"""A request and its repetition: ids that follow from actor, key and body."""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import RFC_4122, UUID, uuid5

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from complaints.actor import Actor
from complaints.request import COMPLAINTS, Request, command_id, have_same_key, new_stream_id

MARA = Actor(by="mara", kind="person", role="agent")
MARA_BY_BOT = Actor(by="mara", kind="person", role="supervisor", via="a bot")

names = st.text(min_size=1, max_size=20)
keys = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)
bodies = st.binary(max_size=60)
actors = st.builds(Actor, by=st.sampled_from(["mara", "tom"]), kind=st.just("person"))


@given(by=actors, key=keys, body=bodies)
def test_an_id_with_a_key_is_laid_out_as_rfc_9562_says_of_version_8(by: Actor, key: str, body: bytes) -> None:
    made = command_id(by, key, body)
    who = int.from_bytes(sha256(f"{by.by}\n{key}".encode()).digest()) >> (256 - 60)
    what = int.from_bytes(sha256(body).digest()) >> (256 - 60)
    text = str(made).replace("-", "")
    assert (made.version, made.variant) == (8, RFC_4122)
    assert text[:12] + text[13:16] == f"{who:015x}"  # all but the digit that is the version
    assert made.int & ((1 << 62) - 1) == what  # all but the two bits that are the variant


def test_ids_made_once_are_made_so_for_ever() -> None:
    assert str(command_id(MARA, "key-1", b"{}")) == "9ca57b15-deee-88bd-8441-36fa355b3678"
    assert str(new_stream_id(MARA, "key-1")) == "88a4bbb5-0c64-5ddf-83cb-eb17f3ea123d"


@given(by=actors, key=keys, body=bodies)
def test_a_repetition_has_the_same_id(by: Actor, key: str, body: bytes) -> None:
    assert command_id(by, key, body) == command_id(by, key, body)
    assert new_stream_id(by, key) == new_stream_id(by, key)


@given(key=keys, body=bodies)
def test_it_does_not_matter_through_what_or_in_which_role_a_person_asks(key: str, body: bytes) -> None:
    assert command_id(MARA, key, body) == command_id(MARA_BY_BOT, key, body)
    assert new_stream_id(MARA, key) == new_stream_id(MARA_BY_BOT, key)


@given(by=actors, key=keys, body=bodies, other=bodies)
def test_another_body_under_the_same_key_shows(by: Actor, key: str, body: bytes, other: bytes) -> None:
    assume(body != other)
    one, two = command_id(by, key, body), command_id(by, key, other)
    assert one != two
    assert have_same_key(one, two)


@given(one=st.tuples(actors, keys), other=st.tuples(actors, keys), body=bodies)
def test_another_key_or_person_is_another_request(
    one: tuple[Actor, str], other: tuple[Actor, str], body: bytes
) -> None:
    assume((one[0].by, one[1]) != (other[0].by, other[1]))
    assert not have_same_key(command_id(*one, body), command_id(*other, body))
    assert new_stream_id(*one) != new_stream_id(*other)


@given(body=bodies)
def test_without_a_key_every_request_is_a_new_one(body: bytes) -> None:
    one, two = command_id(MARA, None, body), command_id(MARA, None, body)
    assert one != two
    assert one.version == two.version == 7
    assert not have_same_key(one, two)
    assert not have_same_key(one, one)
    assert new_stream_id(MARA, None) != new_stream_id(MARA, None)
    assert new_stream_id(MARA, None).version == 7


def test_ids_without_a_key_sort_by_the_time_they_were_made() -> None:
    made = [command_id(MARA, None, b"") for _ in range(100)]
    assert made == sorted(made)


def test_only_an_id_of_version_8_holds_a_key() -> None:
    with_key = command_id(MARA, "key-1", b"{}")
    twin = UUID(int=with_key.int & ~(0xF << 76) | 7 << 76)
    assert twin.version == 7
    assert not have_same_key(twin, twin)
    assert not have_same_key(with_key, twin)
    assert not have_same_key(twin, with_key)


def test_the_id_of_what_is_filed_is_a_name_in_our_own_space() -> None:
    assert new_stream_id(MARA, "key-1") == uuid5(COMPLAINTS, "mara\nkey-1")


@pytest.mark.parametrize("expected", [None, 3])
def test_a_request_says_which_version_it_expects_or_any(expected: int | None) -> None:
    asked = Request(
        by=MARA,
        now=datetime(2026, 4, 20, tzinfo=UTC),
        command_id=UUID(int=1),
        expected_version=expected,
    )
    assert asked.expected_version == expected
