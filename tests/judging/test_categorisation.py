"""Categorisation and the odd one out: by hand, and against scikit-learn."""

import numpy as np
import pytest

from explorer.errors import SelectionError
from explorer.judging import categorisation
from explorer.judging.categorisation import Categories
from explorer.progress import to_nobody
from explorer.vectors.word_vectors import WordVectors


@pytest.fixture
def kinds() -> WordVectors:
    """Three kinds of five words, each near its own axis; and “spy”, named a b but lying with the c."""
    rng = np.random.default_rng(1)
    words = [f"{kind}{i}" for kind in "abc" for i in range(5)]
    matrix = np.repeat(np.eye(3), 5, axis=0) + rng.normal(scale=0.05, size=(15, 3))
    return WordVectors((*words, "spy"), np.vstack([matrix, [0, 0.1, 1]]).astype(np.float32))


def sets(**words: str) -> Categories:
    return Categories("sets", {key: tuple(value.split()) for key, value in words.items()})


def test_purity_of_clean_kinds_is_one_and_a_spy_costs_its_share(kinds: WordVectors) -> None:
    clean = sets(a="a0 a1 a2 a3 a4", b="b0 b1 b2 b3 b4", c="c0 c1 c2 c3 c4")
    assert categorisation.grouping(kinds, clean).purity == 1
    spied = sets(a="a0 a1 a2 a3 a4", b="b0 b1 b2 b3 b4 spy", c="c0 c1 c2 c3 c4 x9")
    found = categorisation.grouping(kinds, spied)
    assert found.purity == pytest.approx(15 / 16)
    assert found.missing == ("x9",)
    assert 1 / 3 < found.chance < 0.7


def test_purity_asks_for_the_commonest_kind_of_each_group_and_not_the_other_way_round() -> None:
    """Four words in one group, two of one kind: half of it is pure; each kind lies in one group all the same."""
    assert categorisation.purity(np.array([0, 0, 0, 0]), np.array([0, 1, 2, 2])) == 0.5
    assert categorisation.purity(np.array([0, 1, 2, 2]), np.array([0, 0, 0, 0])) == 1


def test_groups_are_as_tight_as_scikit_learns() -> None:
    from sklearn.cluster import KMeans

    from explorer.judging.categorisation import _kmeans

    rows = np.random.default_rng(0).normal(size=(200, 4))
    rng = np.random.default_rng(0)
    ours = min(_kmeans(rows, 5, rng)[1] for _ in range(10))
    assert ours == pytest.approx(KMeans(5, n_init=10, random_state=0).fit(rows).inertia_, rel=0.01)


def test_compactness_by_hand() -> None:
    rows = np.array([[1, 0], [0, 1], [0.6, 0.8]])
    assert categorisation.compactness(rows) == pytest.approx(np.array([0.3, 0.4, 0.7]))


def test_the_stranger_is_found(kinds: WordVectors) -> None:
    found = categorisation.odd_one_out(kinds, sets(a="a0 a1 a2 a3", b="b0 b1 b2 b3"), asked=40)
    assert (found.found, found.position, found.mistakes) == (40, 1, ())


def test_a_word_in_the_wrong_category_is_taken_for_the_stranger(kinds: WordVectors) -> None:
    """Of a0, a1, a2, spy and the stranger a4, the spy is the odd one, and a4 lies in the middle."""
    found = categorisation.odd_one_out(kinds, sets(a="a0 a1 a2 spy", d="a4"), asked=5)
    assert (found.found, found.mistakes) == (0, (("a", "a4", "spy"),))
    assert found.position <= 3 / 4


def test_bad_files_are_sentences(kinds: WordVectors) -> None:
    read = categorisation.read_categories("category,word\nfruit,apple\nfruit\ntool,saw\n,x\n", name="f")
    assert dict(read.words) == {"fruit": ("apple",), "tool": ("saw",)}
    assert [line[:11] for line in read.malformed] == ["Line 3 of f", "Line 5 of f"]
    with pytest.raises(SelectionError, match="f has 1 categories; two are needed"):
        categorisation.read_categories("fruit,apple", name="f")
    with pytest.raises(SelectionError, match="has words of 0 of the 2 categories"):
        categorisation.grouping(kinds, read)
    with pytest.raises(SelectionError, match="too few words of these categories"):
        categorisation.odd_one_out(kinds, read)


def test_everyday_words_are_those_of_the_welcome_page() -> None:
    from explorer.projection import first_picture

    assert {key: list(words) for key, words in categorisation.everyday().words.items()} == first_picture.groups()


def test_grouping_and_asking_tell_how_far_they_are_and_can_be_ended(kinds: WordVectors) -> None:
    told: list[float] = []

    def report(done: int, total: int) -> None:
        told.append(done / total)

    def ended(done: int, total: int) -> None:
        if done > total / 2:
            raise InterruptedError

    asked = sets(a="a0 a1 a2 a3", b="b0 b1 b2 b3")
    plain, heard = (categorisation.grouping(kinds, asked, report=one) for one in (to_nobody, report))
    assert heard.group.tolist() == plain.group.tolist()
    assert told == sorted(told)
    assert len(told) > 2 * categorisation.STARTS
    told.clear()
    categorisation.odd_one_out(kinds, asked, asked=5, report=report)
    assert told == [0, 0.2, 0.4, 0.6, 0.8]
    for work in (categorisation.grouping, categorisation.odd_one_out):
        with pytest.raises(InterruptedError):
            work(kinds, asked, report=ended)
