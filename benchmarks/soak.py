"""
One server with a crowd of visitors for a long time: does anything fail, stop, slow down, or leak?

    python benchmarks/soak.py [--quick] [--json]

A hundred open tabs (Streamlit's own sockets, without a browser), of which thirty act for 20 minutes: they train, make
maps, import vectors, ask for analogies, bias, comparisons, classifiers and lessons, one after another; a quarter of the
time they close the tab in the middle of the work and come back in a new one. One more visitor watches a live run all
the time and clicks.  Then all leave, and once Streamlit has forgotten their visits (`disconnectedSessionTTL`), what the
server still holds is counted.  It is compared with the same server after one visitor had done each thing once, seen
each lesson's pages and left, so that everything imported, compiled and opened once is in both counts.  What visitors
share stays, within its bound (`EMBEDDING_EXPLORER_CACHE_MB`): it is counted with the rest, and separately.  The server
runs with the two memory pools that deploy/ gives it.
--quick: 2 minutes, 30 tabs of which 10 act.
"""

import argparse
import json
import random
import secrets
import statistics
import struct
import sys
import tempfile
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from server import start_server  # noqa: E402 - beside this file

from explorer.lessons import course  # noqa: E402
from tests.streamlit_visit import Visit  # noqa: E402

LEAVES = 0.25  # share of the works in whose middle the visitor leaves
LATE = 0.05  # most seconds by which a visitor looks later than the page asks for
PATIENCE = 25.0  # seconds after which a visitor turns to something else
PAUSE = 4.0  # seconds a visitor looks at what is there, on average
AFTER = 180.0  # seconds that the server has to forget all who have left; Streamlit keeps a visit for one minute
SILENT = 2.0  # seconds that work may stand without progress
LAST = 1  # a visit that is over, held by the loop of Streamlit until there is another
FAULTS = ("fault of", "Traceback")
BUSY = ("try again", "Try again")


@dataclass
class Notes:
    """What all visitors have seen."""

    begun: float = field(default_factory=time.monotonic)
    clicks: list[tuple[float, float]] = field(default_factory=list)  # milliseconds, and when in minutes
    pages: list[tuple[float, str]] = field(default_factory=list)
    silences: list[tuple[float, float, str]] = field(default_factory=list)  # seconds, when in minutes, and of what
    errors: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)

    @property
    def minute(self) -> float:
        """Minutes since all began."""
        return (time.monotonic() - self.begun) / 60


@dataclass
class Person:
    """One visitor, with the key of a browser, and the tab that is open."""

    address: str
    notes: Notes
    draw: random.Random
    over: threading.Event
    acts: tuple[str, ...] = ()
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    tab: Visit | None = None

    def open(self, page: str, **query: str) -> Visit:
        """Open a page and wait until it is drawn; note how long that took and what went wrong."""
        if self.tab is None:
            self.tab = Visit(self.address, f"explorer_visitor={self.key}")
        begun = time.perf_counter()
        self.tab.open(page, **query)
        self.notes.pages.append((time.perf_counter() - begun, f"{page} {query}"))
        return self.tab

    def settle(self, what: str) -> bool:
        """Look on until the work on the page is done; false if the visitor left in its middle."""
        tab = self.tab
        assert tab is not None
        leaves = self.draw.random() < LEAVES
        begun = changed = time.perf_counter()
        seen: object = None
        said: list[str] = []
        while not self.over.is_set():
            now = time.perf_counter()
            ends = leaves and (is_at_work(tab) or now - begun > 1)
            stays = is_at_work(tab) and now - begun <= PATIENCE
            if (shown := signature(tab)) != seen or ends or not stays:
                self.notes.silences.append((now - changed, self.notes.minute, f"{what}, after {said}"))
                seen, changed, said = shown, now, tab.how_far
            self._judge(tab, what)
            if ends:
                self.leave()
                self.notes.left[what] += 1
                return False
            if not stays:
                break
            while not (self.over.wait(LATE) or tab.look()) and time.perf_counter() - begun < PATIENCE:
                pass
        self.notes.done[what] += 1
        return True

    def leave(self) -> None:
        """Close the tab."""
        if self.tab is not None:
            self.tab.close()
            self.tab = None

    def _judge(self, tab: Visit, what: str) -> None:
        for sentence in tab.troubles:
            counted = self.notes.refused if any(sign in sentence for sign in BUSY) else self.notes.errors
            counted[f"{what}: {sentence[:160]}"] += 1


