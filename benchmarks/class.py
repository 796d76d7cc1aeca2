"""
How soon a student's click shows on the class wall: thirty students on one server, each with their own socket.

    python benchmarks/class.py [--quick] [--json]

A server of the app, thirty tabs (Streamlit's own sockets, without a browser), one projector.  The students join with
the code and train on the same text, each with a different seed.  Then, while their runs are on the wall, they go
through a lesson, each at different times, about a step in twenty seconds.  The time runs from the click to the frame
that tells the projector, and includes drawing the page in between.
"""

import argparse
import json
import queue
import random
import statistics
import struct
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from server import start_server  # noqa: E402 - beside this file

from explorer.lessons import course  # noqa: E402
from tests.streamlit_visit import Visit  # noqa: E402

STUDENTS = 30
PACE = 20.0  # seconds between two clicks of one student
TRAINED = 400  # steps of each run


class Projector:
    """The wall's socket: where each member is, and when that was told."""

    def __init__(self, address: str, path: str) -> None:
        self.members: dict[str, dict[str, Any]] = {}
        self.frames = self.bytes = self.band = 0
        self.code = ""
        self._changed = threading.Condition()
        self._url, self._origin = f"{address.replace('http', 'ws', 1)}{path}", address
        threading.Thread(target=self._listen, daemon=True).start()

    def wait(self, name: str, step: int, patience: float = 60.0) -> float:
        """When the wall was told that this member is at that step."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.members.get(name, {}).get("step") == step, patience):
                raise SystemExit(f"{name} did not come on the wall at step {step}.")
            return time.perf_counter()

    def _listen(self) -> None:
        with connect(self._url, origin=self._origin, max_size=2**24) as socket, suppress(ConnectionClosed):
            for frame in socket:
                (length,) = struct.unpack_from("<I", frame)
                told = json.loads(frame[4 : 4 + length])
                socket.send(json.dumps({"op": "got", "n": told["n"]}))
                with self._changed:
                    self.code, self.frames, self.bytes = told["code"], self.frames + 1, self.bytes + len(frame)
                    self.members = {member["name"]: member for member in told["members"]}
                    self.band = told.get("band", {}).get("runs", self.band)
                    self._changed.notify_all()


def joined(address: str, code: str, number: int) -> Visit:
    """A student who is in the class and has a run of their own."""
    visit = Visit(address)
    visit.open("course", **{"class": code})
    visit.run(filled={"class_code": code, "class_nickname": f"Student {number}"}, pressed="class_in")
    visit.open("watch", text="royals", seed=str(number), step=str(TRAINED))
    visit.run()  # from now on the wall knows the run
    return visit


def studied(visit: Visit, number: int, steps: int, projector: Projector, found: "queue.Queue[float]") -> None:
    """Go through the steps of a lesson, one after the other, and note how long each took to be on the wall."""
    draw = random.Random(number)
    lesson = course.lesson("one-update")
    time.sleep(draw.uniform(0, PACE))
    for step in range(1, steps + 1):
        begun = time.perf_counter()
        page = lesson.steps[step - 1].page.rpartition("/")[2] or "course"
        settings = {**lesson.steps[step - 1].settings, "seed": str(number), "step": str(TRAINED)}
        ran = threading.Thread(
            target=visit.open, args=(page,), kwargs={"lesson": lesson.key, "lesson_step": str(step), **settings}
        )
        ran.start()
        found.put(projector.wait(f"Student {number}", step) - begun)
        ran.join()
        time.sleep(draw.uniform(0.5, 1.5) * PACE)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="two steps instead of five")
    options.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    chosen = options.parse_args()
    server, address = start_server()
    try:
        teacher = Visit(address)
        teacher.open("teacher", room="Class wall")
        teacher.run(pressed="open_class")
        wall = teacher.components["class_wall"]
        projector = Projector(address, f"{wall['path']}/{wall['token']}")
        while not projector.code:
            time.sleep(0.05)
        begun = time.perf_counter()
        visits = [joined(address, projector.code, number) for number in range(1, STUDENTS + 1)]
        print(f"{STUDENTS} students joined and trained {TRAINED} steps each in {time.perf_counter() - begun:.0f} s")
        frames, sent, begun = projector.frames, projector.bytes, time.perf_counter()
        found: queue.Queue[float] = queue.Queue()
        studying = [
            threading.Thread(target=studied, args=(visit, number, 2 if chosen.quick else 5, projector, found))
            for number, visit in enumerate(visits, 1)
        ]
        for one in studying:
            one.start()
        for one in studying:
            one.join()
        seconds = time.perf_counter() - begun
        times = sorted(found.queue)
    finally:
        server.terminate()
        server.wait()
    figures = [
        ("wall_update_p95_s", statistics.quantiles(times, n=20)[-1], "s"),
        ("wall_update_median_s", statistics.median(times), "s"),
        ("wall_update_largest_s", times[-1], "s"),
        ("wall_frames_per_s", (projector.frames - frames) / seconds, "1/s"),
        ("wall_kilobytes_per_s", (projector.bytes - sent) / seconds / 1000, "kB/s"),
        ("wall_runs_in_band", projector.band, "runs"),
    ]
    print(f"{len(times)} steps of {STUDENTS} students, from the click to the projector\n")
    for name, value, unit in figures:
        print(f"{name:<28}{value:>10.3g} {unit}")
    if chosen.json:
        print(json.dumps([{"name": n, "value": round(v, 3), "unit": u, "peer": ""} for n, v, u in figures]))


if __name__ == "__main__":
    main()
