"""A text file read in blocks is the same corpus as the text read whole; bad files get a sentence."""

import bz2
import gzip
import lzma
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import TextError
from explorer.text import corpus as texts
from explorer.text.tokenise import tokenise, tokenise_blocks
from explorer.training.fast.engine import train
from explorer.training.lecture.sgns import SGNSSettings

LETTERS = st.text(alphabet="ab é1.!。? \n\r\t-'’\"日の\u0301ΣΑ", max_size=60)


def same(one: texts.Corpus, other: texts.Corpus) -> bool:
    return (
        one.vocabulary.words == other.vocabulary.words
        and one.tokens.tolist() == other.tokens.tolist()
        and one.offsets.tolist() == other.offsets.tolist()
    )


@given(LETTERS, st.lists(st.integers(0, 60), max_size=5))
def test_where_a_text_is_cut_into_blocks_makes_no_difference(text: str, cuts: list[int]) -> None:
    at = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    blocks = [text[start:end] for start, end in pairwise(at)]
    assert list(tokenise_blocks(blocks)) == list(tokenise_blocks([text]))


def test_a_sentence_longer_than_a_block_is_cut_where_the_whole_text_would_be() -> None:
    text = " ".join(f"word{i}" for i in range(5000)) + ". The end."
    blocks = [text[start : start + 777] for start in range(0, len(text), 777)]
    found = list(tokenise_blocks(blocks))
    assert [len(sentence) for sentence in found] == [1000] * 5 + [2]
    assert found == list(tokenise(text))


@pytest.mark.parametrize("suffix", ["", ".gz", ".bz2", ".xz"])
def test_packed_or_not_it_is_the_same_corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    monkeypatch.setattr(texts, "AT_ONCE", 1000)
    text = texts.read_packaged("lee")
    path = tmp_path / f"lee.txt{suffix}"
    pack = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}[suffix]
    path.write_bytes(pack(text.encode()))
    read: list[float] = []
    assert same(
        texts.from_file(path, min_count=3, progress=read.append), texts.from_text(text, name="lee", min_count=3)
    )
    assert read == sorted(read)
    assert read[-1] == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("Ein Bär, zwei Bären. Der Bär schläft.".encode(encoding))
    assert texts.from_file(path).vocabulary.words[0] == "bär"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.txt", b"", "empty.txt is empty."),
        ("blank.txt", b" \n ", "blank.txt is empty."),
        ("dots.txt", b"... !!! ...", "The text has no words in it."),
        ("one.txt", b"word", "Only one word is left, “word”: learning needs at least two different words."),
        ("nul.txt", b"a\0b\0c\0" * 99, "nul.txt is not text: it contains NUL characters."),
        ("noise.txt", bytes(range(1, 32)) * 99 + b"\xff\xfe\x80", "noise.txt is not a text file."),
        ("cut.gz", gzip.compress(b"a b c " * 999, mtime=0)[:-20], "cut.gz is damaged or cut short"),
        ("not.xz", b"a b c", "not.xz is damaged or cut short and cannot be unpacked"),
        ("not.gz", b"a b c", "not.gz is damaged or cut short and cannot be unpacked"),
    ],
)
def test_a_file_that_is_no_text_gets_one_sentence(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TextError) as caught:
        texts.from_file(path)
    assert str(caught.value).startswith(sentence)


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(TextError, match="cannot be read: No such file"):
        texts.from_file(tmp_path / "nothing.txt")


def test_a_minimum_count_that_removes_everything(tmp_path: Path) -> None:
    path = tmp_path / "rare.txt"
    path.write_text("every word here occurs once", encoding="utf-8")
    with pytest.raises(TextError, match="No word occurs 5 times"):
        texts.from_file(path, min_count=5)


def test_a_line_of_five_megabytes_is_read_and_learned(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    path.write_text("the cat sat on the mat with a hat " * 150_000, encoding="utf-8")
    corpus = texts.from_file(path)
    assert corpus.sentences == 9 * 150
    training = train(corpus, SGNSSettings(dim=8, window=1), epochs=1)
    assert training.losses[-1] < training.losses[0]


def test_five_megabytes_without_a_space_are_a_sentence_not_a_hang(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("x" * 5_000_000, encoding="utf-8")
    with pytest.raises(TextError, match=r"Only one word is left|No sentence has two words|occurs"):
        texts.from_file(path, min_count=2)
