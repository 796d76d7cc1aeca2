"""The reader's choices before a map is made; frozen, so that they can be a cache key and part of a link."""

from dataclasses import dataclass, replace
from typing import Literal

from explorer.errors import SettingError
from explorer.projection.target import Target
from explorer.vectors.word_vectors import Metric

Method = Literal["PCA", "t-SNE", "UMAP", "Formulas", "As given"]
METHODS: tuple[Method, ...] = ("t-SNE", "UMAP", "PCA", "Formulas")
AS_GIVEN: Method = "As given"  # vectors of two or three dimensions are already a map
DRAWN_AS_GIVEN = (2, 3)
Measure = Literal["cosine", "dot product", "distance", "correlation"]
MEASURES: tuple[Measure, ...] = ("cosine", "dot product", "distance", "correlation")
MadeBy = Literal["ours", "reference"]
ENGINES: tuple[MadeBy, ...] = ("ours", "reference")
METRICS: tuple[Metric, ...] = ("cosine", "euclidean")
TiedMethod = Literal["t-SNE", "UMAP"]
STRONGEST: dict[TiedMethod, float] = {"t-SNE": 0.5, "UMAP": 30.0}  # weight of a tie of strength 1
ORDERS = 4  # of magnitude between that tie and the weakest
GRAPH_WIDTH = 150  # neighbours of each word that are kept: enough for every perplexity up to 50
LARGE = 20_000  # with more words, fewer neighbours are kept
LARGE_WIDTH = 45
VAST = 100_000  # with more words, neighbours are found by an inverted file, and still fewer are kept
VAST_WIDTH = 20


def most_neighbours(n: int) -> int:
    """The most neighbours that are kept of each of `n` words."""
    return n - 1 if n <= LARGE else LARGE_WIDTH if n <= VAST else VAST_WIDTH


@dataclass(frozen=True)
class SpaceSettings:
    """What is done to the vectors before neighbours are searched for.

    In this order: rows are scaled to length 1 (`unit`), their mean is subtracted (`centre`), and the
    `drop` directions of greatest variance are projected out (Mu and Viswanath 2018, "All-but-the-top").
    With the cosine as `metric`, nearness is the angle between the resulting rows.
    """

    metric: Metric = "cosine"
    unit: bool = True
    centre: bool = False
    drop: int = 0

    def __post_init__(self) -> None:
        if self.metric not in METRICS:
            raise SettingError(f"Nearness is measured by “cosine” or “euclidean”, not by “{self.metric}”.")
        if not 0 <= self.drop <= 20:
            raise SettingError(f"Between 0 and 20 top directions can be removed, not {self.drop}.")


@dataclass(frozen=True)
class ProjectionSettings:
    """How vectors become a map.

    `perplexity` belongs to t-SNE, `n_neighbors` and `min_dist` to UMAP, `axes` (a formula of words for each axis)
    and `measure` (of a word against each) to the map of formulas; PCA has no setting, and neither PCA nor formulas
    have a seed. `engine` says who makes the map: this app, or scikit-learn and umap-learn. `target` are labels that
    pull the words of a UMAP map together.
    """

    method: Method = "t-SNE"
    dims: int = 2
    perplexity: float = 30.0
    n_neighbors: int = 15
    min_dist: float = 0.1
    space: SpaceSettings = SpaceSettings()
    seed: int = 1
    axes: tuple[str, ...] = ()
    engine: MadeBy = "ours"
    measure: Measure = "cosine"
    target: Target | None = None

    def __post_init__(self) -> None:
        if self.method not in (*METHODS, AS_GIVEN):
            raise SettingError(f"A map is made by t-SNE, UMAP, PCA or formulas, not by “{self.method}”.")
        if self.engine not in ENGINES:
            raise SettingError(f"A map is made by “ours” or by the “reference” library, not by “{self.engine}”.")
        if self.target is not None and self.method != "UMAP":
            raise SettingError(f"Labels pull the words of a UMAP map, not of one by {self.method}.")
        if self.measure not in MEASURES:
            raise SettingError(f"A word is measured by {', '.join(MEASURES)}, not by “{self.measure}”.")
        if self.dims not in (2, 3):
            raise SettingError(f"A map has 2 or 3 dimensions, not {self.dims}.")
        if not 2 <= self.perplexity <= 100:
            raise SettingError(f"The perplexity must lie between 2 and 100, not at {self.perplexity:g}.")
        if not 2 <= self.n_neighbors <= 100:
            raise SettingError(f"UMAP looks at between 2 and 100 neighbours of each word, not {self.n_neighbors}.")
        if not 0 <= self.min_dist <= 0.99:
            raise SettingError(f"The least distance on the map must lie between 0 and 0.99, not at {self.min_dist:g}.")
        if not 0 <= self.seed < 2**31:
            raise SettingError(f"The seed is a whole number from 0 to 2,147,483,647, not {self.seed}.")

    @property
    def width(self) -> int:
        """Neighbours of each word that the shared graph must hold for these settings."""
        return GRAPH_WIDTH if self.perplexity <= GRAPH_WIDTH / 3 else 2 * GRAPH_WIDTH

    def fitting(self, n: int) -> "ProjectionSettings":
        """These settings, with perplexity and neighbours lowered to what `n` words allow.

        t-SNE uses three times as many neighbours as its perplexity; there are n - 1, of which at most
        45, or 20, are kept on a large map.

        >>> ProjectionSettings(perplexity=30).fitting(61).perplexity
        20.0
        """
        known = most_neighbours(n)
        return replace(
            self,
            perplexity=max(2.0, min(self.perplexity, known / 3)),
            n_neighbors=max(2, min(self.n_neighbors, known)),
        )


@dataclass(frozen=True)
class TiedSettings:
    """How layouts are tied: not at all at strength 0; at 1 a word has nearly the same place in all of them."""

    method: TiedMethod = "UMAP"
    strength: float = 0.5
    seed: int = 1

    def __post_init__(self) -> None:
        if self.method not in STRONGEST:
            raise SettingError(f"Layouts by t-SNE or UMAP can be tied, not those by “{self.method}”.")
        if not 0 <= self.strength <= 1:
            raise SettingError(f"The strength of the tie must lie between 0 and 1, not at {self.strength:g}.")

    @property
    def layout(self) -> ProjectionSettings:
        """How each of the layouts is made."""
        return ProjectionSettings(self.method, seed=self.seed)

    @property
    def weight(self) -> float:
        """The weight of the tie in the method's unit: 0 at strength 0, else tenfold for each quarter of strength."""
        return STRONGEST[self.method] * 10 ** (ORDERS * (self.strength - 1)) if self.strength else 0.0
