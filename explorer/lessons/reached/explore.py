"""What the pages that explore models report, computed with the library alone."""

from collections.abc import Callable
from typing import Final

from explorer.lessons.answers import analogies, context, maps
from explorer.lessons.observed import Observed
from explorer.projection import lens
from explorer.projection.settings import Method


def mapped(word: str = "", method: Method = "t-SNE", words: int = 800, seed: int = 1) -> Observed:
    """What the page Map reports of a map of the most frequent words, with a word asked about."""
    drawn, space, _ = maps.map_of(method, words, seed)
    return {
        "method": method,
        "seed": seed,
        "words": len(drawn),
        "kept": drawn.honesty.kept,
        "word": word,
        "torn": lens.torn(drawn, space, word),
        "perplexity": drawn.settings.perplexity if method == "t-SNE" else None,
    }


def solved(a: str = "man", b: str = "woman", c: str = "king", model: str = analogies.BUILT_IN) -> Observed:
    """What the page Analogies reports of a : b :: c : ?"""
    return {
        "a": a,
        "b": b,
        "c": c,
        "answer": analogies.first_answer(a, b, c, model=model),
        "answer_allowed": analogies.first_answer(a, b, c, allowed=True, model=model),
    }


def placed(word: str = "java", groups: int = 2) -> Observed:
    """What the page In context reports of the places of a word."""
    return {"word": word, "groups": groups, "apart": context.places(word, groups).apart}


REACHED: Final[tuple[Callable[..., Observed], ...]] = (mapped, solved, placed)
