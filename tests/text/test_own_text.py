"""A short text in a link: it comes out as it went in, and what is no such piece is one sentence."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import TextError
from explorer.text import own_text

NO_SURROGATES = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@given(NO_SURROGATES)
def test_what_is_written_is_read_again(text: str) -> None:
    letters = own_text.written(text)
    assert (letters is None) == (not text.strip())
    if letters is not None:
        assert own_text.read(letters) == text
        assert set(letters) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_four_thousand_characters_of_english_fit_and_more_do_not() -> None:
    text = " ".join(f"The {a} {b} the {c}." for a in ["king", "queen", "prince"] for b in ["rules", "sees"] for c in
                    (f"town{i}" for i in range(60)))[:4000]  # fmt: skip
    letters = own_text.written(text)
    assert letters is not None
    assert len(letters) < 3000
    assert own_text.read(letters) == text
    assert own_text.written(text + "x") is None


@pytest.mark.parametrize(
    "letters",
    [
        "",
        "!!!!",
        "AAAA",
        "é",
        own_text.written("The king rules the land.")[:-6],
        base64.urlsafe_b64encode(zlib.compress(b"x" * 10_000_000, 1, wbits=-15)).decode(),
        base64.urlsafe_b64encode(zlib.compress(b"\xff\xfe\xff", 9, wbits=-15)).decode(),
        "A" * 100_000,
    ],
)
def test_what_was_changed_on_its_way_is_one_sentence(letters: str) -> None:
    with pytest.raises(TextError, match=r"^The text in this link cannot be read: the link was cut off or changed"):
        own_text.read(letters)
