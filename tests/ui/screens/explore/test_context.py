"""The page In context, through the app: what it says is what its figures and its Python say."""

import re

import pytest

from tests.ui.test_shown_python import figure, opened, printed


def test_a_word_splits_and_its_one_vector_lies_between() -> None:
    at = opened("explore/context", context_view="Watch a word split", split_steps="200", split_word="spring")
    said = at.info[0].value
    told = re.findall(r"\d\.\d\d", said)
    assert printed(at, "split.moments").split()[1:] == [told[0], told[1], told[2]]
    assert "After 200 steps" in said
    assert float(told[0]) > 0.8 > 0.5 > float(told[1])
    assert "lies between the clouds" in said
    lines = {trace["name"]: trace for trace in figure(at, "split_silhouette") if trace.get("name")}
    assert set(lines) == {"model", "average", "type"}
    sentence = figure(at, "split_map")[0]["customdata"][0]
    assert sentence[1] == "spring"


def test_java_falls_into_two_groups_that_name_themselves() -> None:
    at = opened("explore/context", context_view="Places of a word", context_word="java")
    named = [block.value for block in at.markdown if "of the places, the most central" in block.value]
    assert len(named) == 2
    language, island = named
    assert {"programming", "javascript", "language", "c"} & set(re.findall(r"\w+", language))
    assert {"islands", "island", "indonesia", "india", "borneo"} & set(re.findall(r"\w+", island))
    sizes = [line.split()[0] for line in printed(at, "word_places").splitlines()]
    assert [str(len(trace["customdata"])) for trace in figure(at, "places_map_figure")[:2]] == sizes
    at.select_slider(key="way").set_value("type")
    at.run()
    assert "are one point" in at.info[0].value


def test_gaps_are_filled_in_order_and_agreement_fails_honestly() -> None:
    at = opened("explore/context", context_view="Fill the gap")
    left, right = (figure(at, f"gap_{key}_model")[0]["customdata"] for key in ("one", "two"))
    assert {"side", "edge"} <= set(left)
    assert "bank" in right
    told = dict(line.rsplit(" ", 1) for line in printed(at, "found.model").splitlines())
    assert list(told) == left
    table = at.dataframe[0].value
    right_of = dict(zip(table["asked"], table["model"], strict=True))
    assert right_of["noun or verb"] > 0.75 > 0.5 > right_of["was or were, over another noun"]
    assert (table["average"] == 0.5).all()
    at.text_input(key="gap_one").set_value("no gap <b>here</b>")
    at.run()
    assert "this sentence has 0" in at.error[0].value


@pytest.mark.usefixtures("little_context")
def test_two_sentences_and_pseudowords_say_what_their_python_says() -> None:
    at = opened("explore/context", context_view="Two sentences")
    assert "1.00 by type" in at.info[0].value
    at = opened("explore/context", context_view="Senses scored")
    told = {line.split()[0]: line.split()[1:] for line in printed(at, "pseudoword(").splitlines()}
    said = at.info[0].value
    for system in ("average", "model", "mixed"):
        shown = re.search(rf"(\d\.\d+) by {system}", said)
        assert float(shown[1]) == pytest.approx(float(told[system][0]), abs=6e-4)  # three digits of four


@pytest.mark.usefixtures("little_context")
def test_how_much_context_says_what_its_python_says() -> None:
    at = opened("explore/context", context_view="How much context", measured_word="bank")
    told = [line.split(", ") for line in printed(at, "contextuality(").splitlines()]
    rows = {", ".join(line[:-4]): [float(value) for value in line[-4:]] for line in told}
    table = at.dataframe[0].value.set_index("vectors")
    for system, values in rows.items():
        shown = table.loc[system, ["baseline", "minus the baseline", "with their stretch", "variance explained"]]
        assert [round(float(value), 3) for value in shown] == values
    assert table.loc["type", "self-similarity"] == pytest.approx(1, abs=1e-6)
    assert rows["model"][1] > rows["average"][1]
    traces = {trace["name"]: trace for trace in figure(at, "self_similarity")}
    assert len(traces["bank"]["y"]) == 3
    at.toggle(key="corrected").set_value(False)
    at.run()
    assert max(figure(at, "self_similarity")[0]["y"]) == pytest.approx(1, abs=1e-6)
    at.text_input(key="measured_word").set_value("durian")
    at.run()
    assert "durian" in at.error[0].value
    assert len(figure(at, "self_similarity")) == 3  # the others are shown all the same


def test_files_of_senses_are_judged_and_each_mistake_is_listed() -> None:
    at = opened("explore/context", context_view="Senses scored", test="Files of your own")
    told = {line.split()[0]: line.split()[1:] for line in printed(at, "as_files(").splitlines()}
    for system in ("type", "average", "model", "mixed"):
        shown = re.search(rf"(\d\.\d+) by {system}", at.info[0].value)
        assert float(shown[1]) == pytest.approx(float(told[system][0]), abs=6e-4)  # three digits of four
    assert float(told["mixed"][0]) > 0.8
    data = "\n".join(f"3\the sat by {'the water' if i % 2 else 'a bank'} <b>{i}</b>" for i in range(12))
    gold = "\n".join("water" if i % 3 else "<i>money</i>" for i in range(12))
    at.file_uploader(key="sense_files").set_value([
        ("data.txt", data.encode(), "text/plain"),
        ("gold.txt", gold.encode(), "text/plain"),
    ])
    at.run()
    assert not at.exception
    assert any("of 6 sentences wrong" in block.value for block in at.markdown)
    assert "may be chance" in at.info[0].value or "no worse" in at.info[0].value
    at.file_uploader(key="sense_files").set_value([("data.txt", data.encode(), "text/plain")])
    at.run()
    assert "There are 1 and 0" in at.error[0].value
