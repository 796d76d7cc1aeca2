"""Published results of classifiers, reproduced with the published vectors."""

from pathlib import Path

import pytest

from explorer.known_answers.emojify import emojify
from explorer.vectors.word_vectors import WordVectors


def test_emojify_to_all_printed_digits(shared: Path, lists: WordVectors) -> None:
    """Ng's exercise on the whole vectors: costs and accuracies as five public copies print them."""
    files = (shared / "downstream" / f"emojify-{part}.csv" for part in ("train", "test"))
    found = emojify(*files, lists)
    assert found.costs == pytest.approx((1.952049881281, 0.079718187260, 0.044563692437, 0.034322673788), abs=1e-6)
    assert found.accuracies == pytest.approx((0.348484848485, 0.931818181818, 0.954545454545, 0.969696969697))
    assert (found.learned, found.tested) == pytest.approx((0.977272727273, 0.857142857143))
    assert found.confusion.tolist() == [
        [6, 0, 0, 1, 0],
        [0, 8, 0, 0, 0],
        [2, 0, 16, 0, 0],
        [1, 1, 2, 12, 0],
        [0, 0, 1, 0, 6],
    ]
    assert found.answers == (0, 0, 2, 1, 4, 2)
