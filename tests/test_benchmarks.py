"""Benchmarks print the same names with --quick as in a whole run: those that stand in one place."""

import ast
import json
import runpy
from pathlib import Path

import pytest

from tests.source import tree_of

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
FIGURES = runpy.run_path(str(BENCHMARKS / "figures.py"))
NAMES: dict[str, tuple[str, ...]] = FIGURES["NAMES"]
MUTANTS = runpy.run_path(str(BENCHMARKS / "mutants.py"))
AGREED = {
    "vectors": {"top10_ratio", "top10_3m_ratio", "limit_share_top10", "text_load_ratio", "binary_load_ratio"},
    "training": {"sgns_ratio_1_thread", "sgns_scaling_2_threads", "limit_share_sgns"},
    "projection": {"tsne_speedup", "tsne_speedup_opentsne", "umap_speedup", "umap_400k_s", "umap_400k_mb"},
    "analogies": {"analogies_ratio", "real_analogies_ratio", "limit_share_analogies"},
    "pages": {"page_p50_s", "redraw_kb", "page_map_s", "page_glossary_s"},
    "first_visit": {"welcome_drawn_s", "first_map_s", "map_finished_s", "install_mb", "limit_share_welcome"},
}


def calls(tree: ast.AST) -> list[str]:
    return [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("benchmark", AGREED)
def test_a_benchmark_prints_its_figures_by_the_names_that_are_said_once(benchmark: str) -> None:
    """Asked for JSON it does nothing but hand them over, with --quick as without."""
    asked = [
        node
        for node in ast.walk(tree_of(BENCHMARKS / f"{benchmark}.py"))
        if isinstance(node, ast.If) and isinstance(node.test, ast.Attribute) and node.test.attr == "json"
    ]
    (branch,) = asked
    (handed,) = [call for call in calls(branch) if call.startswith("as_json(")]
    assert handed.startswith(f"as_json('{benchmark}', ")
    assert handed.endswith((", quick=options.quick)", ", quick=chosen.quick)"))
    assert ast.unparse(branch.body[-1]) == f"print({handed})"
    assert set(NAMES[benchmark]) >= AGREED[benchmark] | set(FIGURES["MACHINE"])
    assert len(set(NAMES[benchmark])) == len(NAMES[benchmark])


def test_what_a_quick_run_leaves_out_has_a_name_but_no_value() -> None:
    names = NAMES["analogies"]
    some = [(names[5], 0.5, "CPU s"), (names[0], 2, "a processor", "none")]
    printed = json.loads(FIGURES["as_json"]("analogies", some, quick=True))
    assert [figure["name"] for figure in printed] == list(names)
    assert [figure["value"] for figure in printed] == [2, None, None, None, None, 0.5, *[None] * (len(names) - 6)]
    assert printed[5] == {"name": names[5], "value": 0.5, "unit": "CPU s", "peer": ""}


def test_a_whole_run_has_all_figures_and_none_that_is_not_said() -> None:
    every = [(name, 1.0, "", "") for name in NAMES["analogies"]]
    as_json = FIGURES["as_json"]
    assert as_json("analogies", every, quick=False) == as_json("analogies", every[::-1], quick=True)
    with pytest.raises(SystemExit, match=r"does not name these figures of analogies: analogy_guess\."):
        as_json("analogies", [*every, ("analogy_guess", 1.0, "", "")], quick=True)
    with pytest.raises(SystemExit, match=r"A whole run of analogies is to measure these, too: machine_cores\."):
        as_json("analogies", every[1:], quick=False)


def test_every_planted_bug_is_one_of_the_code_and_the_tests_of_today() -> None:
    """A line that was rewritten or a test that moved would drop its bug from the list without a word."""
    bugs = MUTANTS["planted"]()
    assert [bug.bug for bug in bugs if not MUTANTS["is_there"](bug)] == []
    assert [bug.bug for bug in bugs if bug.old == bug.new] == []
    files = {test.partition("::")[0] for bug in bugs for test in bug.tests}
    assert sorted(file for file in files if not (BENCHMARKS.parent / file).exists()) == []
