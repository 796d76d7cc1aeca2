"""A component's modules as one script."""

from pathlib import Path

import pytest

from explorer.ui.canvas import modules

FILM = "live/film_page.js"  # of a page that stands by itself, and so exports nothing
ENTRIES = [
    "live/live.js",
    "atlas/atlas.js",
    "plotly_map/plotly_map.js",
    "parallel/parallel.js",
    "parcel/parcel.js",
    "lesson/guide.js",
    "page/page.js",
    "wall/wall.js",
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_import_names_what_the_other_module_exports(entry: str) -> None:
    """What the browser would say of files, said of the script before it is sent."""
    seen = set()

    def visit(path: Path) -> None:
        seen.add(path)
        for names, other in modules.IMPORT.findall(path.read_text(encoding="utf-8")):
            target = (path.parent / other).resolve()
            exported = modules.EXPORT.findall(target.read_text(encoding="utf-8"))
            wanted = {name.split(" as ")[0].strip() for name in names.strip("{}").split(",") if name.strip()}
            assert wanted <= set(exported), f"{path.name} imports {wanted - set(exported)} from {target.name}"
            if target not in seen:
                visit(target)

    visit(modules.CANVAS / entry)
    script = modules.script(entry)
    assert script.count("\nexport ") == (entry != FILM), "the default export alone is left"
    assert "\nimport " not in script


def test_every_module_belongs_to_a_component() -> None:
    scripts = "".join(modules.script(entry) for entry in [*ENTRIES, FILM])
    for path in modules.CANVAS.rglob("*.js"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first in scripts, f"{path.name} is imported by nobody"


def test_a_circle_of_imports_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.js").write_text('import { b } from "./two.js";\nexport const a = 1;\n', encoding="utf-8")
    (tmp_path / "two.js").write_text('import { a } from "./one.js";\nexport const b = 2;\n', encoding="utf-8")
    monkeypatch.setattr(modules, "CANVAS", tmp_path)
    with pytest.raises(ValueError, match=r"one\.js imports itself, by way of two\.js"):
        modules.script("one.js")
