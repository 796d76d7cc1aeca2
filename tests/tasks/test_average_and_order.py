"""The course of an average and of a network that reads in order: what only the latter can tell apart."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from explorer.errors import SettingError
from explorer.tasks import average_and_order
from explorer.tasks.average_and_order import OrderCourse, OrderSettings, so_far
from explorer.tasks.labelled import Labelled
from explorer.vectors.word_vectors import WordVectors

PAIR = (("good", "film", "bad", "story"), ("bad", "film", "good", "story"))


@pytest.fixture
def course(monkeypatch: pytest.MonkeyPatch, judgements: WordVectors) -> OrderCourse:
    """Sentences whose class is that of their last judgement: an average cannot know which came last."""
    rng = np.random.default_rng(0)
    words = np.array([["bad", "awful"], ["good", "great"]])
    kinds = rng.integers(0, 2, (300, 2))
    spoken = [(words[a, rng.integers(2)], "film", words[b, rng.integers(2)], "story") for a, b in kinds]
    sentences = tuple(tuple(map(str, one)) for one in spoken)
    labelled = Labelled("last", sentences, kinds[:, 1].astype(np.intp), ("negative", "positive"))
    monkeypatch.setattr(average_and_order, "polarity", lambda: labelled)
    return OrderCourse(OrderSettings(units=8, passes=8), judgements)


def test_order_is_learned_by_the_one_that_reads_it(course: OrderCourse) -> None:
    reports: list[tuple[int, int]] = []
    course.run(lambda done, of: reports.append((done, of)))
    assert course.reached == 8
    assert reports[-1][0] == reports[-1][1]
    end = course.seen[-1]
    assert end.in_order_right > 0.98
    assert end.average_right < 0.85  # three quarters at best: where the two judgements differ it has to guess
    last = [[answers[-1] for answers in so_far(end, sentence)] for sentence in PAIR]
    assert last[0][0] == pytest.approx(last[1][0], abs=1e-6)
    assert last[0][1] < 0.5 < last[1][1]


def test_an_answer_so_far_is_the_answer_to_the_sentence_cut_there(course: OrderCourse) -> None:
    pair = course.seen[0]
    average, in_order = so_far(pair, PAIR[0])
    for n in range(1, 5):
        alone = so_far(pair, PAIR[0][:n])
        assert_allclose([average[n - 1], in_order[n - 1]], [alone[0][-1], alone[1][-1]], atol=1e-6)


def test_passes_have_bounds() -> None:
    with pytest.raises(SettingError, match="1 to 50 passes, not 0"):
        OrderSettings(passes=0)
