"""Files made to hurt: each ends in one sentence or in a model with named warnings, and none in more than a gigabyte."""

import bz2
import gzip
import io
import json
import lzma
import os
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT

MOST = 1024  # MB of memory, all of Python, NumPy and the compiled readers among them
READ_ALL = """
import json
import sys
from pathlib import Path
from explorer.errors import ExplorerError
from explorer.files.library import import_file, warm
warm()
for path in sorted(Path(sys.argv[1]).iterdir()):
    if path.suffix == ".vocab":
        continue
    try:
        found = import_file(path).report
        said = [f"{found.rows} rows, {found.skipped} left out", *found.warnings]
    except ExplorerError as error:
        said = [str(error)]
    print(json.dumps([path.name, " ".join(said)]))  # a word that is quoted may hold any character
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(int(peak.split()[1]) // 1024)
"""


def npy_header(shape: str) -> bytes:
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}".encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header


def noise(size: int) -> bytes:
    return np.random.default_rng(7).bytes(size)


def hostile() -> Iterator[tuple[str, bytes, str]]:
    """Name, content, and what must be said."""
    row, many = b" ".join([b"0.5"] * 300), 200_000
    good = b"".join(b"w%d 0.25 0.5 0.75\n" % i for i in range(300))
    wide = b"".join(b"w%d %s\n" % (i, row) for i in range(300))
    yield "lines of nothing.txt", wide + b"\n" * 8_000_000, "lines of “lines of nothing.txt” are not rows of 300"
    yield "one endless line.txt", good + b"x " * 20_000_000, "has a line of more than 16 million bytes"
    yield (
        "long words.txt",
        (b"w" * 1_000_000 + b" 1 2 3\n") * 20,
        "its word has 1,000,000 bytes; at most 1,000 are taken",
    )
    yield "half broken.txt", (b"w 0.5 0.5 0.5\nbad x 1 2\n") * many, f"1 rows, {many} left out"
    yield "spaces.txt", b"".join(b"a b %d 0.5 0.5 x0 1\n" % i + b"a b%d 1 2\n" % i for i in range(many)), "left out"
    yield "latin.txt", b"".join(b"\xe9%d 1 2\n" % i for i in range(many)), "Read as Windows-1252"
    yield "promise.txt", b"3000000000 300\n" + wide, "promises 3,000,000,000 words; the file has 300 rows"
    yield "promise.bin", b"3000000000 300\na " + np.ones(300, "<f4").tobytes(), "promises 3,000,000,000 words"
    yield "wide.bin", b"30 5000000\n" + noise(25_000_000), "do not fit that"
    yield "noise.bin", noise(5_000_000), "in no format that can be read here"
    yield "text and noise.txt", good + noise(5_000_000), "are not rows of 3 numbers"
    yield "bomb.gz", gzip.compress(b"the 1 2 3\n" * 8_000_000), "unpacks to more than 60 times its size"
    yield "bomb.bz2", bz2.compress(b"the 1 2 3\n" * 100_000) * 80, "unpacks to more than 60 times its size"
    yield "bomb.xz", lzma.compress(b"the 1 2 3\n" * 8_000_000, preset=0), "unpacks to more than 60 times its size"
    yield "deep.json", b"[" * 30_000_000, "nested too deep"
    yield "deep pairs.json", b'{"a":[1],"b":[2],"c":' + b"[" * 20_000_000, "after its first words come 4 million bytes"
    yield "open string.json", b'{"a":[1],"b":[2],"' + b"x" * 20_000_000, "after its first words come 4 million bytes"
    yield "backslashes.json", b'{"a":[1],"b":[2],"' + b'\\\\"' * 10_000_000, "after its first words come 4 million"
    yield "quotes.json", b'{"a":[1],"b":[2],' + b'"' * 20_000_000, "after its first words come 4 million bytes"
    yield "spaces.json", b'{"a":[1],"b":[2],"c"' + b" " * 20_000_000, "after its first words come 4 million bytes"
    yield "lists.json", b'{"words":["a"],"vectors":[' + b",".join([b"1"] * 10_000_000) + b"]}", "no word with numbers"
    yield "huge.npy", npy_header("(3000000000, 300)") + bytes(1000), "promises 3,000,000,000 × 300 numbers"
    header = json.dumps({
        "m": {"dtype": "F32", "shape": [9, 9], "data_offsets": [0, 324]},
        "x": "y" * 30_000_000,
    }).encode()
    yield "header.safetensors", struct.pack("<Q", len(header)) + header + bytes(400), "its header is damaged"
    raw = io.BytesIO()
    np.savez_compressed(raw, vectors=np.zeros((1000, 5), "f4"), words=np.full(1000, "x" * 20_000))
    yield "words.npz", raw.getvalue(), "unpacks to more than 60 times its size"
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("vectors.tsv", b"1\t2\n" * 300)
        archive.writestr("metadata.tsv", b"x" * 70_000_000)
    yield "pair.zip", raw.getvalue(), "has a line of more than 64 million bytes"
    for ending in ("txt", "npy", "npz", "kv"):
        yield f"pickle.{ending}", b"\x80\x04\x95" + b"cos\nsystem\n(S'touch harm'\ntR." * 9, "is a Python pickle"
    codes = {"words": np.frombuffer(b"a\nb", "u1"), "codes": np.ones((2, 4), "i1")}
    for name, more in {"codes alone": {}, "codes": {"about": np.frombuffer(b"{}", "u1")}}.items():
        raw = io.BytesIO()
        np.savez(raw, **codes, **more)  # type: ignore[arg-type]
        yield f"{name}.npz", raw.getvalue(), "byte codes"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the greatest use of memory is told by Linux")
def test_no_file_takes_a_gigabyte_and_each_gets_a_sentence(tmp_path: Path) -> None:
    folder, store = tmp_path / "files", tmp_path / "store"
    folder.mkdir()
    expected = {}
    for name, content, sentence in hostile():
        (folder / name).write_bytes(content)
        expected[name] = sentence
    surroundings = {**os.environ, "EMBEDDING_EXPLORER_STORE": str(store)}
    command = [sys.executable, "-c", READ_ALL, str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    *lines, peak = done.stdout.splitlines()
    said = dict(json.loads(line) for line in lines)
    assert said.keys() == expected.keys()
    for name, sentence in expected.items():
        assert sentence in said[name], name
    assert int(peak) < MOST
    assert not [path for path in store.rglob("*") if path.suffix not in {".safetensors", ".codes"}]
    assert not (ROOT / "harm").exists()
