"""
The named model of a visitor's shelf: what it is called, where it comes from, and its vectors.

The library takes and returns `WordVectors`, which have no name, so that two visitors who bring the same
content share what is computed from it and never learn what the other calls it.  A page holds a `Model` and passes on
its `vectors`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal, get_args

from explorer.vectors.word_vectors import WordVectors

Origin = Literal["built-in", "trained", "imported", "derived"]
Settings = tuple[tuple[str, str | float], ...]


@dataclass(frozen=True)
class Provenance:
    """Where vectors come from, in fields; nothing is ever read back from the sentence made of them.

    Parameters
    ----------
    origin : str
        One of "built-in", "trained", "imported", "derived".
    source : str
        The name of the text they were learned from, of the file or table they were read from, of the model
        they were made of.
    method : str
        How: "SGNS"; for a derived model what was done, "neutralized"; for an imported one what `source` is, "file".
    settings : tuple of (name, value)
        As the reader is told them: ("window", 5).
    seed, steps : int, optional
        Of a training; a step is what the trainer's `step()` takes.
    licence : str
        Terms of the source, where it states any.
    stated : str
        A sentence that replaces the fields above, from a file that has only the sentence.
    """

    origin: Origin = "derived"
    source: str = ""
    method: str = ""
    settings: Settings = ()
    seed: int | None = None
    steps: int | None = None
    licence: str = ""
    stated: str = ""

    @property
    def sentence(self) -> str:
        """The fields as one sentence, for the reader.

        >>> Provenance("trained", "Lee news", "SGNS", (("D", 50), ("rate", 0.025)), seed=1, steps=2000).sentence
        'SGNS on Lee news: D 50, rate 0.025, seed 1, 2,000 steps.'
        >>> Provenance("imported", "glove.txt", "file").sentence
        'The file glove.txt.'
        >>> Provenance("derived", "glove", "neutralized").sentence
        'glove, neutralized.'
        """
        if self.stated or not self.source:
            return self.stated
        if self.origin == "imported":
            return f"The {self.method} {self.source}." if self.method else f"{self.source}."
        told = [f"{name} {value if isinstance(value, str) else format(value, 'g')}" for name, value in self.settings]
        told += [] if self.seed is None else [f"seed {self.seed}"]
        told += [] if self.steps is None else [f"{self.steps:,} step{'s' * (self.steps != 1)}"]
        start = f"{self.method} on {self.source}" if self.origin != "derived" else f"{self.source}, {self.method}"
        return f"{start}: {', '.join(told)}." if told else f"{start}."

    def as_dict(self) -> dict[str, Any]:
        """The fields as JSON can hold them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, held: Mapping[str, Any]) -> "Provenance":
        """The fields of `as_dict`; also of older files, whose `source` was the whole sentence.

        Raises
        ------
        ValueError, TypeError
            If the fields are not of this kind.
        """
        if "method" not in held:
            held = {"origin": held["origin"], "stated": held["source"], "licence": held.get("licence", "")}
        known = {field.name: held[field.name] for field in fields(cls) if field.name in held}
        known["settings"] = tuple((str(name), value) for name, value in known.get("settings", ()))
        texts = [known.get(name, "") for name in ("source", "method", "licence", "stated")]
        if known.get("origin") not in get_args(Origin) or not all(isinstance(text, str) for text in texts):
            raise ValueError("no provenance of a model")
        return cls(**known)


@dataclass(frozen=True, eq=False)
class Model:
    """Vectors under a name.

    Parameters
    ----------
    name : str
        What the reader sees, e.g. "GloVe 6B 100d".
    vectors : WordVectors
    provenance : Provenance
    """

    name: str
    vectors: WordVectors
    provenance: Provenance = Provenance()
