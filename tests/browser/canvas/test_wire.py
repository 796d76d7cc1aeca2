"""What goes in and out of the browser: frames as Python packs them, orders, and tables as Python reads them."""

import csv
import io

import numpy as np

from explorer.figures.live_bytes import pack
from tests.browser.canvas.conftest import Call


def test_a_frame_is_read_as_python_wrote_it(call: Call) -> None:
    arrays = {
        "xy": np.array([-32767, 0, 1, 2, 32767], np.int16),  # an odd number of bytes to pad
        "curve": np.array([0.5, -1e30, np.nan, np.inf], np.float32),
        "ids": np.array([-(2**31), 2**31 - 1], np.int32),
        "marks": np.array([0, 255, 3], np.uint8),
        "none": np.array([], np.float32),
        "last": np.array([7], np.int32),
    }
    frame = pack({"step": 12, "word": "Königin “k”"}, arrays)
    read = call(
        "shared/frame.js",
        """const { header, arrays, bytes } = m.decode(Uint8Array.from(a).buffer);
        const list = Object.entries(arrays).map(([name, of]) => [name, of.constructor.name, [...of].map(String)]);
        return [header.step, header.word, bytes, list];""",
        list(frame),
    )
    assert read[:3] == [12, "Königin “k”", len(frame)]
    kinds = {"int16": "Int16Array", "float32": "Float32Array", "int32": "Int32Array", "uint8": "Uint8Array"}
    for (name, kind, values), (wanted, array) in zip(read[3], arrays.items(), strict=True):
        assert (name, kind) == (wanted, kinds[str(array.dtype)])
        np.testing.assert_array_equal(np.array([float(v.replace("Infinity", "inf")) for v in values]), array)


WIRE = """const sent = [], shown = [], frames = [], real = window.WebSocket, clock = performance.now;
let now = 0;
performance.now = () => now;
window.WebSocket = class { static OPEN = 1; readyState = 1; send(text) { sent.push(JSON.parse(text)); } close() {} };
const wire = new m.Wire("/live/x", { frame: ({ header }) => shown.push(header.n ?? header.answer.id), open() {} });
window.WebSocket.OPEN = 1;
const hear = (bytes) => wire.socket.onmessage({ data: Uint8Array.from(bytes).buffer });
wire.socket.onopen();
wire.send({ op: "play", id: 1 });
for (const bytes of a.twice) hear(bytes);
now = 1900; wire.repeat();
now = 2100; wire.repeat(); wire.repeat();
hear(a.answer);
now = 9000; wire.repeat();
wire.close();
window.WebSocket = real;
performance.now = clock;
return [sent.map(({ op, id, n }) => [op, id ?? n]), shown];"""


def test_a_frame_that_comes_twice_is_shown_once_and_an_order_without_an_answer_is_given_again(call: Call) -> None:
    frames = [list(pack({"n": n}, {})) for n in (1, 1, 2)]
    sent, shown = call("live/wire.js", WIRE, {"twice": frames, "answer": list(pack({"answer": {"id": 1}}, {}))})
    assert shown == [1, 2, 1]
    assert sent == [["play", 1], ["got", 1], ["got", 1], ["got", 2], ["play", 1]]


def test_a_table_is_read_back_by_pythons_csv(call: Call) -> None:
    rows = [["word", "x"], ['say "hi", twice', 1.5], ["two\nlines", -2], ["=1+1", 0], ["−1", 3], ["@x", 1], ["", 2]]
    text = call("shared/save.js", "return m.csv(a);", rows)
    back = list(csv.reader(io.StringIO(text)))
    assert back == [[str(cell) if cell not in {"=1+1", "@x"} else f"'{cell}" for cell in row] for row in rows]
