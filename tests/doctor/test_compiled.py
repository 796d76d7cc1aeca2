"""What is compiled before visitors come is all that they ask for, and the process that does it stands back for them."""

import os
import time
from pathlib import Path

import numpy as np
import pytest

from explorer.doctor import kernels
from explorer.files import imports, library
from explorer.files.store import writer
from explorer.judging import analogy_sets
from explorer.judging.analogy_search import SET_RULES
from explorer.projection import forming, honesty, layout, sample
from explorer.projection.settings import ProjectionSettings
from explorer.text import corpus
from explorer.training.fast import engine, fine_tuning
from explorer.training.lecture.sgns import SGNSSettings
from explorer.ui.shell import ready
from explorer.vectors.similarity import nearest


def compiled() -> set[str]:
    """The kinds of arguments that each kernel is compiled for."""
    return {
        f"{module.__name__}.{name}{kinds}"
        for module in kernels.modules().values()
        for name, one in vars(module).items()
        if hasattr(one, "py_func")
        for kinds in one.signatures
    }


def test_no_visitor_needs_what_is_not_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An array that cannot be written is another kind than one that can, and a kernel is compiled for each anew."""
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    monkeypatch.setattr(writer, "WORTHWHILE", 1)  # also a small model is searched by its codes
    kernels.compile_all()
    before = compiled()

    words = sample.by_rank(library.built_in(), 60).vectors
    for settings in (ProjectionSettings("UMAP", dims=3), ProjectionSettings("PCA"), ProjectionSettings(dims=2)):
        space, graph = layout.graph_of(words, settings)
        made = layout.project(space, graph, settings)
        honesty.honesty(space, graph, made.coordinates)
        if settings.method != "PCA":
            forming.Forming(space, graph, settings, start=made.coordinates).run()

    many = sample.by_rank(library.built_in(), 1200).vectors
    layout.begin(*layout.graph_of(many, ProjectionSettings()), ProjectionSettings()).step()
    questions = analogy_sets.read_questions("man woman king queen\nhe she man woman", name="two")
    for rule in SET_RULES:
        analogy_sets.score(library.built_in(), questions, rule=rule)

    rows = np.random.default_rng(0).standard_normal((30, 5))
    text = "".join(f"word{n} {' '.join(f'{x:.3f}' for x in row)}\n" for n, row in enumerate(rows))
    for name, raw in (("rows.txt", text), ("rows.csv", text.replace(" ", ","))):
        (tmp_path / name).write_text(raw, encoding="utf-8")
        found = nearest(imports.import_file(tmp_path / name).vectors, "word0", 3)
        assert len(found) == 3
    binary = b"2 3\n" + b"".join(name + np.ones(3, np.float32).tobytes() for name in (b"a ", b"b "))
    (tmp_path / "rows.bin").write_bytes(binary)
    assert imports.import_file(tmp_path / "rows.bin").vectors.words == ("a", "b")

    learned = corpus.from_text("one two three. two three four. " * 20, name="few")
    started = fine_tuning.start_from(library.built_in(), learned, dim=library.built_in().dim, seed=1)
    settings = SGNSSettings(dim=library.built_in().dim, window=1)
    engine.train(learned, settings, threads=2, start=(started.v_in, started.v_out), frozen=started.known)
    assert compiled() - before == set()


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="priorities of processes are for Unix")
def test_the_process_beside_a_server_stands_back_and_ends_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With nowhere to look, it would be at work for half a minute."""
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kept"))
    with ready.compiler() as process:
        while os.getpriority(os.PRIO_PROCESS, process.pid) < 19:
            assert process.poll() is None
            time.sleep(0.02)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(5) == 0
