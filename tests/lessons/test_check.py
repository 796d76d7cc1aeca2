"""What `check` finds in a lesson that could be read, and the command line."""

import subprocess
import sys
from pathlib import Path

import pytest

from explorer.lessons import __main__ as command
from explorer.lessons import check, pages
from explorer.lessons.reading import read

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = (ROOT / "explorer/lessons/template.md").read_text(encoding="utf-8")


def found(before: str = "", after: str = "", *, typed: bool = True) -> list[tuple[int, str]]:
    """What is wrong with the template in which one thing was changed."""
    assert before in TEMPLATE
    lesson = read(TEMPLATE.replace(before, after, 1) if before else TEMPLATE, name="own.md")
    return [(one.line, one.sentence) for one in check.problems(lesson, typed=typed)]


def test_nothing_is_wrong_with_the_template() -> None:
    assert found() == []


WRONG = {
    "no setting": ("negatives = 5, seed", "negative = 5, seed", 12, "has no setting “negative”"),
    "a widget of another page": ("negatives = 5, seed", "race_k = 5, seed", 12, "has no setting “race_k”"),
    "nothing to look at": ("key:likeness_learned", "key:likeness", 54, "has the key “likeness”"),
    "nothing to hide": ("# hidden = [\"sample\"", "hidden = [\"samples\"", 1, "no control|No page"),
    "an answer that is a mistake": ("negatives=5)", "negative=5)", 22, "takes other values"),
    "a wrong answer that is right": ("first_loss(negatives=4)", "first_loss(negatives=5)", 22, "is marked as right"),
    "a choice that is none": ('answer = "This word was', 'answer = "That word was', 45, "not among the choices"),
    "half an order": ("by_frequency(words=['king', 'her', 'the'])", "by_frequency(words=['her'])", 76, "in order"),
    "a hint that tells": ("What does one question cost?", "It is 4.16.", 22, "Hint 1 tells the answer"),
    "a hint with the word": ("Read the first row of", "A Queen is in", 62, "Hint 1 tells the answer"),
    "what the page does not tell": ("held < 2.3", "hold < 2.3", 94, "does not report “hold”"),
    "a number that is a word": ("held < 2.3", "held < '2.3'", 94, "“held” is a number"),
    "not reached": ("watch(steps=1000)", "watch(steps=10)", 94, "does not reach it: held = "),
    "reached at once": ("held < 2.3", "step >= 0", 94, "as soon as the page opens"),
    "no condition": ("held < 2.3", "held.real < 2.3", 94, "is not a condition"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "line", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_line(before: str, after: str, line: int, said: str) -> None:
    problems = found(before, after)
    assert problems
    assert any(at == line and any(part in sentence for part in said.split("|")) for at, sentence in problems), problems


def test_an_answer_may_be_typed_in_a_lesson_of_ones_own_only() -> None:
    assert [line for line, sentence in found(typed=False) if "typed in" in sentence] == [45, 62]


def test_a_link_of_each_kind_is_known() -> None:
    assert "train/watch" in pages.pages()
    for page, names in {
        "train/watch": ("text", "dim", "rate", "step", "lens", "analogy", "min_count_royals", "course"),
        "words/pairs": ("t", "pairs_view", "sentence", "pair_window", "noise_k"),
        "explore/map": ("model", "method", "word"),
    }.items():
        assert [name for name in names if not pages.names(page).fullmatch(name)] == []
    for page, name in (("explore/analogies", "c"), ("sequences/language", "sentence_b")):  # keys that a loop gives
        assert pages.names(page).fullmatch(name)
    assert not pages.names("explore/analogies").fullmatch("d")
    assert not pages.names("words/pairs").fullmatch("rate")
    assert not pages.names("train/watch").fullmatch("nothing")


def test_the_command_line_says_file_line_and_what(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad, none = tmp_path / "good.md", tmp_path / "bad.md", tmp_path / "none.md"
    monkeypatch.setattr(sys, "argv", ["lessons", "template"])
    assert command.main() == 0
    good.write_text(capsys.readouterr().out, encoding="utf-8")
    bad.write_bytes(TEMPLATE.replace("minutes = 10", "minutes = ten").encode())
    asked = [sys.executable, "-m", "explorer.lessons", "check", str(good), str(bad), str(none)]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == ""
    first, second, last = done.stdout.splitlines()
    assert first.startswith(f"{bad}:4: This is not TOML")
    assert second == f"{none}:1: The file cannot be read: No such file or directory."
    assert last == "1 of 3 lessons are without errors"


def test_the_command_line_lists_what_can_be_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["lessons", "functions"])
    assert command.main() == 0
    said = capsys.readouterr().out
    assert "  first_loss(negatives=2" in said
    assert "  watch(text='royals'" in said
    assert "      held (number): " in said
