"""Files of sense tests: what is read from them, what is refused with which sentence, and how they are scored."""

from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from explorer.context import model as models
from explorer.context.groups import groups
from explorer.context.model import ContextModel
from explorer.context.network import ContextNetwork, NetworkSettings
from explorer.context.sense_files import Marked, read
from explorer.context.sense_scores import adjusted_rand
from explorer.context.sense_test import JUDGED, marked_vectors, sense_test, threshold
from explorer.context.type_vectors import TypeVectors
from explorer.errors import TextError
from explorer.files import library
from explorer.vectors.word_vectors import WordVectors

WATER, MONEY = "river water boat fish".split(), "loan cash account firm".split()  # noqa: SIM905
FEW = ("bow", "chair", "mole", "pound")


def sentences(n, seed):
    """Lines of CoarseWSD's form in which every neighbour of *bank* belongs to one sense, and their gold."""
    rng = np.random.default_rng(seed)
    data, gold = [], []
    for i in range(n):
        words = rng.choice((WATER, MONEY)[i % 2], 5).tolist()
        at = int(rng.integers(6))
        data.append(f"{at}\t{' '.join([*words[:at], 'Bank', *words[at:]])}")
        gold.append(str(i % 2))
    return "\n".join(data) + "\n", "\n".join(gold) + "\n"


@pytest.fixture(scope="module")
def model() -> ContextModel:
    """Word vectors in which the words of each sense lie together, below a network that has learned nothing."""
    rng = np.random.default_rng(0)
    words = [*WATER, *MONEY, "bank", "the"]
    centres = np.eye(8)[[0] * 4 + [1] * 4 + [2, 3]]
    matrix = centres + 0.1 * rng.normal(size=centres.shape)
    types = TypeVectors(WordVectors(words, matrix, counts=np.arange(10, 0, -1) * 7), np.float64)
    return ContextModel(ContextNetwork.begin(types, NetworkSettings(4, 4, 3), seed=0), sample=0)


def test_a_marked_word_keeps_its_place_when_digits_and_punctuation_are_read():
    data = "3\tin 1842 , Java was\n0\tjava .\n1\ta java-like\n2\tx y Z"
    found = read({"d.data.txt": data, "d.gold.txt": "0\n1\n1\n0"}).test
    assert found.lines[0] == (Marked(("in", "one", "eight", "four", "two", "java", "was"), 5),)
    assert found.lines[1][0].around == ("", "java", "")
    assert found.lines[2][0].words[1] == "java-like"
    assert found.gold == ("0", "1", "1", "0")


def test_two_data_files_are_examples_and_what_is_judged_and_senses_get_their_names(model):
    (data, gold), (more, other) = sentences(30, 0), sentences(20, 1)
    files = {"train.data.txt": data, "train.gold.txt": gold, "test.data.txt": more, "test.gold.txt": other}
    files["classes_map.txt"] = '{"0": "of a river", "1": "for money"}'
    found = sense_test(model, read(files))
    assert (found.examples, len(found.part.gold)) == (30, 20)
    assert {*found.part.gold} == {"of a river", "for money"}
    assert found.measures["average"]["accuracy"].value == 1
    assert found.mistakes("average") == []
    rows = marked_vectors(model, [line[0] for line in found.part.lines]).average
    truth = np.array([label == "for money" for label in found.part.gold]).astype(int)
    assert found.measures["average"]["ARI of groups"].value == pytest.approx(adjusted_rand(truth, groups(rows, 2)))


def test_by_type_only_the_most_frequent_sense_can_be_said(model):
    data, gold = sentences(40, 0)
    lines = list(zip(data.splitlines(), gold.split(), strict=True))
    mostly = [line for line in lines if line[1] == "1"] + [line for line in lines if line[1] == "0"][:6]
    files = {"data.txt": "\n".join(line for line, _ in mostly), "gold.txt": "\n".join(sense for _, sense in mostly)}
    found = sense_test(model, read(files), seed=3)
    assert {*found.said["type"]} == {"1"}
    right = np.mean([sense == "1" for sense in found.part.gold])
    assert found.measures["type"]["accuracy"].value == pytest.approx(right)
    assert found.examples == 13
    assert set(found.measures) == set(JUDGED)
    assert found.mistakes("type") == [i for i, sense in enumerate(found.part.gold) if sense == "0"]


