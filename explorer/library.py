"""The models a visitor can choose: the built-in one, those trained in this visit, those imported."""

from dataclasses import dataclass, field, replace

from explorer.vectors import WordVectors


@dataclass
class Library:
    """The models of one visit, newest last; names are unique."""

    models: list[WordVectors] = field(default_factory=list)

    def add(self, vectors: WordVectors) -> WordVectors:
        """Keep `vectors`, under a name with a number behind it if its own is taken; the same content is kept once."""
        for model in self.models:
            if model.fingerprint == vectors.fingerprint:
                return model
        taken = {model.name for model in self.models}
        name, number = vectors.name, 2
        while name in taken:
            name, number = f"{vectors.name} ({number})", number + 1
        kept = vectors if name == vectors.name else replace(vectors, name=name)
        self.models.append(kept)
        return kept


def built_in() -> WordVectors:
    """The model that comes with the app."""
    raise NotImplementedError
