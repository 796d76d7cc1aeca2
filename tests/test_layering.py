"""
The layers of the app, from the top.  A module may import from the rows below
its own and from its own part; never from above, never from a neighbour in its
row.  Nothing imports a page.  This table is the architecture: to change the
architecture, change the table.
"""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

from tests.source import nodes, of_each

ROOT = Path(__file__).resolve().parents[1]

LAYERS = [
    # a command line is a page for the terminal
    [
        "app",
        "pages",
        "explorer.vectors.engines.__main__",
        "explorer.files.__main__",
        "explorer.projection.__main__",
        "explorer.training.__main__",
        "explorer.known_answers.__main__",
        "explorer.judging.compare.__main__",
        "explorer.lessons.__main__",
        "explorer.doctor.__main__",
        "explorer.api.__main__",
    ],
    ["explorer.ui", "explorer.doctor"],
    ["explorer.figures"],
    # a lesson asks every part of the library for its right answers, the HTTP interface what the pages compute
    ["explorer.lessons", "explorer.api"],
    # one asks every part of the library whether it gives what is known, the other turns, maps and trains models
    ["explorer.known_answers", "explorer.judging.compare", "explorer.judging.usual_figures", "explorer.kept"],
    ["explorer.tasks", "explorer.context", "explorer.judging.analogy_files"],
    [
        "explorer.judging.bias",
        "explorer.judging.evaluation",
        "explorer.judging.categorisation",
        "explorer.judging.analogy",
        "explorer.judging.analogy_sets",
        "explorer.judging.multiple_choice",
        "explorer.judging.relations",
        "explorer.judging.words",
        "explorer.judging.neighbourhood",
        "explorer.judging.named_vectors",
        "explorer.projection",
        "explorer.training",
        "explorer.sequence",
        "explorer.files.library",
        "explorer.files.famous",
    ],
    ["explorer.files.imports"],
    ["explorer.files.offered"],
    [
        "explorer.vectors.engines",
        "explorer.vectors.typed_words",
        "explorer.vectors.completion",
        "explorer.judging.analogy_search",
    ],
    [
        "explorer.vectors.similarity",
        "explorer.vectors.formula",
        "explorer.text.corpus",
        "explorer.text.own_text",
        "explorer.files.formats",
        "explorer.files.store",
        "explorer.files.catalogue",
        "explorer.files.web_file",
        "explorer.files.modelfile",
        "explorer.judging.rating_files",
        "explorer.judging.analogy_kernels",
    ],
    ["explorer.vectors.model", "explorer.vectors.unit", "explorer.vectors.highest_of_rows"],
    ["explorer.vectors.word_vectors", "explorer.text.vocabulary", "explorer.text.templates", "explorer.text.tokenise"],
    ["explorer.vectors.folding"],
    [
        "explorer.vectors.word_list",
        "explorer.vectors.block",
        "explorer.vectors.codes",
        "explorer.vectors.columns",
        "explorer.vectors.subwords",
    ],
    [
        "explorer.files.direct_io",
        "explorer.files.transfer",
        "explorer.text.names",
        "explorer.text.numbers",
        "explorer.text.parts_of_speech",
        "explorer.text.function_words",
        "explorer.text.growing",
    ],
    ["explorer.errors", "explorer.progress"],
]
ONLY_IN = {  # third-party package -> the only parts of the tree that may import it
    "streamlit": ["app", "pages", "explorer.ui"],
    "starlette": [
        "app",
        "explorer.ui.routes",
        "explorer.ui.canvas",
        "explorer.ui.shell.visitor",
        "explorer.ui.shell.metrics",
        "explorer.ui.shell.over_http",
    ],
    "prometheus_client": ["explorer.ui.shell.metrics"],
    "segno": ["explorer.figures.qr_code"],
    "plotly": ["explorer.figures"],
    "PIL": ["explorer.figures"],
    "lancedb": ["explorer.vectors.engines"],
    "pyarrow": [
        "explorer.files.formats.parquet",
        "explorer.files.formats.parquet_rows",
        "explorer.files.__main__",
        "explorer.vectors.engines",
    ],
    "gensim": ["explorer.files.formats.gensim_file", "explorer.judging.compare.peer"],
    "sklearn": ["explorer.projection", "explorer.tasks", "explorer.known_answers"],  # the last compares with it
    "umap": ["explorer.projection"],
    "numba": [
        "explorer.training.fast.kernels",
        "explorer.training.fast.tiles",
        "explorer.training.fast.cooccurrence_kernels",
        "explorer.files.formats.kernels",
        "explorer.files.formats.word_kernels",
        "explorer.vectors.codes.kernels",
        "explorer.projection.kernels",
        "explorer.judging.analogy_kernels",
    ],
    "numpy": [part for row in LAYERS[2:] for part in row],  # no arithmetic in pages or widgets
}
FILES = sorted([*ROOT.glob("app.py"), *ROOT.glob("pages/*/*.py"), *ROOT.glob("explorer/**/*.py")])


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in nodes(path, ast.Import):  # also those inside functions
        found |= {alias.name for alias in node.names}
    for node in nodes(path, ast.ImportFrom):
        assert node.level == 0, f"{name_of(path)}:{node.lineno} uses a relative import"
        found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def inside(module: str, part: str) -> bool:
    return module == part or module.startswith(part + ".")


def place(module: str) -> tuple[int, str] | None:
    """Row and part of `module`, or None for a module that is not ours."""
    return next(((row, part) for row, parts in enumerate(LAYERS) for part in parts if inside(module, part)), None)


def test_every_part_of_the_table_exists() -> None:
    modules = {name_of(path) for path in FILES}
    for part in (part for row in LAYERS for part in row if part != "pages"):
        assert part in modules, f"{part} stands in LAYERS and is no module"
    for package, places in ONLY_IN.items():
        for part in places:
            assert any(inside(module, part) for module in modules), (
                f"{part} stands in ONLY_IN for {package} and is no module"
            )


@of_each(FILES)
def test_imports_point_downwards(path: Path) -> None:
    me = name_of(path)
    if path.name == "__init__.py":
        assert not imports_of(path), f"{me} imports nothing: the parts are imported by their own names"
        return
    mine = place(me)
    assert mine is not None, f"{me} is in no layer: add it to LAYERS"
    for other in imports_of(path):
        theirs = place(other)
        if theirs is None:
            continue
        assert theirs[0] != 0, f"{me} imports the page {other}"
        assert theirs == mine or theirs[0] > mine[0], f"{me} imports {other}, which is not in a layer below it"


@of_each(FILES)
def test_packages_stay_in_their_place(path: Path) -> None:
    for package, places in ONLY_IN.items():
        if any(inside(other, package) for other in imports_of(path)):
            assert any(inside(name_of(path), place) for place in places), (
                f"{name_of(path)} imports {package}; only {', '.join(places)} may"
            )


def test_the_library_runs_without_streamlit() -> None:
    """What a static reading cannot see: importing the core must not load Streamlit or Plotly."""
    core = [name_of(p) for p in FILES if (place(name_of(p)) or (0, ""))[0] > 2 and p.stem != "__main__"]
    code = "import sys\n" + "".join(f"import {m}\n" for m in core)
    code += "print(sorted(m for m in ('streamlit', 'plotly') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
