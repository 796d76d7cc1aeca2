"""The page Sentiment, through the app: it says what its figures show, and its Python gives the same digits."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.tasks.contenders import Contender
from explorer.tasks.curve import Curve, CurveSettings, Point
from explorer.tasks.labelled import polarity
from explorer.tasks.linear import AverageSettings, CountSettings
from explorer.tasks.unseen import Survival
from explorer.ui.screens.use.sentiment import choices, curve, moved, unseen
from tests import background
from tests.background import settled
from tests.ui.screens.test_lectures import numbers, traces

PAGE = "pages/use/sentiment.py"
FILE = "tea & $zq$.csv"
THREE = "text,label\n" + "".join(
    f"{' '.join([word] * (n % 3 + 1))} tea {n},{label}\n"
    for n in range(12)
    for word, label in (("lovely", "good"), ("awful", "bad"), ("plain", "so-so"))
)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Curves of few labels, which are quick; the file that the Python shown reads is where it runs."""
    monkeypatch.setattr(curve, "SIZES", (20, 50))
    monkeypatch.setattr(moved, "SIZES", (10,))
    (tmp_path / FILE).write_text(THREE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def opened(**link: str | list[str]) -> AppTest:
    return background.opened(PAGE, **link)


def with_own(**link: str | list[str]) -> AppTest:
    at = opened(labelled="A file of your own", **link)
    at.get("file_uploader")[0].upload(FILE, THREE.encode(), "text/csv")
    settled(at)
    assert not at.exception
    assert not at.error
    return at


def printed(at: AppTest, part: str) -> str:
    code = next(block.value for block in at.code if part in block.value)
    told = io.StringIO()
    with redirect_stdout(told):
        exec(compile(code, "shown", "exec"), {})
    return told.getvalue()


def captions(at: AppTest) -> str:
    return " ".join(caption.value for caption in at.caption)


def test_the_curve_says_who_leads_and_its_python_gives_its_digits() -> None:
    at = opened(curve_kinds="Naive Bayes, one-hot", curve_draws="3")
    said = at.info[0].value
    lines = {trace["name"]: trace for trace in traces(at, "few_labels") if trace.get("name")}
    assert list(lines) == ["naive Bayes"]
    means = numbers(lines["naive Bayes"]["y"])
    assert f"naive Bayes** is best: {means[-1]:.3f}" in said
    told = [line.rsplit(" ", 4) for line in printed(at, "levels(found)").splitlines()]
    assert [(name, size) for name, size, *_ in told] == [("naive Bayes", n) for n in ("20", "50", "8530")]
    assert [float(mean) for *_, mean, _, _ in told] == pytest.approx(means, abs=6e-4)


def test_a_file_of_three_classes_is_reported_and_its_curve_drawn() -> None:
    at = opened(labelled="A file of your own")
    assert "Give a file of your own" in at.info[0].value
    at.get("file_uploader")[0].upload(FILE, THREE.encode() + b"odd,\n", "text/csv")
    settled(at)
    told = captions(at)
    assert "36 of 37 lines" in told
    assert "3 classes: bad (12), good (12), so-so (12)" in told
    assert "1 × no label" in told
    assert re.search(r"With all \d+ labels", at.info[0].value)
    assert len([t for t in traces(at, "few_labels") if t.get("name")]) == 4
    at.number_input(key="label_column").set_value(1)
    at.number_input(key="text_column").set_value(2)
    settled(at)
    assert "has 0 classes" in at.error[0].value or "classes with two sentences" in at.error[0].value
    at.number_input(key="label_column").set_value(0)
    at.number_input(key="text_column").set_value(1)
    settled(at)
    assert not at.error
    assert "text_column=0" in at.code[0].value
    at.get("file_uploader")[0].upload("one.csv", b"text,label\na,b\nc,b\n", "text/csv")
    settled(at)
    assert "1 classes with two sentences or more" in at.error[0].value
    assert not at.exception


def test_the_average_misses_what_counting_sees_and_neither_sees_the_order() -> None:
    at = opened(sentiment_view="One sentence", said_kinds=[choices.BAYES, choices.AVERAGE])
    said = at.info[0].value
    assert "**positive**: average (0.9" in said
    assert "**negative**: naive Bayes" in said
    assert "the same to naive Bayes; average:" in said
    (points, *_) = traces(at, "said")
    told = re.findall(r"^(.+) (\d\.\d{3})$", printed(at, "explained(classifier"), re.MULTILINE)
    assert [name for name, _ in told] == ["naive Bayes", "average"]
    assert [float(chance) for _, chance in told] == pytest.approx(numbers(points["x"]), abs=6e-4)
    bias, shares, score = (float(one) for one in re.findall(r"\{(-?\d+\.\d\d)\}", at.latex[0].value)[:3])
    assert bias + shares == pytest.approx(score, abs=0.011)
    assert sum(numbers(traces(at, "shares")[0]["z"])[1]) == pytest.approx(shares, abs=0.006)
    assert "Swapping two words does nothing at all" in captions(at)
    about, chance = printed(at, "in effects(classifier").splitlines()[0].rsplit(" ", 1)
    label = next(button.label for button in at.button if button.key == "take_0")
    assert label.rsplit(": ", 1)[0] == about
    assert float(label.rsplit(": ", 1)[1]) == pytest.approx(float(chance), abs=0.006)
    taken = next(button for button in at.button if button.key == "take_0")
    taken.click()
    settled(at)
    assert at.text_input(key="sentence").value != "a film lacking in good taste"
    assert not at.exception


def test_a_word_taken_out_of_the_labels_is_known_by_its_vector_alone() -> None:
    at = opened(sentiment_view="Unseen words", unseen_kinds=[choices.BAYES, choices.AVERAGE])
    kept, lost = at.info[0].value.split("**Have lost**")
    assert "average (" in kept
    assert "naive Bayes" in lost
    told = printed(at, "survival(contenders")
    for trace, column in zip(traces(at, "survival")[-2:], (-2, -1), strict=True):
        assert [float(line.split()[column]) for line in told.splitlines()] == pytest.approx(
            numbers(trace["x"]), abs=6e-4
        )
    offered = at.session_state["session"].typing.fields["out"].words.beginning_with("tedi")
    assert offered[0] == "tedious"  # of the labels, the most frequent first
    at.text_input(key="out").set_value("qqqq")
    settled(at)
    assert "it is unseen already" in at.error[0].value


@pytest.mark.parametrize("view", ["One sentence", "Fine-tuning", "Mistakes", "Bias carried on"])
def test_three_classes_of_ones_own_in_every_view(view: str) -> None:
    kinds = [choices.BAYES, choices.AVERAGE, choices.NETWORK]
    at = with_own(sentiment_view=view, said_kinds=kinds, errs_kinds=kinds, sentence="a lovely tea", behind="lovely")
    codes = [block.value for block in at.code if "import" in block.value]
    assert codes
    for code in dict.fromkeys(codes):
        with redirect_stdout(io.StringIO()) as out:
            exec(compile(code, "shown", "exec"), {})
        assert out.getvalue().strip()
    if view == "One sentence":
        at.selectbox(key="said_class").set_value(1)
        settled(at)
        assert "**good**: naive Bayes" in at.info[0].value
        assert "Rank correlation of the two" in captions(at)
        assert not [head for head in at.header if head.value == "Negations and turns"]
    if view == "Fine-tuning":
        assert "“lovely” occurs in the labels" in at.info[0].value
    if view == "Mistakes":
        assert "of 6 sentences correctly" in at.info[0].value
    assert not at.exception


def test_vectors_are_debiased_as_the_reader_chooses() -> None:
    at = with_own(sentiment_view="Bias carried on", carried_way="hard debias")
    assert "equally far from these words (Bolukbasi and others 2016)" in captions(at)
    raw, debiased, *_ = (trace for trace in traces(at, "carried") if trace["name"].startswith("mean"))
    told = [float(line.split()[0]) for line in printed(at, "carried.carried(").splitlines()]
    assert told == pytest.approx([numbers(raw["x"])[0], numbers(debiased["x"])[0]], abs=6e-4)
    assert abs(told[1]) < abs(told[0])


def test_what_is_said_of_a_survival() -> None:
    rows = [
        Survival("kept", 0.1, 0.2),
        Survival("lost", 0.9, 0.6),
        Survival("turned", 0.9, 0.2),
        Survival("never", 0.5, 0.1),
    ]
    told = unseen.said(rows, "w", 0.5)
    kept, lost = told.split("**Have lost**")
    assert "kept (0.10 → 0.20)" in kept
    assert "lost (0.90 → 0.60); turned (0.90 → 0.20)" in lost
    assert "never" not in told
    assert "None was sure" in unseen.said(rows[3:], "w", 0.5)


def made_up(rights: dict[str, list[list[int]]]) -> Curve:
    """A curve whose classifiers judge so many of 100 sentences rightly, draw by draw, with 20, 500 and all 2,000."""
    contenders = [Contender(name, CountSettings() if name == "bayes" else AverageSettings()) for name in rights]
    course = Curve(contenders, polarity(), polarity(), CurveSettings((20, 500)))
    course.found = [
        Point(name, size, draw, np.arange(100) < n)
        for name, columns in rights.items()
        for size, draws in zip((20, 500, 2000), columns, strict=False)
        for draw, n in enumerate(draws)
    ]
    return course


def test_what_is_said_of_a_curve_whichever_way_it_comes_out() -> None:
    vectors, bayes = [[60, 61, 62], [65, 66, 68], [60]], [[50, 52, 51], [64, 66, 67], [80]]
    overtaken = curve.said(made_up({"bayes": bayes, "mean": vectors}), 2000)
    assert "with 20 labels *mean* leads *bayes* by +10.0 points" in overtaken
    lost = int(re.findall(r"lost at about ([\d,]+) labels; with 2,000 it is −20\.0", overtaken)[0].replace(",", ""))
    assert 500 < lost < 700
    assert "With all 2,000 labels **bayes** is best: 0.800" in overtaken
    kept = curve.said(made_up({"bayes": [*bayes[:2], [50]], "mean": vectors}), 2000)
    assert "never lost with the labels there are" in kept
    never = curve.said(made_up({"bayes": vectors, "mean": [*bayes[:2], [20]]}), 2000)
    assert "At no number of labels so far is *mean* clearly ahead of *bayes*." in never
    assert "lead is" not in never
    assert "first points" in curve.said(made_up({"bayes": [], "mean": []}), 2000)
    alone = curve.said(made_up({"mean": vectors[:1]}), 2000)
    assert alone.startswith("With 20 labels **mean** is best")
