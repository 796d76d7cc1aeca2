"""Text to sentences of ids, and the texts that come with the app."""

import numpy as np
import pytest

from explorer.errors import SettingError, TextError
from explorer.text import corpus
from explorer.text.corpus import decode, from_text, packaged, read_packaged
from explorer.text.tokenise import tokenise
from tests.text.alone import peaks


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("A cat. A dog!", [["a", "cat"], ["a", "dog"]]),
        ("“Really?” she said.", [["really"], ["she", "said"]]),
        ("One\ntwo\n\nthree", [["one", "two"], ["three"]]),
        ("it's 3.14 o’clock", [["it's", "3", "14", "o'clock"]]),
        ("Ёлка и ёж. Οδός", [["ёлка", "и", "ёж"], ["οδός"]]),
        ("我爱你。你好", [["我", "爱", "你"], ["你", "好"]]),
        ("snake_case C++", [["snake", "case", "c"]]),
        ("cafe\u0301", [["café"]]),
        ("😀 😀", [[]]),
    ],
)
def test_tokenise(text: str, sentences: list[list[str]]) -> None:
    assert [s for s in tokenise(text) if s] == [s for s in sentences if s]


def test_sentences_become_ids() -> None:
    """b occurs twice, so it is 0; a and c follow in order of the alphabet."""
    c = from_text("A b. C b.", name="t")
    assert c.vocabulary.words == ("b", "a", "c")
    assert [c.sentence(s).tolist() for s in range(c.sentences)] == [[1, 0], [2, 0]]


def test_rare_words_leave_and_so_do_sentences_left_with_one_word() -> None:
    c = from_text("a b x. a y. b a b", name="t", min_count=2)
    assert [[c.vocabulary.words[i] for i in c.sentence(s)] for s in range(c.sentences)] == [["a", "b"], ["b", "a", "b"]]


def test_long_line_is_cut() -> None:
    c = from_text("word other " * 2500, name="t")
    assert np.diff(c.offsets).tolist() == [1000] * 5


def test_megabytes_on_one_line_stay_small() -> None:
    line = '"lorem ipsum dolor " * 100_000'
    (peak,) = peaks("from explorer.text.corpus import from_text", f"from_text({line}, name='t')")
    assert peak < 40 * 18 * 100_000


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no words"),
        ("  \n…!?", "no words"),
        ("😀😀😀", "no words"),
        ("word", "Only one word is left, “word”"),
        ("word word word", "Only one word is left"),
        ("one. two. three.", "No sentence has two words"),
        ("\0\1\2\0" * 100, "NUL"),
        ("withoutanyspaces" * 1000, "Only one word is left, “withoutanyspaces"),
    ],
)
def test_what_cannot_be_learned_from_says_why(text: str, says: str) -> None:
    with pytest.raises(TextError, match=says):
        from_text(text, name="t")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("naïve".encode(), "naïve"),
        (b"\xef\xbb\xbfhello", "hello"),
        ("hello".encode("utf-16"), "hello"),
        ("naïve".encode("cp1252"), "naïve"),
    ],
)
def test_decode(content: bytes, text: str) -> None:
    assert decode(content, name="f") == text


@pytest.mark.parametrize("content", [b"", b"  \n", b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)) * 9 + bytes(99)])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(TextError, match="f is "):
        decode(content, name="f")


@pytest.mark.parametrize("key", [text.key for text in packaged()])
def test_packaged_texts_can_be_trained_on(key: str) -> None:
    text = next(t for t in packaged() if t.key == key)
    c = from_text(read_packaged(key), name=text.title, min_count=text.min_count)
    assert len(c.vocabulary) >= 10
    assert len(c.tokens) >= 300


def test_templated_text_follows_its_seed() -> None:
    assert read_packaged("royals", seed=1) == read_packaged("royals", seed=1)
    assert read_packaged("royals", seed=1) != read_packaged("royals", seed=2)


def test_unknown_text_names_those_there_are() -> None:
    with pytest.raises(SettingError, match=r"There is no text “nope”\. The texts are: "):
        read_packaged("nope")


def test_bad_counts() -> None:
    with pytest.raises(SettingError):
        corpus.build([["a", "b"]], name="t", min_count=0)
