"""What is done with a map: watching it form, formulas as axes, search, shaking, tables, arrows, true neighbours."""

import base64
import time
from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import orthogonal_procrustes

from explorer.errors import SelectionError, SettingError, UnknownWordError, VectorFileError
from explorer.figures import atlas, colouring, labels, scatter, style
from explorer.projection import axes, density, lens, metadata, search, shake
from explorer.projection.forming import Forming
from explorer.projection.layout import Projection, graph_of, project
from explorer.projection.neighbours import NeighbourGraph
from explorer.projection.settings import ProjectionSettings
from explorer.projection.space import Space
from explorer.vectors.formula import evaluate
from explorer.vectors.word_vectors import WordVectors

Drawn = tuple[WordVectors, Space, NeighbourGraph, Projection]


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    rng = np.random.default_rng(0)
    matrix = (3 * rng.normal(size=(6, 12))[np.arange(120) % 6] + rng.normal(size=(120, 12))).astype(np.float32)
    vectors = WordVectors(tuple(f"w{i}" for i in range(120)), matrix)
    settings = ProjectionSettings(perplexity=10)
    space, graph = graph_of(vectors, settings)
    return vectors, space, graph, project(space, graph, settings)


# Watching a layout form


@pytest.mark.parametrize("method", ["t-SNE", "UMAP"])
def test_a_watched_layout_ends_where_an_unwatched_one_does(drawn: Drawn, method: str) -> None:
    _, space, graph, _ = drawn
    settings = ProjectionSettings(method=method, perplexity=10)  # type: ignore[arg-type]
    forming = Forming(space, graph, settings)
    first = forming.frame
    told: list[int] = []
    made = forming.run(lambda done, _: told.append(done))
    assert told == sorted(told)
    assert len(set(told)) > forming.frame.steps, "every step, and then its measures"
    np.testing.assert_array_equal(made.coordinates, project(space, graph, settings).coordinates)
    assert first.step == 0
    assert forming.frame.step == forming.frame.steps
    assert forming.frame.kept == made.honesty.kept
    assert not forming.touched


def until(forming: Forming, step: int) -> None:
    while forming.frame.step < step and not forming.over:
        forming.advance()
        time.sleep(0.01)


def test_a_layout_advances_only_when_looked_at_and_played(drawn: Drawn) -> None:
    _, space, graph, _ = drawn
    forming = Forming(space, graph, ProjectionSettings(perplexity=10))
    until(forming, 10)
    forming.pause()
    held = forming.frame
    time.sleep(0.1)
    forming.advance()
    assert forming.frame is held
    forming.play()
    time.sleep(0.1)
    assert forming.frame is held  # nobody looks: nothing is done
    forming.advance()
    assert held.step < forming.frame.step <= held.step + 60  # half a second's worth at most


def test_rewind_goes_back_to_the_same_places(drawn: Drawn) -> None:
    _, space, graph, _ = drawn
    forming = Forming(space, graph, ProjectionSettings(perplexity=10))
    kept = {}
    while forming.frame.step < 120:
        until(forming, forming.frame.step + 1)
        kept[forming.frame.step] = forming.frame.coordinates
    forming.rewind(37)
    back = forming.frame.step
    assert abs(back - 37) <= 12  # states are kept every 12 steps, or soon after where one turn took several
    np.testing.assert_array_equal(forming.frame.coordinates, kept[back])
    until(forming, 100)
    step = forming.frame.step
    forming.back()
    assert abs(forming.frame.step - (step - 75)) <= 12  # a tenth of 750 steps; states are kept every 12
    places = forming.frame.coordinates
    forming.shake()
    assert forming.touched
    assert np.abs(forming.frame.coordinates - places).max() > 0
    made = forming.run()
    assert forming.over
    assert forming.frame.step == forming.frame.steps
    assert made.honesty.kept == forming.frame.kept


def test_a_cancelled_layout_ends(drawn: Drawn) -> None:
    _, space, graph, _ = drawn
    forming = Forming(space, graph, ProjectionSettings(perplexity=10))

    def report(done: int, total: int) -> None:
        if done > 0.03 * total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        forming.run(report)
    assert 20 < forming.frame.step < 40


