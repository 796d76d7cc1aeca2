"""What a lesson is told of a text, against counting by hand."""

from itertools import product

import pytest

from explorer.lessons.answers import numbers, text

FIRST = ["the", "prince", "rides", "a", "pony", "near", "the", "castle", "and", "he", "trims", "his", "beard"]


def pairs(words: list[str], window: int) -> list[tuple[str, str]]:
    near = [(i, j) for i, j in product(range(len(words)), repeat=2) if 0 < abs(i - j) <= window]
    return [(words[i], words[j]) for i, j in near]


@pytest.mark.parametrize("window", [1, 2, 5, 20])
def test_pairs_of_a_sentence_are_those_counted_by_hand(window: int) -> None:
    assert text.sentence_length(1) == len(FIRST)
    assert text.pairs_of_sentence(1, window) == len(pairs(FIRST, window))
    assert text.pairs_of_sentence(1, window, sides=1) == len(pairs(FIRST, window)) / 2
    assert text.window_pair_count(len(FIRST), window) == len(pairs(FIRST, window))
    assert list(text.contexts_of("castle", 1, window)) == [b for a, b in pairs(FIRST, window) if a == "castle"]


def test_the_chance_of_a_pair_in_a_dynamic_window_falls_by_its_distance() -> None:
    for window, apart in product((1, 5, 10), (1, 2, 5, 11)):
        assert text.pair_chance(apart, window) == pytest.approx(max(0.0, 1 - (apart - 1) / window))
    assert text.by_pair_chance("castle", ("his", "and", "trims", "he")) == ("and", "he", "trims", "his")


def test_subsampling_and_noise_by_their_formulas() -> None:
    counts = dict(
        zip(*(lambda v: (v.words, v.counts.tolist()))(numbers.packaged_text("royals").vocabulary), strict=True)
    )
    total = sum(counts.values())
    f = counts["the"] / total
    assert text.share_of_text("the") == pytest.approx(f)
    assert text.keep_chance_of_the_paper("the", 0.001) == pytest.approx((0.001 / f) ** 0.5)
    assert text.keep_chance("the", 0.001) == pytest.approx((0.001 / f) ** 0.5 + 0.001 / f, abs=1e-6)
    kept = sum(n * min(1, (0.001 * total / n) ** 0.5 + 0.001 * total / n) for n in counts.values())
    assert text.share_left(0.001) == pytest.approx(kept / total, abs=1e-6)
    assert text.most_dropped(0.001) == "the"
    weights = {word: n**0.75 for word, n in counts.items()}
    assert text.noise_chance("dances") == pytest.approx(weights["dances"] / sum(weights.values()), abs=1e-6)
    assert text.drawn_against_share("dances") == "more often"
    assert text.drawn_against_share("the") == "less often"
    assert text.drawn_against_share("the", exponent=1) == "just as often"
    assert (text.labelled_rows(5), text.labelled_rows(5, label=0), text.labelled_rows(5, label=1)) == (6, 5, 1)


def test_places_are_by_frequency_and_one_hot_rows_know_nothing() -> None:
    assert numbers.place("the") == 0
    assert numbers.place("king") > numbers.place("wears") > numbers.place("her") > numbers.place("and")
    assert numbers.by_frequency(("king", "the", "her")) == ("the", "her", "king")
    assert numbers.one_hot_dot() == 0
    assert numbers.one_hot_dot(same=True) == 1
    assert numbers.one_hot_distance() == pytest.approx(2**0.5)
    assert numbers.multiplications(10_000, 300) == 3_000_000
    assert numbers.unknown_word("at the ball the astronaut dances", V=131) == "astronaut"
    assert numbers.unknown_word("at the ball the astronaut dances", V=100) == "ball"


def test_likeness_is_the_cosine_of_the_built_in_vectors() -> None:
    model = numbers.built_in()
    a, b = (model.matrix[model.index[word]].astype(float) for word in ("man", "woman"))
    assert numbers.likeness("man", "woman") == pytest.approx(a @ b / (a @ a * (b @ b)) ** 0.5, abs=1e-5)
    assert numbers.most_alike(("king and queen", "man and woman")) == "man and woman"
