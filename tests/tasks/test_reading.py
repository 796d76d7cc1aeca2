"""Labelled sentences from files: what is read, what is left out, and what is said of it."""

import hashlib
import lzma
import zipfile
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError, TextError
from explorer.tasks import labelled, negations
from explorer.tasks.labelled import Labelled, polarity, split
from explorer.tasks.reading import read_labelled
from explorer.tasks.tokens import words_of


def read(text: str, **columns: int) -> tuple[Labelled, dict[str, int]]:
    found, report = read_labelled(text.encode(), name="f.csv", **columns)
    assert report.lines == report.read + sum(report.left_out.values())
    assert report.read == len(found)
    return found, report.left_out


def test_a_table_with_a_header_in_any_order() -> None:
    found, left_out = read("id,Sentiment,Review\n1,pos,So good!\n2,neg,So bad.\n3,pos,Fine\n4,neg,No\n5,,What?\n")
    assert found.classes == ("neg", "pos")
    assert found.labels.tolist() == [1, 0, 1, 0]
    assert found.sentences[0] == ("so", "good", "!")
    assert left_out == {"no label": 1}


def test_a_table_without_a_header_finds_its_columns() -> None:
    found, _ = read("the first sentence,3,,\nanother one,4,,\nand a third,3,, [0]\n and more,4\n")
    assert found.classes == ("3", "4")
    assert found.sentences[3] == ("and", "more")
    assert found.sentences[3][0] is found.sentences[2][0]  # a word is one object wherever it stands
    assert read("x\ta b\nx\tc d\ny\ta e\ny\tc f\n")[0].classes == ("x", "y")


def test_columns_can_be_told() -> None:
    text = "good,1,kind\nbad,0,kind\nwell,1,other\nill,0,other\n"
    assert read(text, text_column=0, label_column=2)[0].classes == ("kind", "other")
    assert read(text, text_column=0, label_column=1)[0].classes == ("0", "1")
    with pytest.raises(SettingError, match=r"f.csv has the columns 1 to 3; column 1 for the text and 8 for the label"):
        read(text, text_column=0, label_column=7)


def test_quotes_tabs_semicolons_and_lines_within_a_field() -> None:
    for text in (
        '"He said ""no"", twice",bad\nWell,good\n"One\ntwo",bad\nYes,good\n',
        'He said "no", twice\tbad\nWell\tgood\nOne two\tbad\nYes\tgood\n',
        "He said 'no', twice;bad\r\nWell;good\r\nOne two;bad\r\nYes;good\r\n",
    ):
        found, _ = read(text)
        assert found.classes == ("bad", "good")
        assert found.sentences[2] == ("one", "two")
        assert found.sentences[0][:2] == ("he", "said")


def test_any_script_and_emoji_as_classes() -> None:
    found, left_out = read(
        "__label__❤️ Ich liebe dich\n__label__😞 नहीं अच्छा\n__label__❤️ 大好き\n__label__😞 плохо!\n"
        "__label__x __label__y two\nno label here\n__label__once alone\n"
    )
    assert set(found.classes) == {"❤️", "😞"}
    assert found.sentences == (("ich", "liebe", "dich"), ("नहीं", "अच्छा"), ("大", "好", "き"), ("плохо", "!"))
    assert left_out == {
        "more than one label": 1,
        "not fastText's __label__ form": 1,
        "the only sentence of the class “once”": 1,
    }


def test_numbers_come_in_the_order_of_numbers() -> None:
    found, _ = read("".join(f"{n} so many stars\n{n} and again\n" for n in (10, 2, 1)))
    assert found.classes == ("1", "2", "10")


def test_what_is_cut_already_stays_as_it_is() -> None:
    found, report = read_labelled(b"1 it is n't -lrb- so -rrb- c'mon !?\n0 no . \n1 yes .\n0 mr. x .\n", name="f")
    assert report.cut
    assert found.sentences[0] == ("it", "is", "n't", "-lrb-", "so", "-rrb-", "c'mon", "!?")


