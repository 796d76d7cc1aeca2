"""The small texts and the right answers they were written for."""

import tomllib
from itertools import pairwise

import numpy as np
import pytest

from explorer.text import corpus
from explorer.text.corpus import Corpus
from explorer.training.lecture.sgns import SGNSSettings, SGNSTrainer

COUNTRIES = ["france", "italy", "germany", "spain", "japan", "russia", "egypt", "greece", "poland", "sweden"]
CAPITALS = ["paris", "rome", "berlin", "madrid", "tokyo", "moscow", "cairo", "athens", "warsaw", "stockholm"]


def text(key: str, seed: int = 1) -> Corpus:
    return corpus.from_text(corpus.read_packaged(key, seed=seed), name=key)


def unit_vectors(trained_on: Corpus, steps: int) -> np.ndarray:
    trainer = SGNSTrainer(trained_on, SGNSSettings())
    for _ in range(steps):
        trainer.step()
    return trainer.v_in / np.linalg.norm(trainer.v_in, axis=1, keepdims=True)


@pytest.mark.parametrize("key", ["royals", "capitals", "ring", "topics", "karate", "baskets", "playlists"])
def test_a_seed_gives_one_text(key: str) -> None:
    assert corpus.read_packaged(key, seed=3) == corpus.read_packaged(key, seed=3)
    assert corpus.read_packaged(key, seed=3) != corpus.read_packaged(key, seed=4)


def test_each_probe_and_each_analogy_is_in_its_text() -> None:
    for known in corpus.packaged():
        if known.probes:
            words = corpus.from_text(
                corpus.read_packaged(known.key), name="", min_count=known.min_count
            ).vocabulary.index
            assert [word for word in (*known.probes, *known.analogy) if word not in words] == []


def test_every_country_finds_its_capital() -> None:
    """All 90 questions capital - country + country, the three given words left out."""
    capitals = text("capitals")
    index = capitals.vocabulary.index
    unit = unit_vectors(capitals, 3000)
    right = 0
    for country, capital in zip(COUNTRIES, CAPITALS, strict=True):
        for other, answer in zip(COUNTRIES, CAPITALS, strict=True):
            if country != other:
                query = unit[index[capital]] - unit[index[country]] + unit[index[other]]
                cosines = unit @ query
                cosines[[index[capital], index[country], index[other]]] = -np.inf
                right += capitals.vocabulary.words[int(cosines.argmax())] == answer
    assert right >= 85


def test_the_ring_closes() -> None:
    """On the two main axes the alphabet goes round once, nearly every letter after the one before it."""
    ring = text("ring")
    index = ring.vocabulary.index
    unit = unit_vectors(ring, 2000)[[index[letter] for letter in "abcdefghijklmnopqrstuvwxyz"]]
    centred = unit - unit.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    x, y = (centred @ axes[:, -2:]).T
    angle = np.arctan2(y, x)
    turned = (np.diff(np.append(angle, angle[0])) + np.pi) % (2 * np.pi) - np.pi
    assert abs(turned.sum()) == pytest.approx(2 * np.pi)
    assert (np.sign(turned) == np.sign(turned.sum())).sum() >= 22


def test_the_topics_share_no_word_and_fall_into_two() -> None:
    topics = text("topics")
    seas = np.array([
        any(
            "captain" in topics.vocabulary.words[i] or "boats" in topics.vocabulary.words[i] for i in topics.sentence(s)
        )
        for s in range(topics.sentences)
    ])
    sea = {int(i) for s in np.flatnonzero(seas) for i in topics.sentence(s)}
    kitchen = set(range(len(topics.vocabulary))) - sea
    assert len(sea) == len(kitchen) == 25
    for s in range(topics.sentences):
        words = {int(i) for i in topics.sentence(s)}
        assert words <= sea or words <= kitchen
    unit = unit_vectors(topics, 1500)
    cosines = unit @ unit.T
    inside = cosines[np.ix_(list(sea), list(sea))].mean()
    across = cosines[np.ix_(list(sea), list(kitchen))].mean()
    assert inside > across + 0.3


def test_walks_on_the_club_go_from_friend_to_friend_and_find_the_two_sides() -> None:
    """Zachary 1977: 34 members, 78 friendships, 16 with hi and 17 with john; the sides after the split are his."""
    template = tomllib.loads((corpus.TEXTS / "karate.toml").read_text(encoding="utf-8"))
    friends = {frozenset(edge) for edge in template["edges"]}
    assert len(friends) == 78
    assert sum("hi" in pair for pair in friends) == 16
    assert sum("john" in pair for pair in friends) == 17
    walks = text("karate")
    words = walks.vocabulary.words
    assert len(words) == 34
    steps = {frozenset(words[i] for i in pair) for s in range(300) for pair in pairwise(walks.sentence(s))}
    assert steps <= friends
    with_hi = {f"m{n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 17, 18, 20, 22)} | {"hi"}
    unit = unit_vectors(walks, 8000)
    along = np.linalg.svd(unit - unit.mean(axis=0))[2][0]  # the first axis of a map by PCA
    side = unit @ along > unit.mean(axis=0) @ along
    right = sum(bool(one) == (word in with_hi) for one, word in zip(side, words, strict=True))
    assert max(right, 34 - right) >= 32


def test_goods_that_are_never_bought_together_are_neighbours() -> None:
    baskets = text("baskets")
    index = baskets.vocabulary.index
    both = {index["butter"], index["margarine"]}
    assert not any(both <= {int(i) for i in baskets.sentence(s)} for s in range(baskets.sentences))
    unit = unit_vectors(baskets, 2000)
    cosines = unit @ unit[index["butter"]]
    cosines[index["butter"]] = -1
    assert baskets.vocabulary.words[int(cosines.argmax())] == "margarine"


def test_a_song_of_two_moods_stands_between_them() -> None:
    lists = text("playlists")
    index = lists.vocabulary.index
    unit = unit_vectors(lists, 2000)
    cosine = unit @ unit.T
    quiet, dance, loud = (
        cosine[index["sunrise"], [index[song] for song in songs]].mean()
        for songs in (["lullaby", "lantern"], ["neon", "carousel"], ["thunder", "outlaw"])
    )
    assert min(quiet, dance) > loud + 0.2
    assert cosine[index["lullaby"], index["neon"]] < min(quiet, dance)
