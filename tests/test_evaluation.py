"""Word similarity: by hand, and against gensim."""

import numpy as np
import pytest
from gensim.models import KeyedVectors

from explorer.errors import SelectionError
from explorer.evaluation import RatedPair, packaged, read_pairs, word_similarity
from explorer.vectors import WordVectors


@pytest.fixture
def plane() -> WordVectors:
    """Words at 0, 30, 60 and 90 degrees."""
    angles = np.radians([0, 30, 60, 90])
    matrix = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    return WordVectors("plane", ("a", "b", "c", "d"), matrix)


def test_order_is_all_that_counts_for_spearman(plane: WordVectors) -> None:
    pairs = [RatedPair("a", "b", 10), RatedPair("a", "c", 1), RatedPair("a", "d", 0.1)]
    score = word_similarity(plane, pairs)
    assert score.spearman == pytest.approx(1)
    assert score.pearson == pytest.approx(np.corrcoef([np.sqrt(3) / 2, 0.5, 0], [10, 1, 0.1])[0, 1])


def test_unknown_words_by_three_policies(plane: WordVectors) -> None:
    pairs = [RatedPair("a", "b", 3), RatedPair("a", "c", 2), RatedPair("a", "d", 1), RatedPair("a", "x", 4)]
    assert word_similarity(plane, pairs).cosines == pytest.approx(np.array([np.sqrt(3) / 2, 0.5, 0]), abs=1e-7)
    assert word_similarity(plane, pairs, unknown="zero").cosines[3] == 0
    assert word_similarity(plane, pairs, unknown="mean").cosines[3] == pytest.approx((np.sqrt(3) / 2 + 0.5) / 3)
    assert word_similarity(plane, pairs).missing == ("x",)
    assert len(word_similarity(plane, pairs).pairs) == 3


def test_capitals_are_folded_only_where_needed(plane: WordVectors) -> None:
    pairs = [RatedPair("A", "b", 3), RatedPair("a", "c", 2), RatedPair("a", "d", 1)]
    assert len(word_similarity(plane, pairs).pairs) == 3
    with pytest.raises(SelectionError, match="Only 2 of 3 pairs have both words in plane; 3 are needed"):
        word_similarity(plane, pairs, fold_case=False)


@pytest.mark.parametrize("name", ["WordSim-353", "SimLex-999"])
def test_agrees_with_gensim(name: str) -> None:
    pairs = packaged(name)
    words = sorted({word.lower() for pair in pairs for word in (pair.first, pair.second)})[::2]
    matrix = np.random.default_rng(0).normal(size=(len(words), 8)).astype(np.float32)
    theirs = KeyedVectors(8)
    theirs.add_vectors(words, matrix)
    from gensim.test.utils import datapath

    from explorer.evaluation import PACKAGED

    pearson, spearman, _ = theirs.evaluate_word_pairs(datapath(PACKAGED[name]))
    ours = word_similarity(WordVectors("random", tuple(words), matrix), pairs)
    assert ours.spearman == pytest.approx(spearman.statistic, abs=1e-6)
    assert ours.pearson == pytest.approx(pearson.statistic, abs=1e-6)


def test_packaged_sets_are_whole() -> None:
    assert [len(packaged(name)) for name in ("WordSim-353", "SimLex-999")] == [353, 999]


def test_a_malformed_line_is_named() -> None:
    with pytest.raises(
        SelectionError, match=r"^Line 2 of f is “tiger cat”; each line must hold two words and a number"
    ):
        read_pairs("a b 1\ntiger cat\n", name="f")
    assert len(read_pairs("word1,word2,score\ntiger,cat,7.35\n", name="f")) == 1


def test_reference_figures_of_real_vectors(shared) -> None:
    """reference/REFERENCE.md, section 1, column glove.6B.50d.union19k."""
    import gzip

    words, rows = [], []
    with gzip.open(shared / "vectors" / "glove.6B.50d.union19k.txt.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            word, *numbers = line.split(" ")
            words.append(word)
            rows.append(numbers)
    glove = WordVectors("glove", tuple(words), np.array(rows, dtype=np.float32))
    for file, spearman, n in [("EN-WS-353-ALL.txt", 0.4977, 261), ("EN-SIMLEX-999.txt", 0.2312, 665)]:
        text = (shared / "similarity" / file).read_text(encoding="utf-8")
        score = word_similarity(glove, read_pairs(text, name=file))
        assert (round(score.spearman, 4), len(score.pairs)) == (spearman, n)