@pytest.mark.parametrize(
    ("raw", "kind", "sentence"),
    [
        (b"", TextError, "f.csv is empty"),
        (bytes(range(256)) * 20, TextError, "f.csv is not a text file"),
        (b"a,b\n", SelectionError, "has 0 classes with two sentences or more; 2 to 50 are needed"),
        (b"one\ntwo\n", SelectionError, "f.csv has no column of labels"),
        (b"".join(b"c%d,a sentence\nc%d,a sentence\n" % (i, i) for i in range(60)), SelectionError, "has 60 classes"),
        (b'x,"' + b"a" * 200_000 + b'"\n', TextError, "longer than 128 kB"),
        (b"x,y\n" * 200_001, TextError, "at most 200,000 labelled sentences"),
    ],
)
def test_what_cannot_be_read_is_said(raw: bytes, kind: type[Exception], sentence: str) -> None:
    with pytest.raises(kind, match=sentence):
        read_labelled(raw, name="f.csv")


def test_words_and_signs() -> None:
    assert words_of("“Don't”, she said (twice): U.S. 3.5!!") == (
        "“", "do", "n't", "”", ",", "she", "said", "(", "twice", ")", ":", "u.s.", "3.5", "!", "!",
    )  # fmt: skip
    assert words_of("👨‍👩‍👧 ok❤️") == ("👨‍👩‍👧", "ok", "❤️")
    assert words_of("  ") == ()


def test_a_split_keeps_the_mixture_and_loses_nothing(films: Labelled) -> None:
    learned, tested = split(films, test_share=1 / 3, seed=3)
    assert learned.sizes == {"negative": 2, "positive": 2}
    assert tested.sizes == {"negative": 1, "positive": 1}
    both = sorted([*learned.sentences, *tested.sentences])
    assert both == sorted(films.sentences)
    assert split(films, seed=3)[0].fingerprint == split(films, seed=3)[0].fingerprint
    with pytest.raises(SettingError, match="between 0 and 1, not at 1"):
        split(films, test_share=1)
    with pytest.raises(SelectionError, match="The class “positive” has 1 sentences"):
        split(films.chosen(np.array([0, 3, 4])))


def test_the_shipped_sentences_are_those_published(shared: Path) -> None:
    packed = labelled.FOLDER / "sentence_polarity.tsv.xz"
    rows = [line.split("\t") for line in lzma.decompress(packed.read_bytes()).decode().splitlines()]
    with zipfile.ZipFile(shared / "downstream" / "sentence_polarity.zip") as archive:
        for ending, name in (("neg", "negative"), ("pos", "positive")):
            raw = archive.read(f"sentence_polarity/rt-polarity.{ending}").decode().split("\n")
            assert [text for label, text in rows if label == name] == [line.strip() for line in raw if line.strip()]


def test_what_is_shipped_has_the_checksums_it_states() -> None:
    stated = (labelled.FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    for packed in labelled.FOLDER.glob("*.xz"):
        raw = lzma.decompress(packed.read_bytes())
        assert f"{packed.name} |" in stated
        assert hashlib.sha256(raw).hexdigest() in stated
    assert polarity().sizes == {"negative": 5331, "positive": 5331}


def test_negations_come_as_two_classes() -> None:
    assert negations.own().sizes == {"negative": 24, "positive": 24}
    found = negations.read(
        b"0 it is dumb .\n4 so good .\n2 well .\n1 no .\n3 yes .\n0 a .\n4 b .\n2 .\n1 c\n3 d\n", name="f"
    )
    assert found.classes == ("negative", "positive")
    assert found.labels.tolist() == [0, 1, 0, 1, 0, 1, 0, 1]
    assert negations.asked_of(found, ("neg", "pos")).classes == ("neg", "pos")
    with pytest.raises(SelectionError, match="this classifier knows 3 classes"):
        negations.asked_of(found, ("a", "b", "c"))
