"""
Reading, opening and searching pretrained vectors, compared with gensim in the same run.

    python benchmarks/vectors.py            the sizes of GloVe 6B 300d and GoogleNews: minutes, 12 GB of disk
    python benchmarks/vectors.py --quick    small sizes, under a minute
    python benchmarks/vectors.py --json     the same, and last a JSON list of name, value, unit, peer

The files are made here, in the real shape: words of 3 to 25 letters, numbers as GloVe and word2vec write them.  Each
measurement runs in a separate process, ours and gensim's alternating; the figure is the ratio of the medians.  Kernels
are compiled before the clock starts, since a machine compiles them only once.
The limit of a search is how fast memory delivers the codes of all rows, one byte a number: `limit_share_top10`.
That of an import is how fast the disk takes the same file as a plain copy: `limit_share_binary_load`.
With --quick, codes would fit into the processor's cache and files into memory, so these figures would mean nothing:
they have no value.  Names that begin with real_ are of GloVe 6B's own 400,000 words, if they are installed (real.py).
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from figures import NAMES, as_json
from machine import Machine, measured
from real import MISSING, glove

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
Figures = list[dict[str, object]]


def words(count: int, rng: np.random.Generator) -> list[bytes]:
    """`count` different words of 3 to 25 letters."""
    lengths = rng.integers(3, 18, count)
    letters = rng.integers(97, 123, int(lengths.sum()), dtype=np.uint8).tobytes()
    ends = np.cumsum(lengths).tolist()
    return [letters[end - n : end] + b"%x" % i for i, (end, n) in enumerate(zip(ends, lengths.tolist(), strict=True))]


def write_text(path: Path, count: int, dim: int) -> None:
    """GloVe text: no header, five decimals."""
    rng = np.random.default_rng(1)
    table = [b"%.5g" % x for x in rng.standard_normal(50_000) * 0.4]
    listed = words(count, rng)
    with path.open("wb") as file:
        for start in range(0, count, 5000):
            picks = rng.integers(0, len(table), (min(5000, count - start), dim)).tolist()
            file.write(
                b"".join(
                    listed[start + i] + b" " + b" ".join([table[j] for j in row]) + b"\n" for i, row in enumerate(picks)
                )
            )


def write_real(path: Path) -> tuple[int, int] | None:
    """GloVe's own words as text, and how many there are of how many numbers; None if they are not installed."""
    known = glove()
    if known is None:
        return None
    with path.open("w", encoding="utf-8") as file:
        for word, row in zip(known[0], known[1].tolist(), strict=True):
            file.write(f"{word} {' '.join([f'{x:.5g}' for x in row])}\n")
    return known[1].shape[0], known[1].shape[1]


