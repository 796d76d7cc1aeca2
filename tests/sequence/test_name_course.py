"""Two taggers side by side: the same sentences, the same steps."""

import numpy as np
import pytest

from explorer.errors import SettingError
from explorer.sequence.tasks.name_course import TagCourse, TagSettings, of_sentences, probabilities
from explorer.sequence.tasks.name_tags import NOTES, ids_of


def test_the_course_ends_with_teddy_known_to_one_of_the_two() -> None:
    course = TagCourse(TagSettings())
    told: list[int] = []
    course.run(lambda done, _: told.append(done))
    assert course.reached == len(course.step) - 1
    assert max(told) == 200
    assert told[-1] == 200
    teddies = [ids_of(sentence)[1] for sentence in NOTES[1:3]]
    (one_r, both_r), (one_b, both_b) = of_sentences(course, course.reached, teddies)
    assert one_r[2] == pytest.approx(one_b[2], abs=1e-6)
    assert both_r[2] > 0.9
    assert both_b[2] < 0.1
    assert course.both_ways.seen[-1].right > course.one_way.seen[-1].right + 0.02
    before = probabilities(course.network(0, both_ways=True), teddies[0])
    assert not np.allclose(before, both_r, atol=0.1)


def test_settings_have_bounds() -> None:
    with pytest.raises(SettingError, match="1 to 3 layers, not 4"):
        TagSettings(layers=4)
    with pytest.raises(SettingError, match="1 to 5,000 steps, not 0"):
        TagSettings(steps=0)
