"""Texts of vectors in every layout: separators, white space, line ends, and shapes that are doubted."""

import json
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import VectorFileError
from explorer.files.formats import text
from explorer.files.formats.report import ImportReport, Skipped
from tests.files.made import GLOVE, imported


def test_separators_other_than_spaces(tmp_path: Path) -> None:
    for raw, form in {
        b"the\t1\t2\nking of\t3\t4\n": "tab-separated text",
        b'word,x,y\nthe,1,2\n"king, of",3,4\n': "CSV",
        b'"word","x","y"\n"the","1","2"\n"king",3,4\n': "CSV",
        b"the;1;2\nking of;3;4\n": "CSV with semicolons",
    }.items():
        vectors, report = imported(tmp_path, raw)
        assert (report.form, report.dim) == (form, 2)
        assert vectors.words[0] == "the"
        assert vectors.words[1].startswith("king")
        assert vectors.matrix.tolist() == [[1, 2], [3, 4]]
    vectors, report = imported(tmp_path, b'the,1,2\n"say ""hi""",3,4\n",5,6\na,7,8,9\n')
    assert list(vectors.words) == ["the", 'say "hi"', '"']
    assert report.examples == (Skipped(4, "it has 3 numbers instead of 2"),)


ROWS = 220  # more than the 200 lines by which a text is recognised
RANDOM = np.random.default_rng(3).standard_normal((ROWS, 50)).astype(np.float32).round(5)


NAMES = [f"w{chr(97 + i % 26)}{i}" for i in range(ROWS)]


def laid_out(number: str, between: str, after_word: str, word: str = "%s", before: str = "") -> bytes:
    rows = (
        before + word % name + after_word + between.join(number % float(x) for x in row) + "\n"
        for name, row in zip(NAMES, RANDOM, strict=True)
    )
    return "".join(rows).encode()


