"""
The machine that a benchmark ran on: its processor, and the measured best speed of its memory and arithmetic.

    python benchmarks/machine.py

A speed means little without them. `limit_share_...` of other benchmarks says how near the work comes to one of
the two: the bytes that must be read over those that memory could have delivered, or the products that must be
made over those that the cores could have made, in the same time.
"""

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

SETS = ("avx2", "fma", "avx512f", "avx512bw", "avx512_vnni", "avx_vnni", "asimd", "asimddp")


@dataclass(frozen=True)
class Machine:
    """A processor as its system names it, and the best of several measurements: of memory with all cores."""

    processor: str
    cores: int
    sets: tuple[str, ...]
    read_gb_s: float  # of an array much larger than any cache, in bytes
    gflops: float  # of a core, in a product of matrices in float32: a multiplication and an addition are two

    def __str__(self) -> str:
        return (
            f"{self.processor}, {self.cores} cores, {' '.join(self.sets) or 'no known instruction sets'}; "
            f"memory is read at {self.read_gb_s:.1f} GB/s, a core makes {self.gflops:.0f} Gflop/s in float32"
        )

    def figures(self) -> list[tuple[str, float, str, str]]:
        """Name, value, unit and peer (none), as benchmarks print them."""
        return [
            ("machine_cores", self.cores, self.processor, ""),
            ("machine_read_gb_s", self.read_gb_s, "GB/s", ""),
            ("machine_gflops", self.gflops, "Gflop/s of a core, float32", ""),
        ]


def best(work: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds of the quickest of several runs."""
    found = []
    for _ in range(times):
        start = clock()
        work()
        found.append(clock() - start)
    return min(found)


def measured() -> Machine:
    """This machine; takes about two seconds and 400 MB."""
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").is_file() else ""
    lines = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    entries = {key.strip(): value.strip() for key, value in lines.items()}
    has = (entries.get("flags", "") + " " + entries.get("Features", "")).split()
    large = np.ones(100_000_000, dtype=np.float32)
    square = np.random.default_rng(0).standard_normal((2000, 2000), dtype=np.float32)
    with threadpool_limits(1):
        core = best(lambda: square @ square, 6, time.thread_time)
    return Machine(
        processor=entries.get("model name") or platform.processor() or platform.machine(),
        cores=os.cpu_count() or 1,
        sets=tuple(name for name in SETS if name in has),
        read_gb_s=large.nbytes / best(lambda: np.dot(large, large), 6) / 1e9,
        gflops=2 * 2000**3 / core / 1e9,
    )


if __name__ == "__main__":
    print(measured())
