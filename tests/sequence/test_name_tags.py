"""Names: only both directions can know Teddy."""

import numpy as np
import pytest

from explorer.errors import SelectionError
from explorer.sequence.inputs import LearnedVectors, small_vectors
from explorer.sequence.network import Network, NetworkSettings
from explorer.sequence.tasks.name_tags import AMBIGUOUS, LAST_NAMES, NOTES, ids_of, tagged, vocabulary
from explorer.sequence.trainer import SequenceTrainer, TrainingSettings, answers, score

ROOSEVELT, BEARS = NOTES[1], NOTES[2]


def test_a_name_is_a_name_by_what_follows() -> None:
    found = tagged(500, seed=0)
    seen = set()
    for words, target in zip(found.words, found.examples.targets, strict=True):
        for t, word in enumerate(words):
            if word in AMBIGUOUS:
                assert (words[t + 1] in LAST_NAMES) == bool(target[t])
                seen.add((word, int(target[t])))
    assert len(seen) == 2 * len(AMBIGUOUS)
    assert not set(tagged(200, seed=1, without=found).words) & set(found.words)


def test_the_sentences_of_the_notes_can_be_read() -> None:
    words, ids, missing = ids_of(NOTES[0])
    assert words == ("harry", "potter", "and", "hermione", "granger", "invented", "a", "new", "spell")
    assert missing == []
    assert [vocabulary()[i] for i in ids] == list(words)
    assert ids_of("Harry ate quinces")[2] == ["ate", "quinces"]
    assert not any(ids_of(sentence)[2] for sentence in NOTES)
    with pytest.raises(SelectionError, match="no word"):
        ids_of(" ?! ")


def tagger(both_ways: bool) -> Network:
    E = small_vectors(len(vocabulary()), 16, np.random.default_rng(1))
    settings = NetworkSettings(cell="GRU", units=16, both_ways=both_ways, output="sigmoid")
    network = Network(settings, LearnedVectors(E), 1)
    SequenceTrainer(network, tagged(1500, seed=0).examples, TrainingSettings()).run(400)
    return network


def test_both_directions_know_teddy_and_one_cannot() -> None:
    learned, asked = tagged(1500, seed=0), tagged(300, seed=1, without=tagged(1500, seed=0))
    assert not set(learned.words) & set(asked.words)
    both, one = tagger(both_ways=True), tagger(both_ways=False)
    assert score(both, asked.examples).right > 0.99
    teddies = tuple(ids_of(sentence)[1] for sentence in (ROOSEVELT, BEARS))
    place = 2
    roosevelt, bears = (float(p[place, 0]) for p in answers(both, teddies))
    assert roosevelt > 0.9
    assert bears < 0.1
    roosevelt, bears = (float(p[place, 0]) for p in answers(one, teddies))
    assert roosevelt == pytest.approx(bears, abs=1e-6)  # what it has read is the same
    harry = answers(both, (ids_of(NOTES[0])[1],))[0][:, 0]
    assert (harry > 0.5).tolist() == [True, True, False, True, True, False, False, False, False]