# Axes of formulas


def test_a_word_stands_where_its_cosines_put_it(royals: WordVectors) -> None:
    """man is (0, 1), king (2, 1): along woman - man, which points down, -1 and -1/√5; along royalty 0 and 2/√5."""
    settings = ProjectionSettings(method="Formulas", axes=("woman - man", "2*king + 2*queen"))
    space, graph = graph_of(royals, settings)
    made = axes.on_axes(royals, royals, space, graph, settings)
    places = dict(zip(made.words, made.coordinates.tolist(), strict=True))
    assert places["man"] == pytest.approx([-1, 0], abs=1e-6)
    assert places["king"] == pytest.approx([-1 / 5**0.5, 2 / 5**0.5], abs=1e-6)
    assert places["apple"] == pytest.approx([0, -1], abs=1e-6)
    assert scatter.axis_titles(made) == ["cosine with woman - man", "cosine with 2*king + 2*queen"]
    with pytest.raises(UnknownWordError):
        axes.on_axes(royals, royals, space, graph, replace(settings, axes=("womann", "man")))
    with pytest.raises(SelectionError, match=r"^A map in 2-D needs 2 formulas, not 1\.$"):
        axes.on_axes(royals, royals, space, graph, replace(settings, axes=("woman",)))


def test_other_measures_on_an_axis(royals: WordVectors) -> None:
    formula = evaluate("king - man", royals, unit=False).astype(float)
    direction = evaluate("king - man", royals).astype(float)
    for row in range(len(royals)):
        own = royals.matrix[row].astype(float)
        expected = {
            "dot product": own @ formula,
            "distance": np.sqrt(((own - formula) ** 2).sum()),
            "correlation": np.corrcoef(own, direction)[0, 1] if own.std() else 0.0,
        }
        for measure, value in expected.items():
            got = axes.along(royals, royals, "king - man", measure)[row]  # type: ignore[arg-type]  # a literal
            assert got == pytest.approx(value, abs=1e-5), measure
    settings = ProjectionSettings(method="Formulas", axes=("king", "man"), measure="distance")
    space, graph = graph_of(royals, settings)
    assert scatter.axis_titles(axes.on_axes(royals, royals, space, graph, settings))[1] == "distance from man"
    with pytest.raises(SettingError, match="not by “angle”"):
        replace(settings, measure="angle")  # type: ignore[arg-type]  # what is tested


# The true neighbours of a word, and arrows


def test_neighbours_tell_where_the_map_has_them(drawn: Drawn) -> None:
    vectors, space, _, made = drawn
    whole = WordVectors((*vectors.words, "twin"), np.vstack([vectors.matrix, vectors.matrix[7] * 2]))
    found = lens.true_neighbours(made, whole, "w7", k=11)
    assert (found[0].word, found[0].row, found[0].place) == ("twin", None, "not drawn")
    assert found[0].score == pytest.approx(1, abs=1e-6)
    row, near, hidden = lens.drawn_neighbours(made, space, "w7")
    assert row == 7
    assert [one.row for one in found[1:]] == list(near)
    shown = set(made.honesty.shown[7].tolist())
    assert set(hidden) == set(near) - shown
    assert made.honesty.kept_of[7] == pytest.approx(1 - len(hidden) / 10)
    assert lens.drawn_neighbours(made, space, "twin") == (None, (), ())


def test_neighbours_are_torn_when_two_of_them_lie_further_apart_than_words_do(drawn: Drawn) -> None:
    _, space, _, made = drawn
    near = list(lens.drawn_neighbours(made, space, "w7")[1][:5])
    at = np.zeros_like(made.coordinates)
    at[:60, 0] = 10  # half of the words here, half there: two at random are 10 apart in half of the cases
    at[near] = 0
    usual = np.sqrt(((at[:, None] - at[None]) ** 2).sum(axis=2).mean())
    for apart, torn in ((usual * 0.99, False), (usual * 1.02, True)):  # the first also moves what is usual, a little
        at[near[0]] = [0, apart]
        assert lens.torn(replace(made, coordinates=at.copy()), space, "w7") is torn
    assert not lens.torn(replace(made, coordinates=at.copy()), space, "w7", k=1)
    assert not lens.torn(made, space, "twin")


