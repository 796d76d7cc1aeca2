"""
The picture that the app opens with: everyday words of the built-in model, laid out by t-SNE.

It is made once, by `python -m explorer.projection`, and comes with the app, so that nobody waits for it; a test makes
it again and compares.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from explorer.vectors.word_vectors import Floats, WordVectors

DATA: Final = Path(__file__).parents[1] / "data"
WORDS: Final = DATA / "words" / "welcome.json"
FILE: Final = DATA / "welcome_map.json"
PERPLEXITY: Final = 60


@dataclass(frozen=True, eq=False)
class FirstPicture:
    """Words, where each lies (N, 2), and the share of each word's ten true neighbours that the picture keeps."""

    words: Sequence[str]
    coordinates: Floats
    kept: float


def groups() -> Mapping[str, Sequence[str]]:
    """Title of each group -> its words."""
    read = json.loads(WORDS.read_text(encoding="utf-8"))
    return {group["title"]: group["words"] for group in read["groups"]}


def made(vectors: WordVectors) -> FirstPicture:
    """The picture of these vectors."""
    from explorer.projection import layout, sample  # compiled code, which would make the first visitor wait
    from explorer.projection.settings import ProjectionSettings

    settings = ProjectionSettings(perplexity=PERPLEXITY)
    words = [word for group in groups().values() for word in group]
    space, graph = layout.graph_of(sample.by_list(vectors, words).vectors, settings)
    found = layout.project(space, graph, settings)
    return FirstPicture(tuple(found.words), found.coordinates, found.honesty.kept)


def write(picture: FirstPicture, path: Path = FILE) -> None:
    """Put the picture into a file, with coordinates rounded to what an eye can see."""
    rows = ",\n".join(
        json.dumps([word, *np.round(at.astype(float), 3).tolist()], ensure_ascii=False)
        for word, at in zip(picture.words, picture.coordinates, strict=True)
    )
    path.write_text(f'{{"kept": {picture.kept:.4f}, "words": [\n{rows}\n]}}\n', encoding="utf-8")


@cache
def shipped() -> FirstPicture:
    """The picture that comes with the app."""
    read = json.loads(FILE.read_text(encoding="utf-8"))
    words, across, up = zip(*read["words"], strict=True)
    at = np.array([across, up], dtype=np.float32).T
    at.setflags(write=False)
    return FirstPicture(words, at, read["kept"])
