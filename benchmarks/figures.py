"""
The figures by which two versions and two machines are compared: what each benchmark names them, said once.

With --quick a benchmark leaves something out, or measures on so little that the figure would mean nothing; the name is
printed all the same, without a value, so that whoever reads the figures finds the same names in every run.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

Row = Sequence[Any]  # name, value, unit, peer
KEYS: Final = ("name", "value", "unit", "peer")
MACHINE: Final = ("machine_cores", "machine_read_gb_s", "machine_gflops")
_PAGES: Final = tuple(sorted(path.stem for path in Path(__file__).resolve().parents[1].glob("pages/*/*.py")))
_ENGINES: Final = ("gensim", "1 thread", "2 threads")


def _of_a_file(name: str, before: str, suffix: str) -> tuple[str, ...]:
    """The figures of one file of vectors: imported, opened and searched."""
    return (
        *(f"{name}_{what}" for what in ("load_ratio", "load_s", "copy_s")),
        f"limit_share_{name}_load",
        *(f"{name}_{what}" for what in ("load_peak_mb", "load_gensim_peak_mb")),
        f"{before}open_to_neighbours{suffix}_s",
        f"{before}open_to_neighbours{suffix}_cold_s",
        f"{before}second_visitor{suffix}_mb",
        f"{before}top10{suffix}_ratio",
        f"limit_share_{before}top10{suffix}",
        f"{before}top10{suffix}_same",
    )


NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "vectors": (
        *MACHINE,
        *_of_a_file("text", "", ""),
        *_of_a_file("binary", "", "_3m"),
        *_of_a_file("real_text", "real_", ""),
    ),
    "training": (
        *MACHINE,
        "compile_or_load",
        "read_corpus",
        *(f"sgns_million_words_per_{per}, {name}" for name in _ENGINES for per in ("cpu_second", "second")),
        "sgns_ratio_1_thread",
        "sgns_scaling_2_threads",
        "limit_share_sgns",
        *(
            f"{measure}, {name}, seed {seed}"
            for name in _ENGINES
            for measure in ("WordSim-353", "SimLex-999", "Google analogies")
            for seed in (1, 2, 3)
        ),
        "stepper_ratio_per_pair_loop",
        "stepper_cpu_share",
        "built_in_seconds",
        "cancel_seconds",
        "peak_memory",
        "peak_memory_ratio",
    ),
    "projection": (
        *MACHINE,
        "tsne_speedup",
        "tsne_trustworthiness_gain",
        "tsne_speedup_opentsne",
        "tsne_trustworthiness_gain_opentsne",
        "umap_speedup",
        "umap_trustworthiness_gain",
        "umap_stall_ms",
        "honesty_s",
        "first_frame_1000_s",
        "first_frame_10000_s",
        "two_at_once_maps",
        "umap_400k_s",
        "umap_400k_mb",
        "umap_400k_recall",
    ),
    "analogies": (
        *MACHINE,
        "analogies_seconds",
        "analogies_seconds_gensim",
        "analogies_ratio",
        "analogies_same",
        "analogy_typed_seconds",
        "analogy_typed_ratio",
        "limit_share_analogies",
        "real_analogies_seconds",
        "real_analogies_ratio",
        "real_analogies_solved",
    ),
    "pages": (
        *MACHINE,
        *(f"first_paint_{name}_s" for name in ("welcome", "watch", "map", "analogies", "bias", "models")),
        *(figure for name in _PAGES for figure in (f"page_{name}_s", f"page_cold_{name}_s", f"redraw_{name}_kb")),
        "page_p50_s",
        "page_cold_p50_s",
        "bare_page_s",
        "redraw_kb",
        "limit_share_pages",
        "completion_p95_ms",
    ),
    "first_visit": (
        *MACHINE,
        "welcome_title_s",
        "welcome_drawn_s",
        "first_map_s",
        "map_finished_s",
        "first_map_uncompiled_s",
        "map_finished_uncompiled_s",
        "limit_share_welcome",
        "install_mb",
    ),
}


def as_json(benchmark: str, found: Iterable[Row], *, quick: bool) -> str:
    """All figures of a benchmark as a JSON list, in the order of its names; one that was left out has no value.

    Raises
    ------
    SystemExit
        If a figure has a name that is not said above, or if a whole run lacks one.
    """
    known = {str(row[0]): dict(zip(KEYS, (*row, *[""] * (len(KEYS) - len(row))), strict=True)) for row in found}
    if strangers := sorted(known.keys() - set(NAMES[benchmark])):
        raise SystemExit(f"benchmarks/figures.py does not name these figures of {benchmark}: {', '.join(strangers)}.")
    missing = [name for name in NAMES[benchmark] if name not in known]
    if missing and not quick:
        raise SystemExit(f"A whole run of {benchmark} is to measure these, too: {', '.join(missing)}.")
    left_out = {name: dict(zip(KEYS, (name, None, "of a whole run alone", ""), strict=True)) for name in missing}
    return json.dumps([{**known, **left_out}[name] for name in NAMES[benchmark]])
