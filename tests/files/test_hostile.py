"""Files made to hurt: each ends in one sentence or in a model with named warnings, and none in more than a gigabyte."""

import bz2
import gzip
import io
import json
import lzma
import os
import shutil
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import ROOT
from tests.files.mutants import mutants

SECONDS = 10.0  # of a processor, so that other work on the machine does not count
MOST = 1024  # MB of memory, all of Python, NumPy and the compiled readers among them
READ_ALL = """
import json
import sys
from pathlib import Path
from explorer.errors import ExplorerError
from explorer.files.imports import import_file, warm
warm()
import time
for folder in sys.argv[1:]:
    told = {}
    for path in sorted(Path(folder).iterdir()):
        if path.suffix == ".vocab":
            continue
        began = time.process_time()
        try:
            found = import_file(path).report
            said = [f"{found.rows} rows, {found.skipped} left out", *found.warnings]
        except ExplorerError as error:
            said = [str(error)]
        told[path.name] = " ".join(said), time.process_time() - began
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps([told, int(peak.split()[1]) // 1024]))  # a word that is quoted may hold any character
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
    yield "bomb.gz", gzip.compress(b"the 1 2 3\n" * 8_000_000, 1), "unpacks to more than 60 times its size"
    long = b"the 1 2 3\n" * 1000 + (b"the 1 2 3" + b" " * 60_000 + b"\n") * 20
    yield "bomb.bz2", bz2.compress(long) * 60, "unpacks to more than 60 times its size"
    yield "bomb.xz", lzma.compress(long, preset=0) * 60, "unpacks to more than 60 times its size"
    yield "deep.json", b"[" * 30_000_000, "nested too deep"
    yield "deep pairs.json", b'{"a":[1],"b":[2],"c":' + b"[" * 20_000_000, "after its first words come 4 million bytes"
    yield "open string.json", b'{"a":[1],"b":[2],"' + b"x" * 20_000_000, "after its first words come 4 million bytes"
    yield "backslashes.json", b'{"a":[1],"b":[2],"' + b'\\\\"' * 2_000_000, "after its first words come 4 million"
    yield "quotes.json", b'{"a":[1],"b":[2],' + b'"' * 6_000_000, "after its first words come 4 million bytes"
    yield "spaces.json", b'{"a":[1],"b":[2],"c"' + b" " * 20_000_000, "after its first words come 4 million bytes"
    yield "lists.json", b'{"words":["a"],"vectors":[' + b"1," * 9_999_999 + b"1]}", "no word with numbers"
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
    yield "pair.zip", raw.getvalue(), "has a line of more than 16 million bytes"
    yield from lying_containers()
    for ending in ("txt", "npy", "npz", "kv"):
        yield f"pickle.{ending}", b"\x80\x04\x95" + b"cos\nsystem\n(S'touch harm'\ntR." * 9, "is a Python pickle"
    codes = {"words": np.frombuffer(b"a\nb", "u1"), "codes": np.ones((2, 4), "i1")}
    for name, more in {"codes alone": {}, "codes": {"about": np.frombuffer(b"{}", "u1")}}.items():
        raw = io.BytesIO()
        np.savez(raw, **codes, **more)  # type: ignore[arg-type]
        yield f"{name}.npz", raw.getvalue(), "byte codes"


def safetensors(header: object, content: bytes = b"") -> bytes:
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(raw)) + raw + content


def array(kind: str, shape: list[object], start: object, end: object) -> dict[str, object]:
    return {"dtype": kind, "shape": shape, "data_offsets": [start, end]}


def npz_of(**members: bytes) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return raw.getvalue()


def lying_containers() -> Iterator[tuple[str, bytes, str]]:
    """Headers that claim what is not there."""
    rows, blob = 20_000, 1_000_000
    jumping = np.tile([0, blob], rows // 2 + 1)[: rows + 1].astype("<i8")
    words, vectors = array("U8", [blob], 0, blob), array("F32", [rows, 1], blob, blob + 4 * rows)
    end = blob + 4 * rows
    safe = {"words": words, "vectors": vectors, "word_offsets": array("I64", [rows + 1], end, end + 8 * rows + 8)}
    content = b"w" * blob + bytes(4 * rows)
    yield "jumping.safetensors", safetensors(safe, content + jumping.tobytes()), "should be whole, ascend, and end at"
    far = np.full(rows + 1, 1 << 60, "<i8").tobytes()
    yield "far.safetensors", safetensors(safe, content + far), "should be whole, ascend, and end at 1,000,000"
    floats = {**safe, "word_offsets": array("F32", [rows + 1], end, end + 4 * rows + 4)}
    yield "float offsets.safetensors", safetensors(floats, content + jumping.tobytes()), "should be whole, ascend"
    short = {**safe, "word_offsets": array("I64", [rows + 1], end, end + 11)}
    yield "odd offsets.safetensors", safetensors(short, content + jumping.tobytes()), "its header is damaged"
    small = json.dumps(array("F32", [9, 9], 0, 324)).encode()
    for name, wrong in {
        "endless": b'{"m":{"dtype":"F32","shape":[Infinity,50],"data_offsets":[0,200]}}',
        "negative words": {"words": array("U8", [9], -9, 0), "m": array("F32", [1, 1], 0, 4)},
        "negative vectors": {"words": array("U8", [4], 0, 4), "m": array("F32", [1, 1], -4, 0)},
        "true": {"m": array("F32", [True, 2], 0, 8)},
        "many": b"{" + b",".join(b'"m%d":%s' % (i, small) for i in range(200_000)) + b"}",
        "unlike": {"m": array("F32", [9, 9], 0, 9)},
    }.items():
        yield f"{name}.safetensors", safetensors(wrong, bytes(400)), "its header is damaged"
    letters = struct.pack("<4I", 97, 0x7FFFFFFF, 98, 99)
    header = npy_header("(4,)").replace(b"'<f4'", b"'<U1'")
    yield "letters.npz", npz_of(words=header + letters, m=npy_header("(4, 1)") + bytes(16)), "are not text"
    yield "two counts.npz", npz_of(words=header + letters, m=npy_header("(3, 1)") + bytes(12)), "4 words and 3 rows"
    huge = npy_header("(1000000000000,)")
    yield "own model.npz", npz_of(words=huge, about=huge, vectors=huge), "promises 1,000,000,000,000 numbers"
    yield "digits.npy", npy_header("(" + "9" * 90 + ", 3)"), "it has an impossible shape"
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    for claimed in (1, 0xFFFF):
        listed = entry * 1_000_000
        end_record = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, claimed, claimed, len(listed), 0, 0)
        sentence = "whose list of files alone takes 44 MB" if claimed == 1 else "is a zip of 65,535 files"
        yield f"names {claimed}.zip", listed + end_record, sentence
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as archive:
        for name in ("a.txt", "b.txt"):
            info = tarfile.TarInfo(name)
            info.size = 16
            archive.addfile(info, io.BytesIO(b"the 1 2\nof 3 4\n\n"))
    yield "two.tar", raw.getvalue(), "is a tar archive, which holds files; unpack it"
    yield "two.tar.gz", gzip.compress(raw.getvalue()), "is a tar archive, which holds files; unpack it"
    with zipfile.ZipFile(raw := io.BytesIO(), "w") as archive:
        archive.writestr("folder/", b"")
    folder_only = raw.getvalue()
    yield "folder.zip", folder_only, "is a zip without a file of vectors in it"
    yield "zip.gz", gzip.compress(folder_only), "is packed twice; unpack it once"
    with zipfile.ZipFile(raw := io.BytesIO(), "w") as archive:
        archive.writestr("inner.zip", folder_only)
    yield "zip in zip.zip", raw.getvalue(), "is packed twice; unpack it once"
    yield "cut.bz2", bz2.compress(noise(50_000))[:300], "is a bz2 file that was cut off"
    yield "lists in lists.json", b"[" + b"[],{}," * 5_000_000 + b"[]]", "is JSON of too many lists and objects"
    yield "empty objects.json", b"[" + b'{"":1},' * 4_000_000 + b"{}]", "is JSON of too many lists and objects"
    thousand = b",".join(b'"#%03d":1' % i for i in range(1000))
    pairs = b",".join(thousand.replace(b"#", b"%d" % i) for i in range(2400))
    yield "pairs.json", b"{" + pairs + b"}", "is JSON of too many"
    named = {"words": ["the", None, {"x": 1}, ["y"], 7], "vectors": [[1, 2]] * 5}
    yield "no words.json", json.dumps(named).encode(), "2 rows, 3 left out"
    yield "one line.txt", b"w" * 300_000_000, "is longer than 1,048,576 bytes; rows are shorter"


@dataclass
class Outcome:
    """The sentence that is due to each file, what was said of it and in how many seconds; the most memory in MB."""

    due: dict[str, str]
    told: dict[str, tuple[str, float]]
    peak: int


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory, store: Path) -> list[Outcome]:
    """Of files changed at random, and of those made to hurt, which take more memory: read by one process after it."""
    if not Path("/proc/self/status").exists():
        pytest.skip("the greatest use of memory is told by Linux")
    changed = ((name, raw, "") for name, raw in mutants(seed=1, each=16))
    folders = [tmp_path_factory.mktemp("files") for _ in range(2)]
    due = [written(folder, files) for folder, files in zip(folders, (changed, hostile()), strict=True)]
    surroundings = {**os.environ, "EMBEDDING_EXPLORER_STORE": str(store)}
    command = [sys.executable, "-c", READ_ALL, *map(str, folders)]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    for folder in folders:  # close to a gigabyte
        shutil.rmtree(folder)
    assert done.returncode == 0, done.stderr[-2000:]
    return [Outcome(one, *json.loads(line)) for one, line in zip(due, done.stdout.splitlines(), strict=True)]


def test_no_file_takes_a_gigabyte_and_each_gets_a_sentence(outcomes: list[Outcome], store: Path) -> None:
    found = outcomes[1]
    assert found.told.keys() == found.due.keys()
    for name, sentence in found.due.items():
        assert sentence in found.told[name][0], name
        assert found.told[name][1] < SECONDS, name
    assert found.peak < MOST
    assert not [path for path in store.rglob("*") if path.suffix not in {".safetensors", ".codes", ".pieces"}]
    assert not (ROOT / "harm").exists()


def test_files_changed_at_random_are_read_or_get_a_sentence(outcomes: list[Outcome]) -> None:
    found = outcomes[0]
    assert len(found.due) >= 200
    assert sorted(found.told) == sorted(found.due)
    assert max(seconds for _, seconds in found.told.values()) < SECONDS
    assert all(0 < len(sentence) < 600 for sentence, _ in found.told.values())
    assert found.peak < MOST


def written(folder: Path, files: Iterable[tuple[str, bytes, str]]) -> dict[str, str]:
    """The sentence of each of the files, which are written into the folder."""
    due = {}
    for name, raw, sentence in files:
        assert name not in due
        (folder / name).write_bytes(raw)
        due[name] = sentence
    return due
