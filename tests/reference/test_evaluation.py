"""REFERENCE.md section 1, and the sets of categories: word similarity and grouping of the real vectors."""

import re
from pathlib import Path

import pytest

from explorer.judging import categorisation
from explorer.judging.evaluation import word_similarity
from explorer.judging.rating_files import read_pairs
from explorer.vectors.word_vectors import WordVectors

CELL = re.compile(r"(-?[\d.]+) \((\d+)/(\d+)\)")


@pytest.mark.parametrize(("model", "column"), [("glove", 0), ("news", 1), ("twitter", 2)])
def test_every_set_to_four_decimals(request: pytest.FixtureRequest, shared: Path, model: str, column: int) -> None:
    vectors: WordVectors = request.getfixturevalue(model)
    section = (shared / "reference" / "REFERENCE.md").read_text(encoding="utf-8").split("## ")[1]
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in section.splitlines() if "| EN-" in line]
    assert len(rows) == 10
    for name, *cells in rows:
        rho, used, asked = CELL.fullmatch(cells[column]).groups()
        text = (shared / "similarity" / f"{name}.txt").read_text(encoding="utf-8")
        score = word_similarity(vectors, read_pairs(text, name=name))
        found = (f"{score.spearman:.4f}", len(score.pairs), score.asked)
        assert found == (f"{float(rho):.4f}", int(used), int(asked)), name


@pytest.mark.parametrize(("name", "n"), [("ap", 21), ("battig", 56), ("bless", 17), ("essli-2008", 9)])
def test_published_categories_can_be_read(shared: Path, name: str, n: int) -> None:
    text = (shared / "similarity" / "categorization" / f"{name}.csv").read_text(encoding="utf-8")
    found = categorisation.read_categories(text, name=name)
    assert len(found.words) == n
    assert all("”; each line must hold" in line and ",”;" in line for line in found.malformed)  # words left empty there


def test_real_vectors_group_animals_and_tools_far_above_chance(shared: Path, glove: WordVectors) -> None:
    text = (shared / "similarity" / "categorization" / "bless.csv").read_text(encoding="utf-8")
    found = categorisation.grouping(glove, categorisation.read_categories(text, name="BLESS"))
    assert found.purity > 0.6 > 2 * found.chance