def write_binary(path: Path, count: int, dim: int) -> None:
    """word2vec binary without line feeds, as GoogleNews is."""
    rng = np.random.default_rng(2)
    listed = words(count, rng)
    with path.open("wb") as file:
        file.write(b"%d %d\n" % (count, dim))
        for start in range(0, count, 20_000):
            rows = (
                rng.standard_normal((min(20_000, count - start), dim), dtype=np.float32) * np.float32(0.2)
            ).tobytes()
            size = 4 * dim
            file.write(
                b"".join(listed[start + i] + b" " + rows[i * size : (i + 1) * size] for i in range(len(rows) // size))
            )


def status() -> dict[str, float]:
    """Megabytes of this process by kind, as Linux tells; getrusage's highest would count the parent's too."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines if line.endswith("kB")}


def work(task: str, path: str, dim: int) -> dict[str, float]:
    """One measurement, in this process."""
    if task == "import":
        from explorer.files.imports import import_file, warm

        warm()
        before = resource.getrusage(resource.RUSAGE_SELF)
        began = time.perf_counter()
        imported = import_file(Path(path))
        seconds = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        assert imported.vectors.dim == dim
        assert not imported.again
        return {"seconds": seconds, "cpu": cpu, "peak": status()["VmHWM"], "rows": len(imported.vectors)}
    if task.startswith("gensim"):
        from gensim.models import KeyedVectors

        began = time.perf_counter()
        binary = task == "gensim binary"
        theirs = KeyedVectors.load_word2vec_format(path, binary=binary, no_header=not binary)
        seconds = time.perf_counter() - began
        return {"seconds": seconds, "peak": status()["VmHWM"], "rows": len(theirs)}
    return opened(path, cold=task == "open cold") if task.startswith("open") else searched(dim)


def opened(path: str, *, cold: bool) -> dict[str, float]:
    """A running server opens what was imported before, and a second visitor the same."""
    from explorer.files.imports import warm
    from explorer.files.store import contents
    from explorer.vectors.similarity import nearest

    warm()
    key = contents.entries()[0].key
    if cold:
        for file in Path(path).iterdir():
            descriptor = os.open(file, os.O_RDONLY)
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(descriptor)
    first_before = status()["RssAnon"]
    began = time.perf_counter()
    vectors = contents.open_entry(key)
    middle = time.perf_counter()
    nearest(vectors, vectors.words[1000])
    seconds = time.perf_counter() - began
    before = status()["RssAnon"]
    second = contents.open_entry(key)
    nearest(second, second.words[2000])
    return {
        "seconds": seconds,
        "open": middle - began,
        "private": before - first_before,
        "second": status()["RssAnon"] - before,
    }


def searched(rounds: int) -> dict[str, float]:
    """One query after another, ours and gensim's alternating, with the same answers."""
    from gensim.models import KeyedVectors

    from explorer.files.store import contents
    from explorer.vectors.similarity import nearest

    vectors = contents.open_entry(contents.entries()[0].key)
    theirs = KeyedVectors(vectors.dim)
    theirs.index_to_key = list(vectors.words)
    theirs.key_to_index = {word: row for row, word in enumerate(theirs.index_to_key)}
    theirs.vectors = np.array(vectors.matrix)  # in memory of its own, as gensim has it
    theirs.fill_norms()
    assert vectors.codes is not None
    int(vectors.codes.codes.sum(dtype=np.int64))  # all pages in memory
    times: dict[str, list[float]] = {"ours": [], "gensim": []}
    same = 0
    asked = np.random.default_rng(3).integers(0, len(vectors), rounds + 3)
    for turn, row in enumerate(asked.tolist()):
        word = vectors.words[row]
        began = time.perf_counter()
        ours = [near.word for near in nearest(vectors, word, 10)]
        middle = time.perf_counter()
        gensim = [near for near, _ in theirs.most_similar(word, topn=10)]
        end = time.perf_counter()
        same += ours == gensim
        if turn >= 3:
            times["ours"].append(middle - began)
            times["gensim"].append(end - middle)
    return {**{who: statistics.median(each) for who, each in times.items()}, "same": same / len(asked)}


def run(task: str, path: Path, dim: int, store: Path) -> dict[str, float]:
    """One measurement, in a process of its own."""
    command = [sys.executable, __file__, "--work", task, "--path", str(path), "--dim", str(dim)]
    surroundings = {**os.environ, "EMBEDDING_EXPLORER_STORE": str(store), "EMBEDDING_EXPLORER_STORE_GB": "40"}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{task} failed:\n{done.stderr[-3000:]}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def copied(path: Path) -> float:
    """Seconds in which the system reads a file and writes it again: as many bytes as an import moves, or a few less."""
    copy = path.with_suffix(".copy")
    began = time.perf_counter()
    with path.open("rb") as source, copy.open("wb") as target:
        shutil.copyfileobj(source, target, 4 << 20)
    seconds = time.perf_counter() - began
    copy.unlink()
    return seconds


def loads(name: str, kind: str, shape: tuple[int, int], rounds: int, path: Path) -> tuple[Figures, Path]:
    """First imports of a file of this kind, ours and gensim's alternating; the store as the last import left it.

    With no rounds, the file is too small to compare.
    """
    (count, dim), compared, store = shape, bool(rounds), path.with_suffix(".store")
    ours, theirs, copies = [], [], []
    rounds = rounds or 1
    for _ in range(rounds):
        shutil.rmtree(store, ignore_errors=True)
        store.mkdir()
        ours.append(run("import", path, dim, store))
        theirs.append(run(f"gensim {kind}", path, dim, store))
        copies.append(copied(path))
    shutil.rmtree(store)
    store.mkdir()
    ours.append(run("import", path, dim, store))
    path.unlink()
    seconds, peer = (statistics.median(one["seconds"] for one in each) for each in (ours, theirs))
    matrix = count * dim * 4 / 2**20
    peak = max(one["peak"] for one in ours)
    shape_told = f"{count:,} x {dim}"
    copy = statistics.median(copies)
    told = f"gensim's seconds to ours, {shape_told}: {peer:.2f} to {seconds:.2f}"
    figures: Figures = [
        {"name": f"{name}_load_ratio", "value": peer / seconds if compared else None, "unit": told},
        {"name": f"{name}_load_s", "value": seconds, "unit": f"s, gensim {peer:.1f}"},
        {"name": f"{name}_copy_s", "value": copy, "unit": "s for the system to copy the file"},
        {
            "name": f"limit_share_{name}_load",
            "value": copy / seconds if compared else None,
            "unit": "of the speed at which the system copies the file",
        },
        {"name": f"{name}_load_peak_mb", "value": peak, "unit": f"MB, matrix {matrix:.0f}"},
        {"name": f"{name}_load_gensim_peak_mb", "value": max(one["peak"] for one in theirs), "unit": "MB"},
    ]
    return figures, store


def uses(
    before: str, suffix: str, store: Path, shape: tuple[int, int], queries: int, machine: Machine | None
) -> Figures:
    """Opening and searching what a store of `shape` (V, D) holds; on no machine, it is too little to compare."""
    warmed = [run("open", store, 0, store) for _ in range(3)]
    cold = [run("open cold", store, 0, store) for _ in range(3)]
    search = run("search", store, queries, store)
    return [
        {
            "name": f"{before}open_to_neighbours{suffix}_s",
            "value": statistics.median(one["seconds"] for one in warmed),
            "unit": f"s, of it opening {statistics.median(one['open'] for one in warmed):.3f}",
        },
        {
            "name": f"{before}open_to_neighbours{suffix}_cold_s",
            "value": statistics.median(one["seconds"] for one in cold),
            "unit": "s, files not in memory",
        },
        {
            "name": f"{before}second_visitor{suffix}_mb",
            "value": max(one["second"] for one in warmed),
            "unit": "MB more",
        },
        {
            "name": f"{before}top10{suffix}_ratio",
            "value": search["ours"] / search["gensim"] if machine else None,
            "unit": f"our ms to gensim's: {search['ours'] * 1e3:.1f} to {search['gensim'] * 1e3:.1f}",
        },
        {
            "name": f"limit_share_{before}top10{suffix}",
            "value": shape[0] * shape[1] / search["ours"] / machine.read_gb_s / 1e9 if machine else None,
            "unit": "of the rate at which memory is read",
        },
        {"name": f"{before}top10{suffix}_same", "value": search["same"], "unit": "of the lists equal gensim's"},
    ]


def measures(
    name: str,
    kind: str,
    before: str,
    suffix: str,
    shape: tuple[int, int],
    rounds: int,
    path: Path,
    machine: Machine,
) -> Figures:
    """All that is measured of one file; its figures that compare have no value with no rounds."""
    found, store = loads(name, kind, shape, rounds, path)
    found += uses(before, suffix, store, shape, 60 if rounds else 20, machine if rounds else None)
    shutil.rmtree(store)
    return found


def real_names() -> Figures:
    """The figures of GloVe's own words if they are not installed: names without a value."""
    return [{"name": name, "value": None, "unit": MISSING} for name in NAMES["vectors"] if "real_" in name]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes, under a minute")
    parser.add_argument("--json", action="store_true", help="a JSON list of the figures on the last line")
    parser.add_argument("--rounds", type=int, default=2, help="first imports of each kind")
    parser.add_argument("--work", help=argparse.SUPPRESS)
    parser.add_argument("--path", help=argparse.SUPPRESS)
    parser.add_argument("--dim", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        print(json.dumps(work(options.work, options.path, options.dim)))
        return
    text, binary, rounds = ((70_000, 300), (70_000, 300), 0) if options.quick else (
        (400_000, 300), (3_000_000, 300), options.rounds,
    )  # fmt: skip
    machine = measured()
    print(machine, end="\n\n")
    figures: Figures = [{"name": name, "value": value, "unit": unit} for name, value, unit, _ in machine.figures()]
    with tempfile.TemporaryDirectory(prefix="vectors.") as folder:
        for name, kind, before, suffix in (
            ("text", "text", "", ""),
            ("binary", "binary", "", "_3m"),
            ("real_text", "text", "real_", ""),
        ):
            path = Path(folder) / f"{name}.vectors"
            shape: tuple[int, int] | None = binary if name == "binary" else text
            if name == "binary":
                write_binary(path, *binary)
            elif name == "text":
                write_text(path, *text)
            else:
                shape = write_real(path)
            if shape is None:
                found = real_names()
            else:
                times = rounds or int(name == "real_text")  # its 400,000 words are enough
                found = measures(name, kind, before, suffix, shape, times, path, machine)
            figures += found
            for figure in found:
                value = f"{figure['value']:.4f}" if isinstance(figure["value"], float) else "none"
                print(f"{figure['name']:34} {value:>12}  {figure['unit']}", flush=True)
    if options.json:
        print(as_json("vectors", ((*figure.values(), "gensim") for figure in figures), quick=options.quick))


if __name__ == "__main__":
    main()