def is_at_work(tab: Visit) -> bool:
    """Whether work goes on, which can be cancelled."""
    return any(key.endswith(("_cancel", "_stop")) for key in tab.widgets)


def signature(tab: Visit) -> object:
    """What is to be seen of work under way."""
    return tuple(tab.how_far), json.dumps(tab.components, sort_keys=True), len(tab.texts), tuple(tab.pictures)


def vectors_file(draw: random.Random) -> bytes:
    """A small GloVe file that nobody else has."""
    rows = (f"word{k} " + " ".join(f"{draw.gauss(0, 1):.4f}" for _ in range(50)) for k in range(3000))
    return "\n".join(rows).encode()


def train(person: Person) -> None:
    """A live run of their own, played and clicked on for some seconds."""
    tab = person.open("watch", text=person.draw.choice(["royals", "Lee news"]), seed=str(person.draw.randrange(99)))
    with Live(person.address, tab) as live:
        live.order({"op": "speed", "value": None})
        live.order({"op": "play"})
        ends = time.monotonic() + person.draw.uniform(2, 6)
        while time.monotonic() < ends and not person.over.is_set():
            person.notes.clicks.append((live.order({"op": "speed", "value": None}), person.notes.minute))
            person.over.wait(0.5)
    if person.draw.random() < LEAVES:
        person.leave()
        person.notes.left["train"] += 1
    else:
        person.notes.done["train"] += 1


def imported(person: Person) -> None:
    """A file of vectors, uploaded and read."""
    person.open("models")
    assert person.tab is not None
    person.tab.run(uploaded="vector_file", content=vectors_file(person.draw))
    person.tab.run(pressed="import")
    person.settle("import")


def lesson(person: Person) -> None:
    """Some steps of a lesson, each on its page."""
    for page, query in person.draw.choice(LESSONS):
        if not person.over.is_set():
            person.open(page, **query)
            if not person.settle("lesson"):
                return


def page(what: str, name: str, *choices: dict[str, list[str]]) -> Callable[[Person], None]:
    """A visit of that page with settings drawn from those of one of the choices."""

    def visited(person: Person) -> None:
        options = person.draw.choice(choices) if choices else {}
        person.open(name, **{key: person.draw.choice(values) for key, values in options.items()})
        person.settle(what)

    return visited


LESSONS = [  # of each lesson the pages of its first steps
    [
        (step.page.rpartition("/")[2], {"lesson": chosen.key, "lesson_step": str(number), **step.settings})
        for number, step in enumerate(chosen.steps[:4], 1)
        if step.page
    ]
    for chosen in course.lessons()
]
SEEDS = [str(seed) for seed in range(40)]
ACTS: dict[str, Callable[[Person], None]] = {
    "train": train,
    "import": imported,
    "lesson": lesson,
    "map": page(
        "map",
        "map",
        {"n": ["300", "500", "800", "1,500"], "method": ["t-SNE", "UMAP", "PCA"], "seed": SEEDS},
        {"n": ["5,000"], "seed": SEEDS},
        {"n": ["300"], "shake": ["true"], "seed": SEEDS},
    ),
    "analogies": page("analogies", "analogies", {"ask": ["A whole set"], "sample": ["true", "false"]}),
    "bias": page("bias", "bias"),
    "association": page("association", "association", {"view": ["Models side by side"]}),
    "debias": page("debias", "debias", {"side": ["100", "200", "300"]}),
    "compare": page("compare", "compare", {"k": [str(k) for k in range(5, 20)]}),
    "evaluation": page("evaluation", "evaluation", {"view": ["Word similarity", "Analogies", "Categories"]}),
    "sentiment": page("sentiment", "sentiment", {"sentiment_view": ["Few labels", "One sentence"]}),
    "names": page("names", "names", {"window_passes": ["2", "4", "6"]}),
    "search": page("search", "search"),
    "race": page("race", "race", {"race_seed": SEEDS}),
    "neural lm": page("neural lm", "neural_lm", {"lm_seed": SEEDS}),
    "memory": page("memory", "memory", {"race_units": ["8", "16"]}),
    "language": page("language", "language", {"language_steps": ["100"], "language_seed": SEEDS}),
    "words": page("words", "words", {"word": ["king", "music", "london"]}),
}


