"""What can be asked of the server over HTTP, and what it answers: a record for each question and each answer.

A field of a question is a parameter of the address; its `about` and `example` are what the OpenAPI file says of it.
"""

from dataclasses import MISSING, dataclass, field
from typing import Any, Final, Literal, cast

from explorer.errors import SettingError

MODEL: Final = "Wikipedia 100d (built in)"
MOST_NEAR: Final = 100
MOST_MAPPED: Final = 500


def _told(about: str, example: object, default: object = MISSING) -> Any:  # noqa: ANN401 - as dataclasses.field has it
    """A field with what the OpenAPI file says of it; one without a default must be given."""
    metadata = {"about": about, "example": example}
    return cast(Any, field(metadata=metadata) if default is MISSING else field(default=default, metadata=metadata))


def _check_near(k: int) -> None:
    if not 1 <= k <= MOST_NEAR:
        raise SettingError(f"k is the number of words to answer with, from 1 to {MOST_NEAR}, not {k}.")


@dataclass(frozen=True)
class AskModels:
    """Which models can be asked about."""


@dataclass(frozen=True)
class AskNeighbours:
    """The words nearest to a word."""

    word: str = _told("A word, as the model spells it.", "king")
    model: str = _told("A name of /api/models.", MODEL, MODEL)
    k: int = _told(f"How many words, from 1 to {MOST_NEAR}.", 5, 10)
    metric: Literal["cosine", "euclidean"] = _told("How nearness is measured.", "cosine", "cosine")
    composed: bool = _told(
        "Whether a fastText model may compose a vector for a word it lacks; the answer says if it did.", False, False
    )

    def __post_init__(self) -> None:
        _check_near(self.k)


@dataclass(frozen=True)
class AskAnalogy:
    """The best answers to a : b :: c : ?"""

    a: str = _told("The first word of the known pair.", "man")
    b: str = _told("The second word of the known pair.", "woman")
    c: str = _told("The word whose partner is asked for.", "king")
    model: str = _told("A name of /api/models.", MODEL, MODEL)
    rule: Literal["3CosAdd", "3CosMul", "PairDirection"] = _told("How it is answered.", "3CosAdd", "3CosAdd")
    k: int = _told(f"How many answers, from 1 to {MOST_NEAR}.", 5, 10)

    def __post_init__(self) -> None:
        _check_near(self.k)


@dataclass(frozen=True)
class AskFormula:
    """The words nearest to a formula of words."""

    formula: str = _told("Words with + and -, weights and brackets.", "king - man + woman")
    model: str = _told("A name of /api/models.", MODEL, MODEL)
    k: int = _told(f"How many words, from 1 to {MOST_NEAR}.", 5, 10)

    def __post_init__(self) -> None:
        _check_near(self.k)


@dataclass(frozen=True)
class AskMap:
    """Where words land on a map."""

    words: tuple[str, ...] = _told(
        f"Words with commas between them, up to {MOST_MAPPED}.", "king,queen,man,woman,paris,rome,london"
    )
    model: str = _told("A name of /api/models.", MODEL, MODEL)
    method: Literal["PCA", "UMAP", "t-SNE"] = _told("How the map is made.", "PCA", "PCA")
    dims: int = _told("Dimensions of the map, 2 or 3.", 2, 2)
    seed: int = _told("Of UMAP and t-SNE; the same seed gives the same map.", 1, 1)

    def __post_init__(self) -> None:
        if len(self.words) > MOST_MAPPED:
            raise SettingError(f"A map over HTTP has at most {MOST_MAPPED} words, not {len(self.words):,}.")


@dataclass(frozen=True)
class AskBias:
    """A bias score for four lists of words: targets x and y, attributes a and b."""

    x: tuple[str, ...] = _told("First targets, with commas between them.", "engineer,scientist,doctor")
    y: tuple[str, ...] = _told("Second targets.", "nurse,teacher,dancer")
    a: tuple[str, ...] = _told("First attributes.", "he,man,boy")
    b: tuple[str, ...] = _told("Second attributes.", "she,woman,girl")
    model: str = _told("A name of /api/models.", MODEL, MODEL)
    score: Literal["WEAT d", "RND", "RNSB", "MAC", "ECT"] = _told("Which score.", "WEAT d", "WEAT d")


@dataclass(frozen=True)
class ModelRow:
    """A model; words and dimensions are None for a file that nobody has asked about yet."""

    name: str
    words: int | None
    dimensions: int | None
    source: str
    licence: str


@dataclass(frozen=True)
class Models:
    """All models that can be asked about."""

    models: tuple[ModelRow, ...]


@dataclass(frozen=True)
class Scored:
    """A word and its score."""

    word: str
    score: float


@dataclass(frozen=True)
class Ranking:
    """Words with their scores, the best first; `composed` is true if the model lacks the word asked about."""

    model: str
    asked: str
    measure: str
    composed: bool
    words: tuple[Scored, ...]


@dataclass(frozen=True)
class Point:
    """A word and its place on a map."""

    word: str
    place: tuple[float, ...]


@dataclass(frozen=True)
class Map:
    """A map, the words it lacks, and how far it can be believed: trustworthiness and continuity, 1 at best."""

    model: str
    method: str
    points: tuple[Point, ...]
    missing: tuple[str, ...]
    trustworthiness: float
    continuity: float


@dataclass(frozen=True)
class Bias:
    """A score, what it would be without bias, how it is computed, and the words that were left out."""

    model: str
    score: str
    value: float
    without_bias: float
    convention: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Refusal:
    """What is wrong, in a sentence."""

    error: str
