"""
The context model compared with its baseline, the average of the vectors around a place.

    python benchmarks/context.py [--quick] [--json] [--model FILE] [--senses FOLDER] [--text TEXT] [--losses TEXT]

senses_accuracy           CoarseWSD-20, mean over the words, nearest centroid of the training part, mixed vectors; with
senses_macro_f1           `--senses`, the folder of the set (Loureiro et al. 2021; CC BY-NC, so it is not shipped)
senses_three_examples     the same from 3 examples a sense, 10 draws
senses_gain_over_average  accuracy minus that of the average of the whole sentence
pseudoword_kmeans         two words merged and separated by k-means without examples, mixed vectors, six pairs, in the
                          first four million words of the text the model was made from (`--text`; it is found beside
                          the project), as in the reference's protocol; the model has learned from them
pseudoword_gain           the same minus that of the average
pseudoword_..._held_out   both in text that it has never read, where one pair is too rare
gap_hit5                  the word at a place of the text held out is among the first five answers
gap_hit5_unigram          the same by frequency alone
order_slot, order_role    the same words in another order: gaps that get the right one of two words (chance .5)
order_number              was or were over another noun: the counter-example
forward_words_per_s       words read in the forward pass, 1,000 places with 64 words around
model_mb                  the file of the weights
cloud_seconds             1,000 places of a word: vectors, groups, names and a PCA map

loss_softmax_..., loss_SGNS_...   with `--losses`, the text that the built-in model was made from: two models of the
                          same 600,000 words and seed, one for each loss

Seconds are CPU seconds on one thread.  `--quick` takes fewer gaps and leaves the senses out.
"""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from explorer.context import model as models
from explorer.context import scores as file_scores
from explorer.context import text_sample, training_run
from explorer.context.gaps import gap_ranks
from explorer.context.losses import LOSSES
from explorer.context.model import ContextModel, places_in
from explorer.context.order_pairs import pairs, preferences, share_right
from explorer.context.place_vectors import PlaceVectors, System
from explorer.context.pseudowords import PAIRS, pseudoword, told_by_groups
from explorer.context.sense_files import Part, read
from explorer.context.sense_scores import accuracy, centroids, macro_f1, nearest
from explorer.context.sense_test import marked_vectors
from explorer.context.trainer import ContextSettings
from explorer.context.type_vectors import TypeVectors
from explorer.context.word_places import word_places
from explorer.errors import SelectionError
from explorer.files import library
from explorer.projection import layout
from explorer.projection.settings import ProjectionSettings

Figure = dict[str, object]
LONGEST = 64
FOR_LOSSES = 600_000  # words read by each loss
FIRST = 4_000_000  # words of the text in which pseudowords are made, as in the reference
TEXT = Path(__file__).resolve().parents[2] / "shared" / "data" / "corpora" / "wiki17m.txt.xz"


def figure(name: str, value: float, unit: str = "") -> Figure:
    print(f"{name} {value:.4g} {unit}".rstrip(), flush=True)
    return {"name": name, "value": value, "unit": unit, "peer": ""}


def places_and_senses(model: ContextModel, part: Part) -> tuple[PlaceVectors, np.ndarray]:
    """Vectors of the marked words of one file, and their senses as numbers."""
    return marked_vectors(model, [line[0] for line in part.lines]), np.array([int(sense) for sense in part.gold])


def senses(model: ContextModel, folder: Path) -> list[Figure]:
    systems: tuple[System, ...] = ("average", "model", "mixed", "typed")
    scores: dict[str, list[tuple[float, float, float]]] = {system: [] for system in systems}
    for word in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = read({path.name: path.read_text(encoding="utf-8") for path in word.glob("*.*.txt")})
        (examples, of), (places, truth) = (places_and_senses(model, part) for part in (files.train, files.test) if part)
        for system in systems:
            rows, others = examples.of(system), places.of(system)
            said = nearest(others, centroids(rows, of))
            few = []
            for seed in range(10):
                rng = np.random.default_rng(seed)
                some = np.concatenate([rng.permutation(np.flatnonzero(of == k))[:3] for k in range(of.max() + 1)])
                few.append(accuracy(truth, nearest(others, centroids(rows[some], of[some]))))
            scores[system].append((accuracy(truth, said), macro_f1(truth, said), float(np.mean(few))))
    mean = {system: np.mean(found, axis=0) for system, found in scores.items()}
    for system, found in mean.items():
        print(f"CoarseWSD-20 by {system}: accuracy {found[0]:.4f}, macro F1 {found[1]:.4f}, 3 examples {found[2]:.4f}")
    names = ("senses_accuracy", "senses_macro_f1", "senses_three_examples")
    return [
        *(figure(name, float(value)) for name, value in zip(names, mean["mixed"], strict=True)),
        figure("senses_gain_over_average", float(mean["mixed"][0] - mean["average"][0])),
    ]


