"""A text as sentences that are searched."""

import pytest

from explorer.errors import SettingError, TextError
from explorer.tasks.search.lines import lines_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two! Three? Four…  Five", ("One.", "Two!", "Three?", "Four…", "Five")),
        ("He said “No.” Then he left.", ("He said “No.”", "Then he left.")),
        ("Dr. J. Lin paid 3.50 e.g. for pears. It rained.", ("Dr. J. Lin paid 3.50 e.g. for pears.", "It rained.")),
        ("犬が好き。猫も好き！", ("犬が好き。", "猫も好き！")),
        ("a list\r\nof lines\n\n  \n...\nthe last", ("a list", "of lines", "the last")),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, found: tuple[str, ...]) -> None:
    assert lines_of(text).texts == found


def test_lines_stay_whole_and_are_cut_into_words() -> None:
    found = lines_of("One line. It didn't end.\nAnother", "line")
    assert found.texts == ("One line. It didn't end.", "Another")
    assert found.sentences[0] == ("one", "line", ".", "it", "did", "n't", "end", ".")


def test_the_content_alone_is_the_key() -> None:
    assert lines_of("One.\nTwo.").fingerprint == lines_of("One. Two.").fingerprint
    assert lines_of("One. Two.").fingerprint != lines_of("One. Two.", "line").fingerprint


def test_what_cannot_be_searched_is_a_sentence() -> None:
    with pytest.raises(TextError, match="There are no sentences to search in: the text has no words"):
        lines_of(" \n … \n")
    with pytest.raises(SettingError, match="by sentence or by line, not by “page”"):
        lines_of("One.", "page")  # type: ignore[arg-type]  # a link may ask for anything
    with pytest.raises(TextError, match="The text has 100,001 sentences; at most 100,000 are searched"):
        lines_of("a\n" * 100_001)
