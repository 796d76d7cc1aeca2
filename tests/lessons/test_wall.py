"""The classes behind the wall: who gets in, what is remembered, what is forgotten, and when all of it ends."""

import threading

import pytest

from explorer.errors import LessonError
from explorer.lessons import wall
from explorer.lessons.wall import Classes, Mark


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def classes(clock: Clock) -> Classes:
    return Classes(lambda visit: visit != "gone", clock)


def code_of(classes: Classes, token: str) -> str:
    return classes.seen(token).code


def test_a_code_can_be_read_from_the_last_row(classes: Classes) -> None:
    codes = {code_of(classes, classes.open(f"teacher {i}")) for i in range(wall.MOST_CLASSES)}
    assert len(codes) == wall.MOST_CLASSES
    assert all(len(code) == 5 and not set(code) & set("0O1IL2Z5S68B") for code in codes)


def test_what_a_member_does_is_on_the_wall(classes: Classes, clock: Clock) -> None:
    token = classes.open("teacher", "One update by hand")
    seat = classes.join(f" {code_of(classes, token).lower()} ", "Ana", visit="tab")
    assert classes.member(seat) == (code_of(classes, token), "Ana")
    clock.now += 60
    classes.tell(seat, Mark("One update by hand", 2, "r---", 0), visit="tab")
    clock.now += 100
    classes.tell(seat, Mark("One update by hand", 2, "rw--", 3), visit="tab")
    (ana,) = classes.seen(token).members
    assert (ana.name, ana.mark.step, ana.mark.state, ana.mark.tries) == ("Ana", 2, "w", 3)
    assert ana.arrived == 1060.0, "an answer is no arrival: they are at this step for 100 s"
    clock.now += 5
    classes.tell(seat, Mark("One update by hand", 3, "rr--", 0), visit="tab")
    assert classes.seen(token).members[0].arrived == 1165.0


def test_watchers_are_called_for_news_alone(classes: Classes) -> None:
    token, heard = classes.open("teacher"), []
    other = classes.open("another")
    classes.watch(token, lambda: heard.append(classes.seen(token) is not None))
    seat = classes.join(code_of(classes, token), "Ana")
    classes.join(code_of(classes, other), "Elsewhere")
    classes.tell(seat, Mark("A lesson", 1, "--"))
    classes.tell(seat, Mark("A lesson", 1, "--"))
    assert heard == [True, True], "joined, and moved once; what is told twice is no news"
    classes.leave(seat)
    classes.close(token)
    assert heard == [True, True, True, False]


def test_a_browser_has_one_seat(classes: Classes) -> None:
    token = classes.open("teacher")
    first = classes.join(code_of(classes, token), "Ana", browser="one")
    assert classes.seat_of("one") == first
    second = classes.join(code_of(classes, token), "Anna", browser="one")
    assert [member.name for member in classes.seen(token).members] == ["Anna"]
    assert classes.member(first) is None
    assert classes.seat_of("one") == second
    assert classes.seat_of("two") is None
    assert classes.seat_of("") is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  Ana \n Maria ", "Ana Maria"), ("\u202egpj", "gpj"), ("x" * 500, "x" * 24), ("<b>Bo</b>", "<b>Bo</b>")],
)
def test_nicknames_are_one_short_line(classes: Classes, typed: str, kept: str) -> None:
    token = classes.open("teacher")
    classes.join(code_of(classes, token), typed)
    assert classes.seen(token).members[0].name == kept


def test_two_of_one_name_are_told_apart(classes: Classes) -> None:
    token = classes.open("teacher")
    for _ in range(3):
        classes.join(code_of(classes, token), "Ana")
    classes.join(code_of(classes, token), "ana")
    assert [member.name for member in classes.seen(token).members] == ["Ana", "Ana 2", "Ana 3", "ana 4"]


def test_who_is_not_let_in_reads_why(classes: Classes) -> None:
    token = classes.open("teacher")
    with pytest.raises(LessonError, match=r"^No class with the code “NOSUCH” is open\. Ask your teacher for it\.$"):
        classes.join("nosuch", "Ana")
    with pytest.raises(LessonError, match=r"^Choose a nickname, by which the class wall shows you\.$"):
        classes.join(code_of(classes, token), "  ")
    for i in range(wall.MOST_MEMBERS):
        classes.join(code_of(classes, token), f"m{i}", visit="here")
    with pytest.raises(LessonError, match=r"^This class has 60 members already"):
        classes.join(code_of(classes, token), "Late", visit="here")
    for i in range(1, wall.MOST_CLASSES):
        classes.open(f"teacher {i}")
    with pytest.raises(LessonError, match=r"^20 classes are open on this server"):
        classes.open("one more teacher")


def test_in_a_full_class_who_has_left_makes_room(classes: Classes) -> None:
    token = classes.open("teacher")
    for i in range(wall.MOST_MEMBERS):
        classes.join(code_of(classes, token), f"m{i}", visit="gone" if i == 7 else "here")
    classes.join(code_of(classes, token), "Late", visit="here")
    names = [member.name for member in classes.seen(token).members]
    assert len(names) == wall.MOST_MEMBERS
    assert "m7" not in names
    assert "Late" in names


def test_a_class_ends(classes: Classes, clock: Clock) -> None:
    token = classes.open("teacher")
    seat = classes.join(code_of(classes, token), "Ana", browser="one")
    for _ in range(10):  # somebody is heard of again and again, for three hours
        clock.now += wall.LIFE / 10
        classes.tell(seat, Mark("A lesson", 1, "-" * (1 + int(clock.now) % 50)))
        assert classes.seen(token) is not None
    clock.now += 1
    assert classes.seen(token) is None
    assert not classes.tell(seat, Mark())
    assert (classes.member(seat), classes.seat_of("one"), len(classes)) == (None, None, 0)
    silent = classes.open("teacher")
    clock.now += wall.SILENCE + 1
    assert classes.seen(silent) is None


def test_a_teacher_has_one_class(classes: Classes) -> None:
    first = classes.open("teacher")
    second = classes.open("teacher")
    assert classes.seen(first) is None
    assert classes.opened_by("teacher") == second
    assert classes.opened_by("another") is None
    assert classes.opened_by("") is None


@pytest.mark.parametrize(
    "values",
    [{"step": 1}, {"step": -1}, {"steps": "x"}, {"steps": "-" * 101}, {"tries": -1}, {"run": "r" * 101}],
)
def test_marks_are_bounded(values: dict[str, object]) -> None:
    with pytest.raises(LessonError):
        Mark("A lesson", **values)
    assert len(Mark("t" * 1000).lesson) == wall.LONGEST_TITLE


def test_thirty_threads_at_once_lose_nothing(classes: Classes) -> None:
    token = classes.open("teacher")
    code, calls = code_of(classes, token), []
    classes.watch(token, lambda: calls.append(1))

    def study() -> None:
        seat = classes.join(code, "Ana", visit="here")
        for step in range(1, 21):
            classes.tell(seat, Mark("A lesson", step, "-" * 20, step), visit="here")

    threads = [threading.Thread(target=study) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = classes.seen(token)
    assert len({member.name for member in seen.members}) == 30
    assert {member.mark.step for member in seen.members} == {20}
    assert seen.news == len(calls) == 30 * 21