def test_arrows_carry_the_true_cosine(drawn: Drawn) -> None:
    vectors, _, _, made = drawn
    true = float(vectors.unit[0] @ vectors.unit[6])
    assert lens.arrows(made, vectors, lens.pairs_of("w0 w6, w1 w2,")) == [
        (0, 6, f"cos {true:.2f}"),
        (1, 2, f"cos {float(vectors.unit[1] @ vectors.unit[2]):.2f}"),
    ]
    with pytest.raises(SelectionError, match=r"^“w0 w1 w2” is not a pair"):
        lens.pairs_of("w0 w1 w2")


# Search


def test_search_by_part_and_by_expression() -> None:
    words = ["king", "Kingdom", "thinking", "queen", "a+b"]
    assert search.matching(words, " KING ") == [0, 1, 2]
    assert search.matching(words, "/^k/") == [0, 1]
    assert search.matching(words, "/ing$|n$/") == [0, 2, 3]
    assert search.matching(words, r"/a\+b/") == [4]
    assert search.matching(words, "/[*+?{]/") == [4]
    assert search.matching(words, "  ") == search.matching(words, "zzz") == []


@pytest.mark.parametrize(
    "bomb",
    [
        "/(a+)+$/",
        "/(a|a)*b/",
        "/(a*){9}/",
        r"/(a)\1+/",
        "/a*a*a*a*a*b/",
        "/(?=a+)/",
        "/" + "a?" * 40 + "/",
        "/(/",
        "/*/",
    ],
)
def test_expressions_that_explode_are_refused_at_once(bomb: str) -> None:
    began = time.monotonic()
    with pytest.raises(SettingError):
        search.matching(["a" * 5000] * 1000, bomb)
    assert time.monotonic() - began < 0.5


def test_what_is_allowed_is_given_a_time() -> None:
    began = time.monotonic()
    with pytest.raises(SettingError, match="takes too long"):
        search.matching(["a" * 5000] * 500_000, "/a*a*a*b/")
    assert time.monotonic() - began < 3


# Shaking


def test_words_that_wander_wander_and_the_rest_stays(drawn: Drawn) -> None:
    _, space, graph, made = drawn
    found = shake.shaken(made, space, graph, seeds=3)
    others = [project(space, graph, replace(made.settings, seed=made.settings.seed + k)) for k in (1, 2)]
    assert all(other.honesty.kept == pytest.approx(made.honesty.kept, abs=0.1) for other in others)
    at, *again = (one.coordinates - one.coordinates.mean(axis=0) for one in (made, *others))
    turned = [other @ orthogonal_procrustes(other, at)[0] for other in again]
    apart = [turn * np.linalg.norm(at) / np.linalg.norm(turn) - at for turn in turned]
    expected = np.sqrt(np.mean([(one**2).sum(axis=1) for one in apart], axis=0))
    np.testing.assert_allclose(found.wander, expected, rtol=1e-3)
    assert found.radius == pytest.approx(np.sqrt((at**2).sum(axis=1).mean()))
    assert found.seeds == 3
    assert 0 < found.share < 1.5
    assert found.wander.shape == (120,)
    flat = replace(made.settings, method="PCA")
    assert shake.shaken(project(space, graph, flat), space, graph, seeds=3).wander.max() < 1e-4  # PCA has no seed


def test_variations_fit_the_number_of_words() -> None:
    chosen = shake.variations(ProjectionSettings(perplexity=20), 61)
    assert [one.perplexity for one in chosen] == [5, 15, 20]
    chosen = shake.variations(ProjectionSettings(method="UMAP"), 1000)
    assert [one.n_neighbors for one in chosen] == [5, 15, 30, 80]
    assert shake.variations(ProjectionSettings(method="PCA"), 1000) == []


