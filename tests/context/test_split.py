"""A word with two senses falls into two clouds, and its one vector stays between them."""

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from explorer.context.split import Split, SplitSettings
from explorer.context.two_senses import WORDS
from explorer.errors import SettingError


@pytest.mark.parametrize("word", WORDS)
def test_the_topics_share_nothing_but_the_word_and_little_words(word):
    first, second = ({one for slot in topic for one in slot} for topic in WORDS[word].topics)
    little = {"the", "of", "by", "in", "for", "with", "was", "stayed", "near"}
    assert first & second <= {word} | little
    for topic, fillers in zip((first, second), WORDS[word].fillers, strict=True):
        assert set(fillers) <= topic


def test_one_cloud_becomes_two_with_the_static_vector_between():
    split = Split(SplitSettings(word="bank", steps=300, seed=1))
    told = []
    split.run(lambda done, of: told.append((done, of)))
    before, after = split.moments[0], split.moments[-1]
    assert told[-1] == (300, 300)
    steps = [moment.step for moment in split.moments]
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == (0, 300)
    assert before.silhouette < 0.4
    assert after.silhouette > 0.8
    assert after.silhouette > split.of_average + 0.4
    assert 0.3 < after.between < 0.7
    assert silhouette_score(after.places, split.sense) > 0.8  # what is drawn shows it, too
    rivers = np.array(["river" in s or "lake" in s or "stream" in s for s in split.sentences])
    assert (rivers == (split.sense == 0)).all()


def test_the_same_seed_gives_the_same_and_a_stopped_run_goes_on():
    settings = SplitSettings(word="bat", steps=40)
    whole, halting = Split(settings), Split(settings)
    whole.run()

    def stop(done, of):  # noqa: ARG001
        if done == 10:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        halting.run(stop)
    halting.run()
    assert np.array_equal(whole.moments[-1].places, halting.moments[-1].places)


def test_settings_outside_their_range_get_a_sentence():
    with pytest.raises(SettingError, match="bank, spring, bat, not “pear”"):
        SplitSettings(word="pear")
    with pytest.raises(SettingError, match="4 to 128 units"):
        SplitSettings(units=2)
