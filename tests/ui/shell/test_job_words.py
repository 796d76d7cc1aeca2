"""What a bar says: how long the work takes on this computer, judged by its own first hundredths, and what is left."""

import pytest

from explorer.ui.shell import job_words
from explorer.ui.shell.jobs import Job
from tests.forecast import forecast_of


def begun(*told: tuple[float, int], unit: str = "%") -> Job[None]:
    """A job that has begun and reported so many hundredths at these seconds."""
    job: Job[None] = Job("UMAP of 200,000 words", unit)
    job.run(lambda report: report(told[-1][1], 100))
    job._forecast = forecast_of(*told)
    return job


@pytest.mark.parametrize(
    ("told", "time"),
    [
        ([(0, 0)], ""),
        ([(0, 0), (1.2, 1)], " · takes about 2 minutes on this server"),
        ([(0, 0), (0.9, 1)], ""),  # a second tells more
        ([(0, 0), (1.2, 4)], " · takes about 30 s on this server"),
        ([(0, 0), (1.2, 6)], " · about 20 s left"),
        ([(0, 0), (60, 50)], " · about 60 s left"),
        ([(0, 0), (57, 95)], ""),  # 3 s
        ([(0, 0), (1.2, 8)], " · about 15 s left"),
        ([(0, 0), (3600, 10)], " · about 9 hours left"),
    ],
)
def test_long_work_says_early_how_long_it_takes_and_then_what_is_left(told: list[tuple[float, int]], time: str) -> None:
    job = begun(*told)
    digits = 2 if "minutes" in time or "hours" in time else 1  # so that slow work is seen to move
    assert job_words.said(job) == f"UMAP of 200,000 words: {told[-1][1]:.{digits}f}%{time}"


def test_work_that_is_done_in_a_moment_says_nothing_of_its_time() -> None:
    assert job_words.time_of(begun((0, 0), (1.0, 6))) == " · about 15 s left"
    assert job_words.time_of(begun((0, 0), (1.0, 30))) == ""


def test_a_unit_is_counted_in_and_unknown_work_is_only_named() -> None:
    assert job_words.far(begun((0, 0), (1, 30), unit="words")) == "UMAP of 200,000 words: 30 of 100 words"
    job: Job[None] = Job("Reading a.txt", "rows")
    assert job_words.far(job) == "Reading a.txt"
    job.run(lambda report: report(1200, 0))
    assert job_words.said(job) == "Reading a.txt: 1,200 rows"