def test_maps_side_by_side_are_turned_onto_the_first(drawn: Drawn) -> None:
    _, space, graph, made = drawn
    again = shake.side_by_side(made, space, graph, [made.settings])[0]
    np.testing.assert_allclose(again.coordinates, made.coordinates, atol=1e-2 * np.abs(made.coordinates).max())


# Tables


def test_a_table_colours_by_groups_or_numbers() -> None:
    table = metadata.read("word\tkind\tyear\na\tx\t1\nb\ty\t2.5\nc\tx\t\n\n", "t.tsv", "abd")
    assert table.columns == ("kind", "year")
    assert table.found("abd") == 2
    of, names = table.groups("abcd", "kind")
    assert (of.tolist(), names) == ([0, 1, 0, 2], ("x", "y", "other or unknown"))
    assert table.numbers("ab", "kind") is None
    np.testing.assert_array_equal(table.numbers("abcd", "year"), [1, 2.5, np.nan, np.nan])  # type: ignore[arg-type]
    coloured = colouring.by_column(table, "abcd", "year")
    np.testing.assert_array_equal(coloured.value, [1, 2.5, np.nan, np.nan])
    assert coloured.span == (1, 2.5)
    assert (
        coloured.caption == "Colours: the column “year” of your table. 2 of 4 words have no number in it and are grey."
    )


def test_words_without_a_value_are_grey_and_keep_their_place(drawn: Drawn) -> None:
    _, space, _, made = drawn
    value = np.arange(len(space), dtype=float)
    value[:5] = np.nan
    coloured = colouring.Colouring("year", value=value, scale=colouring.RANK_SCALE)
    figure = scatter.map_of_words(made, coloured, scatter.Pointed())
    known, unknown = (trace for trace in figure.data if trace.name in ("year", "no value"))
    assert unknown.marker.color == style.MUTED
    assert [point[0] for point in unknown.customdata] == [1, 2, 3, 4, 5], "their numbers on the map"
    assert list(known.marker.color) == list(value[5:])
    assert (known.marker.cmin, known.marker.cmax) == (5, len(space) - 1)


def test_many_values_share_the_last_group() -> None:
    text = "word,kind\n" + "\n".join(f"w{i},k{min(i, 11)}" for i in range(20))
    of, names = metadata.read(text, "t.csv", ["w0"]).groups([f"w{i}" for i in range(20)], "kind")
    assert len(names) == metadata.MOST_GROUPS
    assert names[0] == "k11"
    assert of.max() == metadata.MOST_GROUPS - 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "t.tsv has no rows"),
        ("word\na", "t.tsv has one column only"),
        ("word\tx\na\t1\nb", "Line 3 of t.tsv has 1 cells, but the first line has 2."),
        ("word\tx\tx\na\t1\t2", "Two columns of t.tsv have the same name"),
        ("word\tx\nzz\t1", "The first column of t.tsv holds none of the words on the map"),
        ('word,x\n"a,1', "t.tsv is not a table"),
        ("a" * (metadata.LARGEST + 1), "t.tsv has 5,000,001 characters"),
    ],
)
def test_tables_that_do_not_match(text: str, sentence: str) -> None:
    with pytest.raises(VectorFileError, match="^" + sentence.replace("(", r"\(").replace(".", r"\.")):
        metadata.read(text, "t.tsv", ["a", "b"])


# Figures


def test_labels_do_not_overlap_and_the_important_come_first() -> None:
    rng = np.random.default_rng(0)
    at = rng.normal(size=(500, 2))
    words = [f"word{i}" for i in range(500)]
    placed = labels.placed(at, words, range(500))
    assert 60 < len(placed) < 400
    assert placed[0][0] == 0
    low, high = at.min(axis=0), at.max(axis=0)
    scale = min((760 - 40) / (high[0] - low[0]), (600 - 40) / (high[1] - low[1]))
    boxes = []
    for row, position in placed:
        x, y = (at[row] - (low + high) / 2) * scale * [1, -1] + [380, 300]
        wide, tall = labels.width(words[row], 12), 12.0
        left = {"right": x + 5, "left": x - 9 - wide, "center": x - wide / 2}[position.split()[1]]
        top = {"middle": y - tall / 2, "top": y - 5 - tall, "bottom": y + 5}[position.split()[0]]
        boxes.append((left, top, left + wide, top + tall))
    b = np.array(boxes)
    across = (b[:, None, 0] < b[None, :, 2]) & (b[None, :, 0] < b[:, None, 2])
    along = (b[:, None, 1] < b[None, :, 3]) & (b[None, :, 1] < b[:, None, 3])
    assert (across & along).sum() == len(b)  # each only itself


