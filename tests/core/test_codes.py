"""Ids to read out, secrets and signatures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core import codes


def test_codes_have_no_letters_that_look_alike() -> None:
    for alike in ("0O", "1IL", "5S", "8B", "UV"):
        assert len(set(codes.ALPHABET) & set(alike)) <= 1


@given(st.text(alphabet=codes.ALPHABET, min_size=8, max_size=8))
def test_a_code_read_out_comes_back_as_it_was(code: str) -> None:
    assert codes.normal_code(f" {codes.spoken_code(code).lower()} ") == code


@given(st.binary(max_size=200))
def test_base64url_comes_back_as_it_was(data: bytes) -> None:
    assert codes.from_base64url(codes.base64url(data)) == data


@pytest.mark.parametrize("text", ["a", "é", "a b", "ab+/", "====", "\n"])
def test_what_is_not_base64url_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        codes.from_base64url(text)


@given(st.binary(min_size=1, max_size=60), st.integers(min_value=0))
def test_a_signature_holds_for_its_message_alone(message: bytes, position: int) -> None:
    private, public = codes.new_signing_key()
    signature = codes.sign(private, message)
    position %= len(message)
    changed = message[:position] + bytes([message[position] ^ 1]) + message[position + 1 :]
    assert codes.signature_holds(public, message, signature)
    assert not codes.signature_holds(public, changed, signature)


def test_a_derived_secret_belongs_to_one_key_and_one_purpose() -> None:
    secrets = {codes.derived_secret(key, purpose) for key in ("a" * 32, "b" * 32) for purpose in ("page:1", "page:2")}
    assert len(secrets) == 4
    assert codes.derived_secret("a" * 32, "page:1") in secrets


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Forum Hall", "forum-hall"),
        ("Café Élan!", "cafe-elan"),
        ("大廳", "room"),
        ("-- ", "room"),
        ("a" * 90, "a" * 60),
    ],
)
def test_a_name_becomes_a_part_of_an_address(text: str, slug: str) -> None:
    assert codes.slug_from(text, "room") == slug


def test_a_taken_address_gets_a_number() -> None:
    found = [codes.unused_slug("hall", taken) for taken in (set(), {"hall"}, {"hall", "hall-2"})]
    assert found == ["hall", "hall-2", "hall-3"]


def test_secrets_have_128_bits() -> None:
    found = (codes.random_secret(), codes.derived_secret("key", "purpose"))
    assert [len(codes.from_base64url(secret)) for secret in found] == [16, 16]
