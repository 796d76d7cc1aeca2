"""
Makes again what is stored about the built-in model's null: `python -m explorer.judging.compare wiki17m.txt.xz`.

Trains the built-in model's recipe, which its file states, with two other seeds; keeps the most frequent words
of both, and the first one's score after each epoch (its learning curve).  Takes about two minutes a seed.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from explorer.files import library, modelfile
from explorer.judging import evaluation
from explorer.judging.compare import learning_curve, null
from explorer.judging.compare.learning_curve import Stage
from explorer.text import corpus as texts
from explorer.text.corpus import Corpus
from explorer.training.fast import engine
from explorer.training.lecture.sgns import SGNSSettings
from explorer.vectors.model import Model
from explorer.vectors.word_vectors import WordVectors

KEPT = 10_000  # words of each


def trained(corpus: Corpus, recipe: dict[str, Any], seed: int) -> tuple[engine.Training, list[Stage]]:
    """The recipe with another seed, and how it stood after each epoch."""
    settings = replace(SGNSSettings(**recipe["settings"]), seed=seed)
    epochs = int(recipe["epochs"])
    stages = []

    def keep(checkpoint: engine.Checkpoint) -> None:
        seen = round(checkpoint.epoch * len(corpus.tokens))
        rows = checkpoint.v_in[: int(recipe["words"])].astype("float32")
        stages.append(Stage(WordVectors(corpus.vocabulary.words[: len(rows)], rows), seen))

    made = engine.train(corpus, settings, epochs=epochs, checkpoint_every=1, keep=keep)
    return made, stages


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when everything is written."""
    parser = argparse.ArgumentParser(
        prog="python -m explorer.judging.compare", description="Make the stored null again."
    )
    parser.add_argument("text", type=Path, help="the text that the built-in model was trained on")
    chosen = parser.parse_args(arguments)
    held = modelfile.load(library.BUILT_IN)
    recipe: dict[str, Any] = {**held.about, "words": len(held.vectors)}
    stated: dict[str, Any] = recipe["text"]
    corpus = texts.from_file(
        chosen.text, min_count=int(recipe["min_count"]), name="17 million words of English Wikipedia"
    )
    if len(corpus.tokens) != stated["words"]:
        sys.stderr.write(
            f"{chosen.text.name} is another text: the built-in model has read {stated['words']:,} words.\n"
        )
        return 2
    for place, seed in enumerate(null.SEEDS):
        made, stages = trained(corpus, recipe, seed)
        source = replace(made.provenance, licence=held.model.provenance.licence)
        kept = Model(null.twin_names()[place], made.vectors.most_frequent(KEPT), source)
        about = {name: recipe[name] for name in ("objective", "epochs", "min_count", "text")}
        modelfile.save(kept, null.FOLDER / f"built_in_seed{seed}.npz", about=about, compact=True)
        if place == 0:
            curves = {
                name: learning_curve.learning_curve(stages, evaluation.packaged(name)) for name in evaluation.USUAL
            }
            recipe_line = f"{source.sentence} Scored after every epoch, the 30,000 most frequent words."
            content = {"recipe": recipe_line, "columns": learning_curve.Point._fields, "curves": curves}
            learning_curve.STORED.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        sys.stderr.write(f"{kept.name}: {len(kept.vectors):,} words kept.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