def test_labels_can_keep_clear_of_all_points() -> None:
    rng = np.random.default_rng(1)
    at = rng.normal(size=(150, 2)) * [10, 0.2]  # as ratings and cosines: each axis has a scale of its own
    words = ["profit · loss"] * len(at)
    placed = labels.placed(at, words, range(len(at)), picture=(400, 330), equal=False, clear=True)
    assert 5 < len(placed) < 100
    low, high = at.min(axis=0), at.max(axis=0)
    pixels = (at - (low + high) / 2) / (high - low) * [360, -290] + [200, 165]
    for row, position in placed:
        x, y = pixels[row]
        wide = labels.width(words[row], 12)
        left = {"right": x + 5, "left": x - 9 - wide, "center": x - wide / 2}[position.split()[1]]
        top = {"middle": y - 7, "top": y - 19, "bottom": y + 5}[position.split()[0]]
        under = (left < pixels[:, 0]) & (pixels[:, 0] < left + wide) & (top < pixels[:, 1]) & (pixels[:, 1] < top + 14)
        assert not under.any()


def test_the_picture_carries_places_and_what_is_pointed_out(drawn: Drawn) -> None:
    _, space, _, made = drawn
    pointed = scatter.point_out(made, space, "w7", found=[1, 2], chosen=["w3", "gone"])
    picture = atlas.picture(made, colouring.by_kept(made), pointed, name="n", alt="a")
    at = np.frombuffer(base64.b64decode(picture["at"]), dtype="<f4").reshape(-1, 2)
    np.testing.assert_array_equal(at, made.coordinates)
    assert picture["pointed"]["asked"] == 7
    assert picture["pointed"]["found"] == [1, 2]
    assert picture["pointed"]["chosen"] == [3]
    kept = np.frombuffer(base64.b64decode(picture["value"]), dtype="<f4")
    np.testing.assert_allclose(kept, made.honesty.kept_of, atol=1e-6)
    assert picture["colour"]["ends"] == ["0%", "100%"]


def test_a_map_in_space_is_seen_turned() -> None:
    at = np.array([[1.0, 0, 0], [0, 1, 0], [0, 0, 1]])
    np.testing.assert_allclose(atlas.shadow(at, 0), [[1, 0], [0, np.cos(0.35)], [0, -np.sin(0.35)]], atol=1e-12)
    quarter = atlas.shadow(at, np.pi / 2)  # what lay deep now lies across
    np.testing.assert_allclose(quarter, [[0, np.sin(0.35)], [0, np.cos(0.35)], [1, 0]], atol=1e-12)


def test_the_figure_has_equal_scales_and_its_table_all_words(drawn: Drawn) -> None:
    _, space, _, made = drawn
    figure = scatter.map_of_words(made, colouring.plain(), scatter.point_out(made, space, "w7"))
    assert figure.layout.yaxis.scaleanchor == "x"
    assert figure.layout.xaxis.showticklabels is False
    table = scatter.columns(made, colouring.plain())
    assert table["word"] == list(made.words)
    np.testing.assert_array_equal(np.stack([table["x"], table["y"]], axis=1), made.coordinates)
    lines = density.contours(made.coordinates)
    page = scatter.alone(made, colouring.plain(), scatter.Pointed(), "title", contours=lines)
    assert [line.share for line in lines if f"{line.share:.0%} of the words" in page] == list(density.SHARES)
    assert page.startswith("<!doctype html>")
    assert "w119" in page
