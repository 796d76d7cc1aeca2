"""Relations of many pairs, and pairs along a direction."""

import numpy as np
import pytest

from explorer.errors import SelectionError, UnknownWordError
from explorer.judging import relations
from explorer.vectors.word_vectors import WordVectors


def planted(noise: float) -> WordVectors:
    """Twelve countries and their capitals, one offset apart but for the noise."""
    generator = np.random.default_rng(0)
    countries = generator.normal(size=(12, 30))
    capitals = countries + 3 * np.eye(30)[0] + noise * generator.normal(size=(12, 30))
    words = (*(f"country{i}" for i in range(12)), *(f"capital{i}" for i in range(12)))
    return WordVectors(words, np.concatenate([countries, capitals]).astype(np.float32))


PAIRS = [(f"country{i}", f"capital{i}") for i in range(12)]


def test_a_planted_relation_is_parallel_and_more_so_than_shuffled() -> None:
    found = relations.relation(planted(0.0), PAIRS)
    noisy = relations.relation(planted(4.0), PAIRS)
    assert found.agreement.min() > 0.7
    assert found.agreement.mean() > found.shuffled + 0.1
    assert noisy.agreement.mean() < 0.45
    assert found.xy.shape == (24, 2)
    assert 0 < found.variance[1] <= found.variance[0] < 1


def test_agreement_worked_by_hand(royals: WordVectors) -> None:
    """man -> woman and king -> queen both run straight down; apple -> king, at length 1, is (1 + 2/√5, 1/√5)."""
    pairs = [("man", "woman"), ("king", "queen"), ("apple", "king")]
    found = relations.relation(royals, pairs)
    r = 5**-0.5
    offsets = np.array([[0, -2], [0, -2 * r], [1 + 2 * r, r]])
    for i in range(3):
        others = offsets.sum(axis=0) - offsets[i]
        expected = offsets[i] @ others / np.linalg.norm(offsets[i]) / np.linalg.norm(others)
        assert found.agreement[i] == pytest.approx(expected, abs=1e-6)


def test_a_deal_leaves_nobody_his_own() -> None:
    generator = np.random.default_rng(0)
    for n in range(2, 30):
        dealt = relations._deal(n, generator)
        assert sorted(dealt.tolist()) == list(range(n))
        assert (dealt != np.arange(n)).all()


def test_generated_pairs_equal_brute_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "BLOCK", 32)
    generator = np.random.default_rng(1)
    matrix = generator.normal(size=(150, 4)).astype(np.float32)
    vectors = WordVectors(tuple(f"w{i}" for i in range(150)), matrix)
    unit = vectors.unit.astype(np.float64)
    g = unit[0] - unit[1]
    best: dict[int, tuple[float, int]] = {}
    for i in range(150):
        for j in range(150):
            apart = np.linalg.norm(unit[i] - unit[j])
            if i != j and apart <= 1:
                cosine = (unit[i] - unit[j]) @ g / apart / np.linalg.norm(g)
                if cosine > best.get(i, (-2, 0))[0]:
                    best[i] = (cosine, j)
    expected = sorted(((cosine, i, j) for i, (cosine, j) in best.items()), reverse=True)[:20]
    found = relations.along(vectors, "w0", "w1", k=20)
    assert [(f.x, f.y) for f in found] == [(f"w{i}", f"w{j}") for _, i, j in expected]
    assert [f.cosine for f in found] == pytest.approx([cosine for cosine, _, _ in expected], abs=1e-5)


def test_a_word_is_never_paired_with_itself(royals: WordVectors) -> None:
    assert all(found.x != found.y for found in relations.along(royals, "woman", "man", apart=2.0))


def test_errors_are_sentences(royals: WordVectors) -> None:
    with pytest.raises(SelectionError, match="2 pairs have both words in this model; a relation needs at least three"):
        relations.relation(royals, [("man", "woman"), ("king", "queen")])
    with pytest.raises(SelectionError, match="“man” and “man” have the same vector"):
        relations.along(royals, "man", "man")
    with pytest.raises(UnknownWordError, match="“kign”"):
        relations.along(royals, "kign", "man")
