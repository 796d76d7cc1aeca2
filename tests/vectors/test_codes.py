"""Byte codes: their bound holds, and the rows they leave are exactly those a full comparison gives."""

import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.files.store import processor
from explorer.vectors.codes import kernels, quickest, scan
from explorer.vectors.word_vectors import WordVectors


def rows(count: int, dim: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    matrix = rng.standard_normal((count, dim)) * rng.lognormal(0, 1, (count, 1))
    return matrix.astype(np.float32)


def brute(matrix: np.ndarray, query: np.ndarray, k: int, left_out: set[int]) -> list[int]:
    """The definition, in float64."""
    numbers, point = matrix.astype(np.float64), query.astype(np.float64)
    norms = np.linalg.norm(numbers, axis=1)
    cosines = numbers @ (point / np.linalg.norm(point)) / np.where(norms == 0, 1, norms)
    cosines[list(left_out)] = -np.inf
    order = np.lexsort((np.arange(len(matrix)), -cosines))
    return [int(row) for row in order[:k] if row not in left_out]


def test_codes_of_a_row_by_hand() -> None:
    """127 is the largest number's code; a row of length 5 has the unit scale step / 5."""
    matrix = np.array([[3, -4], [0, 0]], dtype=np.float32)
    coded = scan.coded(matrix, np.array([5, 0], dtype=np.float32))
    assert coded.codes.tolist() == [[95, -127], [0, 0]]  # 3 / (4 / 127) = 95.25
    assert coded.scales.tolist() == [pytest.approx(4 / 127 / 5), 0]
    assert coded.errors.tolist() == [pytest.approx(0.25 * 4 / 127 / 5, rel=1e-3), 0]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 700), st.integers(1, 40), st.integers(0, 1000))
def test_no_row_is_further_from_its_codes_than_its_bound(count: int, dim: int, seed: int) -> None:
    matrix = rows(count, dim, seed)
    norms = np.linalg.norm(matrix, axis=1)
    coded = scan.coded(matrix, norms)
    apart = matrix / norms[:, None].astype(np.float64) - coded.codes * coded.scales[:, None].astype(np.float64)
    assert (np.linalg.norm(apart, axis=1) <= coded.errors).all()
    assert (coded.errors < 0.5 * np.sqrt(dim) / 127 + 1e-5).all()  # half a step a component at most, of the largest


def test_the_nearest_of_all_may_be_left_out() -> None:
    """Rows at 0, 4, 8 … degrees from the query are so far apart that codes alone leave none too many."""
    angle = np.deg2rad(4 * np.arange(20))
    matrix = np.column_stack([np.cos(angle), np.sin(angle)]).astype(np.float32)
    found, _ = scan.highest_cosines(scan.coded(matrix, np.ones(20)), matrix, matrix[0], 2, {0, 1, 2})
    assert found.tolist() == [3, 4]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 3000), st.integers(1, 30), st.integers(1, 40), st.integers(0, 1000))