LAYOUTS = {
    "two spaces between numbers": laid_out("%.5f", "  ", " "),
    "room for a sign": laid_out("% .5f", " ", " "),
    "columns aligned": laid_out("%10.5f", "", "", "%-15s"),
    "a header, then room for a sign": b"%d 50\n" % ROWS + laid_out("% .5f", " ", " "),
    "word, tab, numbers with spaces": laid_out("%.5f", " ", "\t"),
    "word, tab, numbers with room for a sign": laid_out("% .5f", " ", "\t"),
    "a space first": laid_out("%.5f", " ", " ", before=" "),
    "tab, then room for a sign with tabs": laid_out("% .5f", "\t", "\t"),
    "two tabs between all": laid_out("%.5f", "\t\t", "\t\t"),
    "comma and space": laid_out("%.5f", ", ", ", "),
    "space, comma and space": laid_out("%.5f", " , ", " , "),
    "quoted words, comma and space": laid_out("%.5f", ", ", ", ", '"%s"'),
    "semicolon and space": laid_out("%.5f", "; ", "; "),
    "a header and commas": b"%d,50\n" % ROWS + laid_out("%.5f", ",", ","),
    "old-Mac line ends": laid_out("%.5f", " ", " ").replace(b"\n", b"\r"),
    "old-Mac line ends and a header": (b"%d 50\n" % ROWS + laid_out("%.5f", " ", " ")).replace(b"\n", b"\r"),
    "old-Mac line ends and commas": laid_out("%.5f", ",", ",").replace(b"\n", b"\r"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_white_space_is_read_as_a_person_reads_it(tmp_path: Path, layout: str) -> None:
    vectors, report = imported(tmp_path, LAYOUTS[layout])
    assert list(vectors.words) == NAMES
    np.testing.assert_array_equal(vectors.matrix, RANDOM)
    assert (report.skipped, report.doubts) == (0, ())


def test_words_of_two_tokens_in_every_layout(tmp_path: Path) -> None:
    for raw in (
        b"new york  0.5  -1\ntop 10\t0.25 2\n",
        b"new york\t0.5\t-1\ntop 10\t0.25\t2\n",
        b"new york, 0.5, -1\ntop 10, 0.25, 2\n",
        b"new york \t 0.5 -1\n top 10 \t0.25  2 \n",
    ):
        vectors, report = imported(tmp_path, raw)
        assert list(vectors.words) == ["new york", "top 10"], raw
        assert vectors.matrix.tolist() == [[0.5, -1], [0.25, 2]]
        assert report.skipped == 0


def test_a_tab_in_a_row_of_too_many_numbers_makes_no_word(tmp_path: Path) -> None:
    vectors, report = imported(tmp_path, b"the\t1 2\nof\t3 4\nto\t0.5 5 6\n")
    assert list(vectors.words) == ["the", "of"]
    assert report.examples == (Skipped(3, "it has 3 numbers instead of 2"),)


def test_what_is_no_number_is_said_in_a_fair_sentence(tmp_path: Path) -> None:
    with pytest.raises(VectorFileError, match=r"is text, but not vectors: .* it says “the 0\.5D\+00 0\.25D\+00”"):
        imported(tmp_path, b"the 0.5D+00 0.25D+00\nof 0.5D-01 0.1D+00\n")
    with pytest.raises(VectorFileError, match=r"is text, but not vectors: .* it says “the \[0\.5, 0\.25\]”"):
        imported(tmp_path, b"the [0.5, 0.25]\nof [0.5, 0.1]\n")


def test_old_mac_line_ends_are_said(tmp_path: Path) -> None:
    _, report = imported(tmp_path, GLOVE.replace(b"\n", b"\r"))
    assert report.warnings == ("The lines end as on an old Mac, with a carriage return alone, and were read as lines.",)


@pytest.mark.parametrize("block", [64, 4 << 20])
def test_a_line_break_in_quotes_belongs_to_the_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(text, "BLOCK", block)
    rows = [b"w%d,%d,1\n" % (i, i) for i in range(60)]
    rows[30] = b'"a line\nbreak",30,1\n'
    rows[31] = b'"two\r\nline ""breaks""\nin it", 31, 1\n'
    rows[40] = b'",40,1\n'
    vectors, report = imported(tmp_path, b"word,x,y\n" + b"".join(rows) + b"left out\n")
    assert (vectors.words[30], vectors.words[31]) == ("a line break", 'two line "breaks" in it')
    assert vectors.words[40] == '"'
    assert vectors.matrix[:, 0].tolist() == list(range(60))
    assert report.examples == (Skipped(65, "it has 0 numbers instead of 2"),)


DOUBTFUL = {
    b"the 5\nof 4\nand 3\n": "Only one number was found behind each word",
    b"0,the,0.5,0.25\n1,of,0.1,0.2\n2,and,0.3,0.4\n": "hold a number, such as “0,the”",
    b"0.5 0.25 0.1\n0.3 0.2 0.7\n": "hold a number, such as “0.5”",
    b"the 1 2 3\n" * 3 + b"of 1 2\n" * 2 + b"and 1\n" * 2: "Most lines were left out",
}


@pytest.mark.parametrize("raw", DOUBTFUL, ids=repr)
def test_an_unlikely_shape_is_doubted_with_two_rows_as_understood(tmp_path: Path, raw: bytes) -> None:
    _, report = imported(tmp_path, raw)
    assert len(report.doubts) == 1
    assert DOUBTFUL[raw] in report.doubts[0]
    assert len(report.first_rows) == 2 or raw.startswith(b"the 1 2 3")
    assert ImportReport.from_dict(json.loads(json.dumps(report.as_dict()))) == report


def test_what_is_likely_is_not_doubted(tmp_path: Path) -> None:
    years = b"".join(b"%d 0.5 0.25\n" % year for year in range(1900, 1930))
    for raw in (GLOVE, b"the 1 2\n1.5 3 4\nof 5 6\nand 7 8\nto 9 10\n", years):
        _, report = imported(tmp_path, raw)
        assert report.doubts == (), raw
    _, report = imported(tmp_path, GLOVE)
    assert report.first_rows == (("the", (0.418, 0.24968, -0.41242)), ("king", (0.50451, 0.68607, -0.59517)))