def pseudowords(model: ContextModel, text: np.ndarray, *, where: str = "") -> list[Figure]:
    mixed, average = [], []
    for words in PAIRS:
        try:
            found = pseudoword(model, text, words)
        except SelectionError as error:
            print(error)
            continue
        mixed.append(told_by_groups(found.vectors.mixed, found.sense))
        average.append(told_by_groups(found.vectors.average, found.sense))
        print(f"{'/'.join(words)}: k-means {mixed[-1]:.3f}, by the average {average[-1]:.3f}")
    gain = float(np.mean(mixed) - np.mean(average))
    return [figure(f"pseudoword_kmeans{where}", float(np.mean(mixed))), figure(f"pseudoword_gain{where}", gain)]


def speed(model: ContextModel, sample: text_sample.TextSample) -> list[Figure]:
    where = np.random.default_rng(0).integers(LONGEST, len(sample) - LONGEST, 1000)
    places = places_in(sample.ids, where)
    start = time.process_time()
    model.contexts(places)
    words = sum(len(row) for row in places.rows)
    found = [figure("forward_words_per_s", words / (time.process_time() - start), "words/s")]
    start = time.process_time()
    cloud = word_places(model, sample, "bank", 2, most=1000).on_the_way(2)
    settings = ProjectionSettings(method="PCA")
    layout.project(*layout.graph_of(cloud, settings), settings)
    return [*found, figure("cloud_seconds", time.process_time() - start, "s")]


def losses(path: Path) -> list[Figure]:
    """Both losses after the same words of a text from the same seed, judged in the part that is held out."""
    types = TypeVectors(library.built_in())
    learned, held = training_run.learned_and_held(training_run.read_ids(path, types))
    found = []
    for loss in LOSSES:
        settings = ContextSettings(loss=loss, seed=0)
        done = training_run.run(learned, types, settings, FOR_LOSSES, lambda _: None, lambda: False)
        common = file_scores.common(done.network, held)
        told = file_scores.own(ContextModel(done.network, sample=settings.sample, common=common), held)
        names = [name for name in ("/".join(words) + ": model" for words in PAIRS) if name in told]
        found += [
            figure(f"loss_{loss}_gap_hit5", told["gap, first five: model"]),
            figure(f"loss_{loss}_order_slot", told["order: slot"]),
            figure(f"loss_{loss}_pseudowords", float(np.mean([told[name]["centroids"] for name in names]))),
        ]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--senses", type=Path, help="the folder CoarseWSD-20")
    parser.add_argument("--model", type=Path, help="of the same vectors, instead of the built-in one: another seed")
    parser.add_argument("--text", type=Path, default=TEXT, help="the text the model was made from: wiki17m.txt.xz")
    parser.add_argument("--losses", type=Path, help="a text to train by each loss: wiki17m.txt.xz")
    options = parser.parse_args()
    file = options.model or models.BUILT_IN
    model = models.opened(file, library.built_in())
    sample = text_sample.wikipedia(model.types)
    held_out = sample.ids[: text_sample.HELD_OUT]
    with threadpool_limits(1):
        found = [figure("model_mb", file.stat().st_size / 1e6, "MB"), *speed(model, sample)]
        ranks = gap_ranks(model, held_out, n=500 if options.quick else 3000)
        found += [figure("gap_hit5", ranks["model"].hit(5)), figure("gap_hit5_unigram", ranks["unigram"].hit(5))]
        preferred = preferences(model, pairs())
        found += [figure(f"order_{kind}", share_right(preferred, kind)) for kind in ("slot", "role", "number")]
        found += pseudowords(model, held_out, where="_held_out")
        if options.senses is not None and not options.quick:
            found += senses(model, options.senses)
        else:
            print("CoarseWSD-20 was not asked for: its rows are left out.")
    if options.text.is_file():
        found += pseudowords(model, training_run.read_ids(options.text, model.types)[:FIRST])
    else:
        print(f"{options.text.name} is not there: pseudowords in text that was learned from are left out.")
    if options.losses is not None:
        found += losses(options.losses)
    if options.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