def test_the_nearest_are_those_of_a_full_comparison(count: int, dim: int, k: int, seed: int) -> None:
    matrix = rows(count, dim, seed)
    matrix[count // 2] = 0  # a zero row has the cosine 0 with everything
    matrix[-1] = matrix[0]  # and a tie goes to the earlier row
    norms = np.linalg.norm(matrix, axis=1)
    query = rows(1, dim, seed + 1)[0]
    left_out = {seed % count, 0}
    found, cosines = scan.highest_cosines(scan.coded(matrix, norms), matrix, query, k, left_out)
    assert found.tolist() == brute(matrix, query, k, left_out)
    assert (np.diff(cosines) <= 0).all()


def test_near_ties_are_told_apart() -> None:
    """Rows so close that their codes are equal: only the numbers themselves can order them."""
    base = rows(1, 50, 3)
    matrix = np.repeat(base, 5000, axis=0)
    matrix[:, 0] += np.random.default_rng(4).permutation(5000).astype(np.float32) * np.float32(1e-5)
    norms = np.linalg.norm(matrix, axis=1)
    found, _ = scan.highest_cosines(scan.coded(matrix, norms), matrix, base[0], 25)
    assert found.tolist() == brute(matrix, base[0], 25, set())


def test_what_is_lost_by_rounding_the_query_is_allowed_for() -> None:
    """Rows whose codes are exact, and a query whose small numbers round the wrong way.

    In codes the first row seems nearer by twenty times the bound of its own codes: 1.6 parts of a step are rounded up
    to 2 of another's 1.45 down to 1, so that only the query's own bound keeps the second row, the true nearest.
    """
    matrix = np.array([[127, 120, 0, 0], [127, 0, 72, 96]], dtype=np.float32)
    query = np.array([1, 1.6e-5, 1.45e-5, 1.45e-5], dtype=np.float32)
    others = -rows(2000, 4, 8)  # so many that bounds are kept by stretches of rows
    others[:, 0] = -np.abs(others[:, 0])
    for everything in (matrix, np.vstack([matrix, others])):
        norms = np.linalg.norm(everything, axis=1)
        found = scan.scan_for(scan.coded(everything, norms), everything, query)
        assert found.highest(1)[0].tolist() == brute(everything, query, 1, set()) == [1]
        assert replace(found, rounding=np.float32(0)).highest(1)[0].tolist() == [0]


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["equal", "opposite", "denormal", "huge", "every size", "exact codes"]), st.integers(0, 1000))
def test_rows_of_any_kind_are_ordered_as_by_a_full_comparison(kind: str, seed: int) -> None:
    """Squares of huge numbers still fit in float32: rows beyond that are refused when a file is read."""
    rng = np.random.default_rng(seed)
    base = rng.standard_normal((900, 12))
    matrix = {
        "equal": np.repeat(base[:3], 300, axis=0),
        "opposite": np.vstack([base[:450], -base[:450]]),
        "denormal": base * 1e-40,
        "huge": base * 1e17,
        "every size": base * 10.0 ** rng.uniform(-38, 17, (900, 1)),
        "exact codes": np.hstack([np.full((900, 1), 127.0), rng.integers(-126, 127, (900, 11))]),
    }[kind].astype(np.float32)
    vectors = WordVectors(tuple(map(str, range(len(matrix)))), matrix)
    query = rng.standard_normal(12).astype(np.float32) * np.float32(rng.choice([1, 1e-30, 1e17]))
    coded = scan.coded(matrix, vectors.norms)
    for k in (1, 7):
        true = brute(matrix, query, k, set())
        for name in kernels.instructions():
            assert scan.highest_cosines(replace(coded, by=name), matrix, query, k)[0].tolist() == true


def test_few_rows_are_left_to_compare() -> None:
    matrix = rows(60_000, 100, 5)
    norms = np.linalg.norm(matrix, axis=1)
    coded = scan.coded(matrix, norms)
    unit = matrix[7] / norms[7]
    assert len(scan.scan_for(coded, matrix, unit).candidates(11)) < 300


def test_without_the_errors_of_the_rows_the_scan_would_be_wrong() -> None:
    """What they are for: taken away, some near tie is answered by codes alone, and wrongly."""
    wrong = dict.fromkeys(kernels.instructions(), 0)
    for seed in range(10):
        rng = np.random.default_rng(seed)
        matrix = (rng.standard_normal(40) + 1e-3 * rng.standard_normal((3000, 40))).astype(np.float32)
        coded = scan.coded(matrix, np.linalg.norm(matrix, axis=1))
        true = brute(matrix, matrix[0], 3, set())
        for name in wrong:
            by = replace(coded, by=name)
            assert scan.highest_cosines(by, matrix, matrix[0], 3)[0].tolist() == true
            without = replace(by, errors=np.zeros_like(coded.errors))
            wrong[name] += scan.highest_cosines(without, matrix, matrix[0], 3)[0].tolist() != true
    assert min(wrong.values()) > 0