class Live:
    """The socket of the live panel of a tab that shows one."""

    def __init__(self, address: str, tab: Visit) -> None:
        told = next((data for data in tab.components.values() if isinstance(data, dict) and "token" in data), None)
        if told is None:
            raise LookupError("The page shows no live run: " + "; ".join(tab.troubles)[:200])
        url = f"{address.replace('http', 'ws', 1)}{told['path']}/{told['token']}"
        self._open = ExitStack()
        self._socket = self._open.enter_context(connect(url, origin=address, max_size=2**24))
        self._orders = 0

    def __enter__(self) -> "Live":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def order(self, order: dict[str, Any]) -> float:
        """Give an order; milliseconds until it is answered."""
        self._orders += 1
        begun = time.perf_counter()
        self._socket.send(json.dumps({**order, "id": self._orders}))
        while self._told().get("answer", {}).get("id") != self._orders:
            pass
        return 1000 * (time.perf_counter() - begun)

    def until_step(self, step: int) -> None:
        """Return once that step is shown."""
        while self._told().get("step", 0) < step:
            pass

    def _told(self) -> dict[str, Any]:
        """What the next frame says, which is acknowledged."""
        frame = self._socket.recv(timeout=30)
        (length,) = struct.unpack_from("<I", frame)
        told: dict[str, Any] = json.loads(frame[4 : 4 + length])
        if "n" in told:
            self._socket.send(json.dumps({"op": "got", "n": told["n"]}))
        return told


def lived(person: Person) -> None:
    """Do one thing after the other until it is over."""
    while not person.over.is_set():
        what = person.draw.choice(person.acts)
        try:
            ACTS[what](person)
        except (ConnectionClosed, TimeoutError, OSError, LookupError, KeyError) as error:
            person.notes.errors[f"{what}: {type(error).__name__}: {str(error)[:120]}"] += 1
            with suppress(ConnectionClosed, OSError):
                person.leave()
            person.tab = None
        person.over.wait(person.draw.uniform(0.3, 1.7) * PAUSE)
    person.leave()


def observed(address: str, notes: Notes, over: threading.Event) -> None:
    """One who watches a live run all the time, and clicks."""
    tab = Visit(address)
    tab.open("watch", text="Lee news")
    with Live(address, tab) as live:
        live.order({"op": "play"})
        while not over.wait(0.3):
            notes.clicks.append((live.order({"op": "speed", "value": 20}), notes.minute))
    tab.close()


def held(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}/held", timeout=60) as answer:
        told: dict[str, Any] = json.load(answer)
        return told


def working(now: dict[str, Any]) -> int:
    """How many threads of visitors' work there are."""
    return sum(now["threads"].get(name, 0) for name in ("job", "training", "live", "jobs"))


def emptied(address: str) -> dict[str, Any]:
    """What the server holds once it has forgotten all who have left, or after `AFTER` seconds."""
    ends = time.monotonic() + AFTER
    while (now := held(address))["visits"] > LAST or now["runs"] or now["jobs"] or working(now):
        if time.monotonic() > ends:
            break
        time.sleep(1)
    return now


def soaked(
    address: str, acts: tuple[str, ...], *, minutes: float, acting: int, tabs: int
) -> tuple[Notes, dict[str, Any], dict[str, Any]]:
    """What visitors saw in so many minutes, and what the server held before and after."""
    notes, over = Notes(), threading.Event()
    first = Person(address, Notes(), random.Random(0), threading.Event())
    for what in acts:  # what is imported and opened once is there
        begun = time.perf_counter()
        ACTS[what](first)
        print(f"  first {what}: {time.perf_counter() - begun:.1f} s", flush=True)
    for place, query in (place for steps in LESSONS for place in steps):
        first.open(place, **query)
    first.leave()
    before = emptied(address)
    print("  all begin", flush=True)
    idle = [Visit(address) for _ in range(tabs - acting)]
    for number, tab in enumerate(idle):
        tab.open(["", "map", "words", "watch", "course"][number % 5])
    people = [Person(address, notes, random.Random(number + 1), over, acts) for number in range(acting)]
    threads = [threading.Thread(target=lived, args=(person,)) for person in people]
    threads.append(threading.Thread(target=observed, args=(address, notes, over)))
    notes.begun = time.monotonic()
    for thread in threads:
        thread.start()
        time.sleep(0.2)
    time.sleep(60 * minutes)
    over.set()
    for thread in threads:
        thread.join()
    for tab in idle:
        tab.close()
    return notes, before, emptied(address)


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else float("nan")


