"""Several trainings in a row: each tells how far all are, stops on demand, and goes on where it was."""

import pytest

from explorer.tasks.averaging import NetworkSettings
from explorer.tasks.contenders import Contender, trained
from explorer.tasks.labelled import Labelled
from explorer.tasks.linear import AverageSettings, CountSettings
from explorer.tasks.trainings import Trainings
from explorer.vectors.word_vectors import WordVectors


def test_they_come_in_order_and_go_on_where_they_were_stopped(films: Labelled, judgements: WordVectors) -> None:
    asked = [
        (Contender("NB", CountSettings()), films),
        (Contender("mean", AverageSettings(), judgements), films),
        (Contender("learns on", NetworkSettings(epochs=8), judgements), films),
    ]
    told: list[tuple[int, int]] = []

    def stop(done: int, _total: int) -> None:
        if done > 2000:
            raise InterruptedError

    course = Trainings(asked)
    with pytest.raises(InterruptedError):
        course.run(stop)
    kept = list(course.made)
    assert len(kept) == 2
    course.run(lambda *at: told.append(at))
    assert course.made[:2] == kept
    assert told[0][0] == 2000  # two of the ten passes over the sentences
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (10_000, 10_000)
    for (contender, learned), made in zip(asked, course.made, strict=True):
        expected = trained(contender, learned).scores(films.sentences)
        assert made.scores(films.sentences) == pytest.approx(expected)
