"""
Sampling: one word is drawn at a time, and the network reads it at the next step.

The probabilities are laid end to end; each draw is a random number in [0, 1) that falls on one of them.  A temperature
τ divides the scores before the softmax: below 1 the model is more cautious, at 0 it always takes the likeliest
word.  Top-k keeps the k likeliest only (Fan, Lewis and Dauphin 2018).  A sentence ends at <EOS>; an <UNK> is
rejected and drawn again (Ng's notes).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from explorer.errors import SettingError
from explorer.sequence.activations import log_softmax
from explorer.sequence.inputs import Ids
from explorer.sequence.language.language_model import LanguageModel
from explorer.vectors.word_vectors import Floats

LONGEST = {"words": 40, "characters": 200}
MOST_REJECTED = 50  # in a row


@dataclass(frozen=True, eq=False)
class Draw:
    """One draw.

    Parameters
    ----------
    place : int
        Place of the token in the sentence, from 0.
    probability : (V,)
        The probabilities drawn from, after temperature and top-k.
    believed : (V,)
        What the model believes, at temperature 1.
    random : float
        In [0, 1), between `low` and `high`, the limits of the token that it hit.
    low, high : float
    id : int
    token : str
    rejected : bool
        It was <UNK>, and the next draw is for the same place.
    """

    place: int
    probability: Floats
    believed: Floats
    random: float
    low: float
    high: float
    id: int
    token: str
    rejected: bool


def hit(probability: Floats, random: float) -> tuple[int, float, float]:
    """The one of the probabilities (V,), laid end to end, that a number in [0, 1) falls on; where it begins and ends.

    >>> hit(np.array([0.2, 0.5, 0.3]), 0.6)
    (1, 0.2, 0.7)
    """
    ends = np.cumsum(probability, dtype=np.float64)
    ends /= ends[-1]
    i = int(np.searchsorted(ends, random, side="right"))
    return i, float(ends[i - 1]) if i else 0.0, float(ends[i])


def tempered(score: Floats, temperature: float, top_k: int | None) -> Floats:
    """(V,) probabilities of scores (V,) at a temperature, of the k likeliest only; float64."""
    z = score.astype(np.float64)
    if temperature == 0:
        return np.asarray(np.arange(len(z)) == z.argmax(), dtype=np.float64)
    if top_k is not None and top_k < len(z):
        z[np.argsort(-z, kind="stable")[top_k:]] = -np.inf
    return np.asarray(np.exp(log_softmax(z / temperature)))


def draws(
    model: LanguageModel,
    rng: np.random.Generator,
    *,
    beginning: Ids | None = None,
    temperature: float = 1.0,
    top_k: int | None = None,
    longest: int | None = None,
) -> Iterator[Draw]:
    """The draws of one sentence that begins with the tokens `beginning` (n,), until <EOS> or `longest` tokens.

    Raises
    ------
    SettingError
        If the temperature is negative, or top-k below 1.
    """
    if not 0 <= temperature <= 100:
        raise SettingError(f"The temperature must lie between 0 and 100, not at {temperature:g}.")
    if top_k is not None and top_k < 1:
        raise SettingError(f"At least the 1 likeliest token is kept, not {top_k}.")
    return _drawn(model, rng, beginning, temperature, top_k, longest or LONGEST[model.tokens.unit])


def _drawn(
    model: LanguageModel,
    rng: np.random.Generator,
    beginning: Ids | None,
    temperature: float,
    top_k: int | None,
    longest: int,
) -> Iterator[Draw]:
    tokens = model.tokens
    before = np.empty(0, np.intp) if beginning is None else beginning
    score, state = model.after(before)
    for place in range(len(before), max(longest, len(before) + 1)):
        believed = np.exp(log_softmax(score.astype(np.float64)))
        probability = tempered(score, temperature, top_k)
        for turn in range(MOST_REJECTED + 1):
            if tokens.unknown is not None and (turn == MOST_REJECTED or probability[tokens.unknown] == 1):
                others = np.where(np.arange(len(score)) == tokens.unknown, -np.inf, score)
                probability = tempered(others, temperature, top_k)  # otherwise it could be drawn for ever
            random = float(rng.random())
            i, low, high = hit(probability, random)
            rejected = i == tokens.unknown
            yield Draw(place, probability, believed, random, low, high, i, tokens.words[i], rejected)
            if not rejected:
                break
        if i == tokens.eos:
            return
        score, state = model.next(i, state)


def written(
    model: LanguageModel,
    rng: np.random.Generator,
    *,
    beginning: str = "",
    temperature: float = 1.0,
    longest: int | None = None,
) -> str:
    """A sentence, or a name, that begins with `beginning`; without <EOS>.

    Raises
    ------
    UnknownWordError
        If a character of the beginning was never seen.
    SettingError
        If the temperature is negative.
    """
    tokens = model.tokens
    begun = tokens.cut(beginning)
    more = draws(model, rng, beginning=tokens.ids(begun), temperature=temperature, longest=longest)
    drawn = [draw.token for draw in more if not draw.rejected and draw.id != tokens.eos]
    return tokens.joined([*begun, *drawn])
