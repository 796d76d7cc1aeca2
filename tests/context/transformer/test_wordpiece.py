"""Word pieces: by hand, and as another program's tokeniser cuts them."""

import json
from pathlib import Path

import pytest

from explorer.context.transformer.wordpiece import WordPiece, vocabulary, words_of
from explorer.errors import VectorFileError

REFERENCE = json.loads(Path(__file__).with_name("reference.json").read_text(encoding="utf-8"))


def test_the_longest_piece_is_taken_from_the_left() -> None:
    known = ("[CLS]", "[SEP]", "[UNK]", "un", "##aff", "##able", "##a", "b")
    pieces = WordPiece({name: row for row, name in enumerate(known)})
    assert pieces.cut("unaffable") == ["un", "##aff", "##able"]
    assert pieces.cut("unaffa") == ["un", "##aff", "##a"]
    assert pieces.cut("unx") == ["[UNK]"]
    found = pieces.pieces("Unaffable, b")
    assert found.names == ("[CLS]", "un", "##aff", "##able", "[UNK]", "b", "[SEP]")
    assert found.ids.tolist() == [0, 3, 4, 5, 2, 7, 1]
    assert found.words == ("unaffable", ",", "b")
    assert found.of.tolist() == [-1, 0, 0, 0, 1, 2, -1]


def test_words_are_parted_before_they_are_cut() -> None:
    assert list(words_of("Ça va?\u00a0Oui\u0000!", lower=True)) == ["ca", "va", "?", "oui", "!"]
    assert list(words_of("Ça va", lower=False)) == ["Ça", "va"]
    assert list(words_of("東京 x中y", lower=True)) == ["東", "京", "x", "中", "y"]


@pytest.mark.parametrize("kind", ["uncased", "cased"])
def test_pieces_are_those_of_the_reference(kind: str) -> None:
    told = REFERENCE[kind]
    pieces = vocabulary("\n".join(told["vocabulary"]).encode())
    assert pieces.is_lower == (kind == "uncased")
    wrong = [(text, names) for text, names in told["texts"] if list(pieces.pieces(text).names) != names]
    assert wrong == []
    assert len(REFERENCE["uncased"]["texts"]) >= 30


def test_what_is_no_vocabulary_is_said() -> None:
    with pytest.raises(VectorFileError, match=r"^vocab.txt lacks \[CLS\], \[UNK\], so it is not"):
        vocabulary(b"a\n[SEP]\n")
    with pytest.raises(VectorFileError, match="not text in UTF-8"):
        vocabulary(b"\xff\xfe\n")
