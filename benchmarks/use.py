"""
What vectors are good for, compared with the figures that the pages claim.

    python benchmarks/use.py            five draws and splits
    python benchmarks/use.py --quick    two of each

SST-2 (train 6,920 sentences, not its phrases; test 1,821) and the negation set are read from the data folder next to
the project, or from --data; without them the film reviews that come with the app are used. Of the fine-tuned
classifiers, the best on the development part is reported, with its accuracy on the test. Names: the window tagger of
vectors has hidden units and that of one-hot words has none, each as was better on a part of the training sentences
(recall of unseen names: vectors .57 with and .54 without, words .39 and .42). Wall seconds, one thread; nothing else
should be running.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from threadpoolctl import threadpool_limits

from explorer.files import library
from explorer.tasks import negations
from explorer.tasks.averaging import NetworkSettings
from explorer.tasks.classifier import accuracy
from explorer.tasks.contenders import Contender, trained
from explorer.tasks.curve import CurveSettings, leads, points
from explorer.tasks.labelled import Labelled, polarity, split
from explorer.tasks.linear import AverageSettings, CountSettings
from explorer.tasks.names import conll
from explorer.tasks.names.scores import TaggerContender, gain, over_splits
from explorer.tasks.names.window import WindowSettings
from explorer.tasks.names.window_network import WindowNetworkSettings
from explorer.tasks.reading import read_labelled
from explorer.tasks.recurrent import RecurrentSettings
from explorer.tasks.search.by_meaning import meaning_index
from explorer.tasks.search.by_words import word_index
from explorer.tasks.search.hits import best
from explorer.tasks.tokens import words_of

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "downstream"
QUESTIONS = (
    "a moving story about love and loss",
    "the acting is terrible",
    "special effects and no plot",
    "makes you laugh",
)
Figure = tuple[str, float, str, str]


def parts(folder: Path) -> tuple[str, Labelled, Labelled, Labelled]:
    """The name of the set, its sentences to learn from, for choosing, and for the test."""
    files = [folder / f"stsa.binary.{part}" for part in ("train", "dev", "test")]
    if all(file.exists() for file in files):
        learned, chosen, tested = (read_labelled(file.read_bytes(), name=file.name)[0] for file in files)
        return "SST-2", learned, chosen, tested
    learned, tested = split(polarity())
    learned, chosen = split(learned, test_share=0.1)
    return "film reviews", learned, chosen, tested


def sentiment(folder: Path) -> Iterator[Figure]:
    name, learned, chosen, tested = parts(folder)
    glove = library.famous()
    bayes = trained(Contender("naive Bayes", CountSettings()), learned)
    yield "sst2_naive_bayes", accuracy(bayes, tested), f"{name}, test", "published: .818"
    found = []
    for contender in (Contender("DAN", NetworkSettings(), glove), Contender("GRU", RecurrentSettings(), glove)):
        start = time.perf_counter()
        made = trained(contender, learned)
        seconds = time.perf_counter() - start
        found.append((accuracy(made, chosen), contender.name, made, seconds))
        yield f"sst2_{contender.name.lower()}", accuracy(made, tested), f"{name}, test, {seconds:.0f} s", ""
    _, chosen_name, made, seconds = max(found, key=lambda one: one[0])
    yield (
        "sst2_best",
        accuracy(made, tested),
        f"{name}, test: {chosen_name}, best on the development part",
        "naive Bayes",
    )
    yield "sst2_seconds", seconds, "wall s to train it", ""
    file = folder / "dan-negation.txt"
    asked = negations.read(file.read_bytes(), name=file.name) if file.exists() else negations.own()
    asked = negations.asked_of(asked, learned.classes)
    yield "negation_naive_bayes", accuracy(bayes, asked), f"{len(asked)} sentences", ""
    yield "negation_best", accuracy(made, asked), f"{len(asked)} sentences", "naive Bayes"


def few_labels(folder: Path, draws: int) -> Iterator[Figure]:
    name, learned, _, tested = parts(folder)
    asked = [
        Contender("vectors", AverageSettings(), library.famous()),
        Contender("one-hot", CountSettings()),
    ]
    found = []
    for point in points(asked, learned, tested, CurveSettings((100,), draws)):
        if point.size > 100:
            break
        found.append(point)
    lead = leads(found, "vectors", "one-hot")[0]
    about = f"accuracy, {name}, 100 labels, 95% {lead.low:+.3f} to {lead.high:+.3f}"
    yield "few_labels_gain", lead.difference, about, "one-hot naive Bayes"


def names(splits: int) -> Iterator[Figure]:
    asked = [
        TaggerContender("words", WindowSettings("words")),
        TaggerContender("linear", WindowSettings("vectors"), library.famous()),
        TaggerContender("vectors", WindowNetworkSettings(), library.famous()),
    ]
    found = list(over_splits(asked, conll.packaged("WikiGold"), splits=splits))
    for figure, name, how in (
        ("unseen_recall_gain", "vectors", "hidden units"),
        ("unseen_recall_linear", "linear", "linear, as one-hot words are"),
    ):
        mean, low, high = gain(found, name, "words")
        about = f"recall, WikiGold, {how}, {splits} splits, 95% {low:+.3f} to {high:+.3f}"
        yield figure, mean, about, "one-hot words"
    f1 = {
        name: np.mean([one.verdict.score.f1 for one in found if one.contender == name]) for name in ("words", "vectors")
    }
    yield "names_f1_gain", float(f1["vectors"] - f1["words"]), "F1 of the same", "one-hot words"


def curve() -> Iterator[Figure]:
    learned, tested = split(polarity())
    asked = [
        Contender("naive Bayes", CountSettings()),
        Contender("one-hot", CountSettings("logistic regression")),
        Contender("Wikipedia", AverageSettings(), library.built_in()),
        Contender("GloVe", AverageSettings(), library.famous()),
    ]
    start = time.perf_counter()
    trainings = sum(1 for _ in points(asked, learned, tested))
    yield "curve_seconds", time.perf_counter() - start, f"wall s, {trainings} trainings, film reviews", ""


def search() -> Iterator[Figure]:
    lines = (polarity().sentences * 10)[:100_000]
    glove = library.famous()
    for name, index in (("search_ms", meaning_index(lines, glove)), ("search_bm25_ms", word_index(lines))):
        times = []
        for _ in range(5):
            for question in QUESTIONS:
                start = time.perf_counter()
                best(index, words_of(question))
                times.append(1000 * (time.perf_counter() - start))
        yield name, statistics.median(times), "wall ms a question, 100,000 sentences", ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="two draws and splits, about a minute")
    parser.add_argument("--data", type=Path, default=DATA, help="where stsa.binary.train, dev and test lie")
    parser.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    options = parser.parse_args()
    repeats = 2 if options.quick else 5
    figures: list[Figure] = []
    with threadpool_limits(1):  # the products are small: a second thread would mostly wait
        for work in (sentiment(options.data), few_labels(options.data, repeats), names(repeats), curve(), search()):
            for figure in work:
                figures.append(figure)
                name, value, unit, _ = figure
                print(f"{name:22} {value:10.4f}  {unit}", flush=True)
    if options.json:
        print(json.dumps([{"name": n, "value": v, "unit": u, "peer": p} for n, v, u, p in figures]))


if __name__ == "__main__":
    main()