def figures_of(notes: Notes, before: dict[str, Any], after: dict[str, Any], log: IO[bytes]) -> dict[str, float]:
    """The figures by their names."""
    log.seek(0)
    tracebacks = log.read().count(b"Traceback")
    return {
        "errors": notes.errors.total() + tracebacks,
        "click_p95_ms": p95([click for click, _ in notes.clicks]),
        "longest_silence_s": max((seconds for seconds, _, _ in notes.silences), default=0.0),
        "pages_p95_s": p95([seconds for seconds, _ in notes.pages]),
        "memory_before_mb": before["megabytes"],
        "memory_left_mb": after["megabytes"] - before["megabytes"],
        "of_it_kept_for_all_mb": after["kept_megabytes"] - before["kept_megabytes"],
        "visits_left": max(0, after["visits"] - LAST),
        "runs_left": after["runs"],
        "jobs_left": after["jobs"],
        "threads_left": working(after),
        "files_left": after["files_on_the_way"],
        "works_done": notes.done.total(),
        "left_in_the_middle": notes.left.total(),
        "refused_with_a_sentence": notes.refused.total(),
    }


GOALS = {
    "errors": "0",
    "click_p95_ms": "<= 120",
    "longest_silence_s": "<= 2",
    "memory_left_mb": "<= 10% of before, and what is kept for all",
    **dict.fromkeys(("visits_left", "runs_left", "jobs_left", "threads_left", "files_left"), "0"),
}


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="2 minutes, 30 tabs of which 10 act")
    options.add_argument("--minutes", type=float, help="how long they act")
    options.add_argument("--acting", type=int, help="how many of the tabs act")
    options.add_argument("--only", nargs="+", choices=ACTS, default=tuple(ACTS), help="what they do")
    options.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    chosen = options.parse_args()
    minutes, acting, tabs = (2.0, 10, 30) if chosen.quick else (20.0, 30, 100)
    with tempfile.TemporaryDirectory() as store, tempfile.TemporaryFile() as log:
        server, address = start_server(
            "benchmarks/live_server.py", log, EMBEDDING_EXPLORER_STORE=store, MALLOC_ARENA_MAX="2"
        )
        try:
            minutes, acting = chosen.minutes or minutes, chosen.acting or acting
            seen = soaked(address, tuple(chosen.only), minutes=minutes, acting=acting, tabs=max(acting, tabs))
        finally:
            server.terminate()
            server.wait()
        figures = figures_of(*seen, log)
        log.seek(0)
        written = log.read().decode(errors="replace")
    notes = seen[0]
    for name, value in figures.items():
        print(f"{name:28}{value:10.2f}  {GOALS.get(name, '')}")
    for title, counted in (("Errors", notes.errors), ("Refused", notes.refused), ("Done", notes.done)):
        for sentence, count in counted.most_common(20):
            print(f"{title}: {count} x {sentence}")
    for quarter in range(4):
        first, last = quarter * minutes / 4, (quarter + 1) * minutes / 4
        clicks = [click for click, when in notes.clicks if first <= when < last]
        silences = [seconds for seconds, when, _ in notes.silences if first <= when < last]
        print(
            f"Minutes {first:.1f} to {last:.1f}: click p95 {p95(clicks):.0f} ms, longest silence "
            f"{max(silences, default=0.0):.1f} s, {sum(seconds > SILENT for seconds in silences)} of {len(silences)} "
            f"longer than {SILENT:.0f} s"
        )
    for seconds, minute, what in sorted(notes.silences, reverse=True)[:12]:
        print(f"Silent for {seconds:.1f} s in minute {minute:.1f}: {what}")
    for seconds, what in sorted(notes.pages, reverse=True)[:5]:
        print(f"Drawn in {seconds:.1f} s: {what}")
    print("Threads at the end:", seen[2]["threads"])
    for name, stack in seen[2]["at_work"].items():
        print(f"Still at work: {name}\n{stack}")
    if "Traceback" in written:
        print(written[written.index("Traceback") :][:3000])
    if chosen.json:
        print(
            json.dumps([
                {"name": n, "value": round(v, 3), "unit": n.rpartition("_")[2], "peer": ""} for n, v in figures.items()
            ])
        )


if __name__ == "__main__":
    main()
