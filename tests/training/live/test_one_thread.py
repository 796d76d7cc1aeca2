"""BLAS takes one thread while a training runs, and as many as before when the last has ended."""

from threadpoolctl import threadpool_info

from explorer.training.live.one_thread import OneThread, one_thread


def threads() -> set[int]:
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_the_number_of_threads_is_put_back_by_the_last() -> None:
    before = threads()
    one = OneThread()
    with one:
        with one:
            assert threads() == {1}
        assert threads() == {1}  # the other still trains
    assert threads() == before


def test_there_is_one_for_the_process() -> None:
    assert one_thread() is one_thread()