def test_the_quickest_instructions_are_kept_for_the_processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another kind of processor was best with is not asked of this one, nor what it does not have."""
    monkeypatch.delenv("EMBEDDING_EXPLORER_SCAN", raising=False)
    assert processor.instructions(tmp_path) == ""
    found = quickest.quickest()
    assert found in kernels.instructions()
    processor.keep(tmp_path, found)
    assert processor.instructions(tmp_path) == found
    monkeypatch.setattr(processor, "_name", lambda: "another")
    assert processor.instructions(tmp_path) == ""
    processor.keep(tmp_path, "plain")
    assert len(json.loads((tmp_path / processor.FILE).read_bytes())) == 2
    (tmp_path / processor.FILE).write_bytes(b"[]")
    assert processor.instructions(tmp_path) == ""
    monkeypatch.setenv("EMBEDDING_EXPLORER_SCAN", "plain")
    assert processor.instructions(tmp_path) == "plain"
    assert kernels.number_of("plain") == 2
    assert kernels.number_of("abacus") == kernels.number_of("") == kernels.number_of(kernels.instructions()[0])


def test_how_many_are_nearer_is_counted_exactly() -> None:
    matrix = rows(4000, 30, 9)
    matrix[10:20] = matrix[3]  # equals: none is nearer than another
    query = rows(1, 30, 10)[0]
    found = scan.scan_for(scan.coded(matrix, np.linalg.norm(matrix, axis=1)), matrix, query)
    order = brute(matrix, query, 4000, set())
    for place in (0, 1, 17, 500, 3999):
        row = order[place]
        if row not in range(10, 20):
            assert found.above(found.cosines(np.array([row]))[0]) == place
    first = order.index(3)
    assert {found.above(found.cosines(np.array([row]))[0]) for row in (3, *range(10, 20))} == {first}
    assert found.above(-2, left_out={5, 6}) == 3998


@pytest.mark.skipif(not hasattr(os, "O_DIRECT"), reason="reading past the page cache is for Linux")
def test_codes_read_from_the_disk_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = rows(20_000, 37, 6)
    norms = np.linalg.norm(matrix, axis=1)
    in_memory = scan.coded(matrix, norms)
    path = tmp_path / "codes"
    path.write_bytes(bytes(4096) + in_memory.codes.tobytes())
    on_disk = scan.CodedRows(in_memory.codes, in_memory.scales, in_memory.errors, (path, 4096))
    monkeypatch.setattr(scan, "is_cold", lambda *_: True)
    monkeypatch.setattr(scan, "BLOCK", 100_000)
    for seed in range(5):
        query = rows(1, 37, 100 + seed)[0]
        one = scan.highest_cosines(in_memory, matrix, query, 10)
        two = scan.highest_cosines(on_disk, matrix, query, 10)
        assert one[0].tolist() == two[0].tolist() == brute(matrix, query, 10, set())
        for found in (in_memory, on_disk):
            assert scan.scan_for(found, matrix, query).scores.max() <= 1.01  # cosines, also of what is read by blocks


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 3000), st.integers(0, 1000))
def test_the_sums_of_a_scan_are_exact(dim: int, seed: int) -> None:
    """The largest codes there are, all of one sign, must not run over 32 bits."""
    rng = np.random.default_rng(seed)
    codes = np.vstack([np.full(dim, 127), np.full(dim, -127), rng.integers(-127, 128, (3, dim))]).astype(np.int8)
    for unit in (np.full(dim, dim**-0.5), rng.standard_normal(dim) / dim**0.5):
        query, step, apart = scan.query_codes(unit.astype(np.float32))
        assert np.linalg.norm(unit.astype(np.float32) - query * step) <= apart * 1.0001 + 1e-12
        scores, bounds = np.empty(5, np.float32), np.empty((2, 1), np.float32)
        ones, errors = np.ones(5, np.float32), np.full(5, 0.5, np.float32)
        exact = codes.astype(np.int64) @ query.astype(np.int64) * step
        for name in kernels.instructions():
            kernels.scan(codes, ones, errors, query, step, kernels.number_of(name), scores, *bounds)
            np.testing.assert_allclose(scores, exact, rtol=1e-6, atol=1e-6)
            assert bounds.ravel().tolist() == [scores.max() - 0.5, scores.max() + 0.5]
