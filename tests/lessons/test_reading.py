"""A lesson from its file: what is read, and that everything wrong is told with its line."""

import pytest

from explorer.errors import LessonError
from explorer.lessons import reading
from explorer.lessons.reading import read

WHOLE = """+++
key = "own"
title = "A lesson"
minutes = 5
aim = "Something."
makes = "Something."
fixed = { seed = 1, dynamic = true, rate = 0.5 }
hidden = ["sample"]
+++
# First

```step
page = "train/watch"
settings = { text = "royals", dim = 10 }
look_at = ".live-pairs"
```

Read this.

```python
# a comment is no step
print(1)
```

```question
kind = "number"
ask = "How many?"
answer = 12
wrong = [
  { when = 13, reply = "One too many." },
  { when = 11, reply = "One too few." },
]
hints = ["Count.", "Count again."]
```

# Second

Say it in your own words.

```question
kind = "sentence"
ask = "What did you see?"
```
"""


def problems(text: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(LessonError) as refused:
        read(text, name="own.md")
    return [(one.line, one.sentence) for one in refused.value.problems]


def test_a_lesson_is_read_as_it_is_written() -> None:
    lesson = read(WHOLE, name="own.md")
    assert (lesson.key, lesson.number, lesson.minutes, lesson.hidden) == ("own", None, 5, ("sample",))
    assert lesson.fixed == {"seed": "1", "dynamic": "true", "rate": "0.5"}
    first, second = lesson.steps
    assert (first.title, first.line, first.page, first.look_at) == ("First", 10, "train/watch", ".live-pairs")
    assert first.settings == {"text": "royals", "dim": "10"}
    assert "# a comment is no step" in first.text
    assert "kind =" not in first.text
    assert first.question is not None
    assert (first.question.answer, first.question.line) == (12.0, 25)
    assert [one.when for one in first.question.wrong] == [13.0, 11.0]
    assert second.question is not None
    assert second.question.answer is None
    assert list(lesson.questions) == [1, 2]


def test_the_same_text_has_the_same_checksum_however_its_lines_end() -> None:
    windows = ("\ufeff" + WHOLE.replace("\n", "\r\n")).encode()
    assert read(windows, name="a").checksum == read(WHOLE, name="b").checksum
    assert read(WHOLE + "\n", name="a").checksum != read(WHOLE, name="b").checksum


def test_all_that_is_wrong_is_told_at_once() -> None:
    broken = (
        WHOLE
        .replace("minutes = 5", 'minutes = "five"')
        .replace('page = "train/watch"', 'page = "https://example.org"')
        .replace('kind = "sentence"', 'kind = "essay"')
        .replace("{ when = 11, reply", "{ when = 11, answer")
    )
    assert problems(broken) == [
        (4, "“minutes” is a whole number from 1 to 600."),
        (13, "“https://example.org” is not a page: write its section and its name, as train/watch."),
        (14, 'Settings belong to a page: name it, as page = "train/watch".'),
        (31, "A foreseen wrong answer has “when” and a “reply”, and nothing else."),
        (41, "“essay” is not a kind of question. The kinds are: number, word, choice, order, sentence, state."),
    ]


HOSTILE = {
    "nothing": (" \n", 0, "empty"),
    "not text": (b"\x89PNG\r\n\x1a\n\xff\xfe", 0, "not text in UTF-8"),
    "a NUL": ("+++\0", 0, "NUL"),
    "huge": ("x" * (reading.MOST_BYTES + 1), 0, "at most 200,000"),
    "no front": ("# A step\n\nText.", 1, "+++"),
    "a front without end": ("+++\nkey = 1\n", 1, "never ends"),
    "no step": (WHOLE.partition("# First")[0], 9, "no step"),
    "not TOML": (WHOLE.replace("minutes = 5", "minutes := 5"), 4, "not TOML"),
    "a key twice": (WHOLE.replace("minutes = 5", 'key = "again"'), 4, "not TOML"),
    "nested deeply": (WHOLE.replace("minutes = 5", "minutes = " + "[" * 20_000), 2, "deeply"),
    "a number of 5,000 digits": (WHOLE.replace("minutes = 5", "minutes = " + "9" * 5000), 2, "not TOML"),
    "a date": (WHOLE.replace("minutes = 5", "minutes = 2020-01-01"), 4, "whole number"),
    "true for a number": (WHOLE.replace("minutes = 5", "minutes = true"), 4, "whole number"),
    "nan": (WHOLE.replace("answer = 12", "answer = nan"), 28, "number, a text"),
    "a fence without end": (WHOLE + "\n```question\nkind = 1", 45, "never ends"),
    "a second question": (WHOLE + '\n```question\nkind = "word"\n```', 45, "second"),
    "a block before a step": (WHOLE.replace("# First", ""), 12, "belongs to a step"),
    "settings that are a list": (WHOLE.replace('text = "royals"', 'text = ["royals"]'), 14, "text, a number"),
    "a reserved name": (WHOLE.replace("dim = 10", "lesson_step = 10"), 14, "which lesson is open"),
    "a reserved name fixed": (WHOLE.replace("seed = 1", "lesson = 1"), 7, "which lesson is open"),
    "a style in a selector": (WHOLE.replace(".live-pairs", ".a{} </style><script>"), 15, "selector"),
    "a picture from elsewhere": (WHOLE.replace("Read this.", "![x](https://example.org/x.png)"), 10, "pictures"),
    "a key with a path": (WHOLE.replace('"own"', '"../own"'), 2, "letters, digits"),
    "a page that is not there": (WHOLE.replace("train/watch", "train/watching"), 13, "no page “train/watching”"),
    "too many steps": (WHOLE + "\n# Step\n\nText.\n" * 40, 197, "at most 40"),
    "an unknown name": (WHOLE.replace("hints =", "hint ="), 33, "“hint” is not known"),
    "a word in the wrong place": (WHOLE.replace("# First", "Hello.\n\n# First"), 10, "Before the first step"),
}


@pytest.mark.parametrize(("text", "line", "said"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_gets_a_sentence_and_its_line(text: str | bytes, line: int, said: str) -> None:
    found = problems(text)
    assert any(at == line and said in sentence for at, sentence in found), found