def test_pairs_are_the_same_above_the_threshold_that_fits_the_examples(model):
    rng = np.random.default_rng(2)
    data, gold = [], []
    for i in range(40):
        one = rng.choice(WATER, 3).tolist()
        other = rng.choice((WATER, MONEY)[i % 2], 3).tolist()
        data.append(f"bank\tN\t3-0\t{' '.join(one)} bank\tbank {' '.join(other)}")
        gold.append("TF"[i % 2])
    found = sense_test(model, read({"dev.data.txt": "\n".join(data), "dev.gold.txt": "\n".join(gold)}))
    assert (found.examples, len(found.part.gold)) == (20, 20)
    assert found.measures["average"]["accuracy"].value == 1
    assert found.measures["type"]["accuracy"].value <= 0.7
    assert len(found.part.lines[0]) == 2


def test_the_threshold_is_the_best_there_is():
    rng = np.random.default_rng(1)
    for _ in range(20):
        cosines = rng.integers(-3, 4, 15) / 4
        same = rng.random(15) < 0.5
        tried = [((cosines >= cut) == same).mean() for cut in (-np.inf, *np.unique(cosines), np.inf)]
        assert ((cosines >= threshold(cosines, same)) == same).mean() == max(tried)


GOOD = "0\ta b\n1\ta b\n0\ta b\n1\ta b"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"data.txt": GOOD}, "There are 1 and 0"),
        ({"data.txt": GOOD, "gold.txt": "0\n1\n0"}, "has 4 lines and gold.txt 3"),
        ({"data.txt": "0\ta b", "gold.txt": "0"}, "has 1 sentences; 4 to 10,000"),
        ({"data.txt": GOOD, "gold.txt": "0\n0\n0\n0"}, "says “0” everywhere"),
        (
            {"data.txt": GOOD + "\n7\ta b", "gold.txt": "0 1 0 1 1"},
            "Line 5 of data.txt marks word 7 of a sentence of 2",
        ),
        ({"data.txt": GOOD + "\nno place", "gold.txt": "0 1 0 1 1"}, "Line 5 of data.txt is neither"),
        ({"data.txt": "w\tN\t0-0\ta\tb\n" * 4, "gold.txt": "T F yes F"}, "T or F for each pair"),
        ({"data.txt": "w\tN\t0+0\ta\tb\n" * 4, "gold.txt": "T F T F"}, "Line 1 of data.txt is neither"),
        ({"data.txt": GOOD, "gold.txt": "0 1 0 1", "classes_map.txt": "[1"}, "not JSON"),
        (
            {
                "train.data.txt": GOOD,
                "train.gold.txt": "0 1 0 1",
                "test.data.txt": "w\tN\t0-0\ta\tb\n" * 4,
                "test.gold.txt": "T F T F",
            },
            "two different forms",
        ),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(files, said):
    with pytest.raises(TextError, match=said):
        read(files)


def test_senses_of_coarse_wsd_are_told_apart_better_than_by_the_average(shared: Path):
    """A few of the twenty words; `python benchmarks/context.py --senses FOLDER` scores them all."""
    built_in = models.built_in(library.built_in())
    scores = []
    with ZipFile(shared / "senses" / "CoarseWSD-20.zip") as packed:  # CC BY-NC: not of the app
        for word in FEW:
            files = {Path(name).name: packed.read(name).decode() for name in packed.namelist() if f"/{word}/" in name}
            found = sense_test(built_in, read(files)).measures
            scores.append([found[system]["accuracy"].value for system in ("average", "mixed")])
            scores[-1].append(found["mixed"]["macro F1"].value)
    average, mixed, f1 = np.mean(scores, axis=0)
    assert mixed > average + 0.012
    assert mixed > 0.925
    assert f1 > 0.875
