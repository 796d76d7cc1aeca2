"""The map page, as a visitor uses it: what is drawn, what is said, what a link carries, and what cannot be drawn."""

import base64
import io
import json
import re
import time
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.files.store import kept_texts
from explorer.projection import neighbours, sample, settings
from explorer.projection.reference import LIBRARY
from explorer.projection.settings import Method, ProjectionSettings
from explorer.ui.screens.explore.map import work
from explorer.ui.shell import panels, visitor
from explorer.ui.shell.cache import shared_maps, shared_models
from explorer.ui.shell.state import Session
from explorer.vectors.columns import Column, Columns
from explorer.vectors.model import Model
from explorer.vectors.similarity import nearest
from explorer.vectors.word_vectors import Precomputed, WordVectors
from tests import background

ROOT = Path(__file__).resolve().parents[4]
TEN = "king, queen, man, woman, boy, girl, paris, london, france, england"


def opened(**link: str) -> AppTest:
    """The map page, opened by a link."""
    return finished(background.visit("pages/explore/map.py", **link).run())


def finished(at: AppTest) -> AppTest:
    """The page once its map is made: a run that meets a layout under way ends there."""
    for _ in range(40):
        if any("How far can it be believed?" in one.value for one in at.markdown) or at.error:
            break
        at.run()
    assert not at.exception
    return at


def said(at: AppTest) -> str:
    return "\n".join(one.value for one in [*at.markdown, *at.caption]).replace("\\", "")


def picture(at: AppTest) -> dict[str, Any]:
    """What the browser is given to draw the map of."""
    (told,) = [
        one.proto.json for one in at.get("bidi_component") if one.proto.component_name in {"atlas", "plotly_map"}
    ]
    return dict(json.loads(told))


def run(code: str) -> str:
    """What the lines shown print, run where nothing is imported or named before them."""
    with redirect_stdout(io.StringIO()) as out:
        exec(compile(code, "shown", "exec"), {})
    return out.getvalue()


def test_opens_with_a_map_and_says_how_far_it_can_be_believed() -> None:
    at = opened()
    text = said(at)
    assert not at.error
    assert re.search(
        r"Drawn: the 500 most frequent of the 29,\d\d\d words that are no function words, of 30,000\.", text
    )
    assert not {"the", "of", "would"} & set(at.session_state["session"].on_map)
    for figure in ("Neighbours kept", "Trustworthiness", "Continuity", "Shepard correlation"):
        assert figure in text
    assert "by chance 2.0%" in text  # 10 of 499
    assert "k-means clusters of the vectors themselves, not of the map" in text
    assert "What this picture cannot show" in text


@pytest.mark.parametrize("method", ["t-SNE", "UMAP", "PCA", "Formulas"])
@pytest.mark.parametrize("dims", ["2-D", "3-D"])
def test_each_method_in_each_dimension(method: str, dims: str) -> None:
    at = opened(method=method, dims=dims, n="100")
    assert not at.error
    assert f"{method}, {dims}" in said(at)
    drawn = picture(at)
    assert drawn["dims"] == int(dims[0])
    assert drawn["library"].startswith("/plotly-"), "by Plotly.js, from this server"


@pytest.mark.parametrize(
    ("link", "by_plotly"),
    [
        ({"drawn_by": "Plotly"}, True),
        ({"drawn_by": "Canvas"}, False),
        ({"drawn_by": "Canvas", "dims": "3-D"}, False),
        ({"n": "20,000"}, False),
    ],
)
def test_plotly_draws_the_map_unless_it_is_large_or_the_canvas_is_chosen(link: dict[str, str], by_plotly: bool) -> None:
    drawn = picture(opened(**{"n": "100", "method": "PCA", **link}))
    assert bool(drawn.get("library")) == by_plotly
    assert len(drawn["words"]) == (20_000 if "n" in link else 100)


def test_a_word_lists_its_true_neighbours_over_the_whole_vocabulary() -> None:
    at = opened(n="100", word="king")
    expected = nearest(shared_models.built_in(), "king", 10)
    shown = at.dataframe[0].value
    assert list(shown["word"]) == [near.word for near in expected]
    assert list(shown["cosine"]) == pytest.approx([near.score for near in expected])
    assert set(shown["here"]) == {"not drawn"}


def test_a_list_names_what_is_missing() -> None:
    at = opened(**{"from": "Words of your own", "map_words": f"{TEN}, kinng"})
    text = said(at)
    assert "10 of 11 words found; not in this model: kinng." in text
    assert "kinng: did you mean king" in text.replace("\\", "")


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ({"from": "Nearest to a word or formula", "near": "paris"}, "the 50 words nearest to paris, of 30,000"),
        ({"from": "Words that match a search", "query": "/^over/"}, "words that match “/^over/”, of 30,000"),
        ({"skip": "1000"}, "the 50 most frequent words after the first 1,000, of 30,000"),
        (
            {"from": "Frequent words, filtered", "most": "50", "only": "Near a word or formula", "only_above": "0.5"},
            "words with a cosine of at least 0.5 with king, of 30,000",
        ),
        (
            {"from": "Frequent words, filtered", "most": "50", "only": "By part of speech", "only_parts": "adverb"},
            "words whose part of speech is adverb, of 30,000",
        ),
    ],
)
def test_what_is_drawn_is_a_stated_sample(link: dict[str, str], told: str) -> None:
    assert told in said(opened(**{"n": "50", "method": "PCA"} | link))


def test_few_words_lower_the_perplexity_and_say_so() -> None:
    at = opened(**{"from": "Words of your own", "map_words": TEN})
    assert "A perplexity of 30 needs more words; 3 is used." in said(at)


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ({"from": "Words of your own", "map_words": "king, queen"}, "needs at least 5 words, not 2 words."),
        ({"from": "Words of your own", "map_words": "king, king, king"}, "needs at least 5 words, not 1 word."),
        ({"method": "Formulas", "n": "100", "axis1": "woman - mann2"}, "“mann2” is not in the vocabulary"),
        ({"method": "Formulas", "n": "100", "axis1": "(woman - man"}, "where a ) that closes the ( at character 1"),
        ({"method": "Formulas", "n": "100", "axis2": "king - king"}, "cancel out"),
        ({"method": "Formulas", "n": "100", "axis1": " + ".join(["king"] * 10_000)}, "The formula has"),
        ({"from": "Nearest to a word or formula", "near": "kinng"}, "“kinng” is not in the vocabulary"),
        ({"from": "Nearest to a word or formula", "near": "king - (man"}, "where a ) that closes the ("),
        ({"from": "Words that match a search", "query": "/(a+)+$/"}, "Repeated groups"),
        ({"only": "By rank", "only_first": "900", "only_last": "800"}, "Ranks 900 to 800 hold no word"),
        ({"only": "By spelling", "only_pattern": "/(a+)+$/"}, "Repeated groups"),
        ({"from": "Words that match a search", "query": "zzzzzz"}, "needs at least 5 words, not 0 words."),
        ({"n": "100", "word": "kinng"}, "“kinng” is not in the vocabulary"),
        ({"n": "100", "find": "/(a+)+$/"}, "Repeated groups"),
        ({"n": "100", "find": "/[/"}, "is no regular expression"),
        ({"n": "100", "arrows": "king"}, "is not a pair"),
        ({"n": "100", "arrows": "zebra the"}, "is not drawn on this map"),
    ],
)
def test_what_cannot_be_drawn_gets_a_sentence(link: dict[str, str], sentence: str) -> None:
    at = opened(**link)
    assert len(at.error) == 1
    assert sentence in at.error[0].value.replace("\\", "")


def test_a_search_counts_here_and_everywhere() -> None:
    at = opened(n="100", find="king")
    everywhere = sum("king" in word.casefold() for word in shared_models.built_in().words)
    assert f"0 drawn, {everywhere:,} in the whole vocabulary" in said(at)


def test_choices_survive_a_visit_to_another_page() -> None:
    at = opened(n="100")
    at.segmented_control(key="method").set_value("PCA").run()
    at.switch_page("pages/explore/models.py").run().switch_page("pages/explore/map.py").run()
    assert at.segmented_control(key="method").value == "PCA"
    assert at.select_slider(key="n").value == 100


def test_colours() -> None:
    for colour in ("Neighbours kept", "Frequency rank", "Likeness to a formula", "A table of yours", "Nothing"):
        at = opened(n="100", colour=colour, method="PCA")
        assert not at.error
    at.selectbox(key="colour").set_value("table").run()
    at.file_uploader(key="table").set_value(("facts.tsv", b"word\tkind\nthe\tarticle\nof\tpreposition\n", "text/plain"))
    at.run()
    assert "2 of 100 words found in facts.tsv." in said(at)
    at.file_uploader(key="table").set_value(("facts.tsv", b"word\tkind\nzzz\tarticle\n", "text/plain")).run()
    assert "holds none of the words on the map" in at.error[0].value


def test_the_python_shown_makes_the_same_map() -> None:
    at = opened(most="100", method="UMAP", seed="3", only="By spelling", only_pattern="/e$/")
    code = next(block.value for block in at.code if "layout.project" in block.value)
    printed = run(code)
    kept = next(one.value for one in at.markdown if "Neighbours kept" in one.value)
    told = float(printed.split("neighbours kept ")[1].split(",")[0])
    assert int(kept.strip("*").split("%")[0]) / 100 == pytest.approx(told, abs=0.03)  # BLAS rounds by its threads


@pytest.mark.parametrize("method", ["t-SNE", "PCA"])  # umap-learn, which compiles itself, is asked for in projection/
def test_the_library_everybody_knows_stands_beside_ours(method: Method) -> None:
    library = LIBRARY[method]
    at = opened(n="100", method=method, engine=library)
    for _ in range(100):
        if any("measure" in frame.value for frame in at.dataframe):
            break
        at.run()
    table = next(frame.value for frame in at.dataframe if "measure" in frame.value)
    assert f"{method}, 2-D by {library}" in said(at)
    assert list(table.columns) == ["measure", library, "this app"]
    assert f"{float(table[library][1]):.2f}" in said(at)  # the trustworthiness, which stands above in large
    assert abs(float(table[library][1]) - float(table["this app"][1])) < 0.05


def test_a_layout_can_be_watched_to_its_end() -> None:
    at = opened(n="100")
    at.button(key="watch").click().run()
    assert at.button(key="map_pause").label == "Pause"
    at.button(key="map_pause").click().run()
    assert at.button(key="map_pause").label == "Play"
    at.button(key="map_cancel").click().run()
    finished(at)
    assert "Neighbours kept" in said(at)


def test_a_layout_that_is_cancelled_is_kept_as_it_stood_and_can_be_finished() -> None:
    at = background.visit("pages/explore/map.py", n="3,000", seed="7").run()
    visit = at.session_state["session"]
    job = next(job for key, job in visit.jobs.items() if key.startswith("map "))
    while not job.over and (visit.forming is None or visit.forming.frame.step < 5):
        time.sleep(0.01)
    at.button(key="map_cancel").click().run()
    finished(at)
    text = said(at)
    assert "the layout as it stood then, not a finished map." in text
    stopped = int(text.split("Stopped at step ")[1].split(" ")[0].replace(",", ""))
    assert 0 < stopped < 750
    at.button(key="map_finish").click().run()
    for _ in range(400):
        if not at.session_state["session"].own_map.unfinished:
            break
        at.run()
    assert "Stopped at step" not in said(finished(at))
    whole = shared_maps.projection(*seen_by_the_cache(at))
    np.testing.assert_array_equal(at.session_state["session"].own_map.projection.coordinates, whole.coordinates)


def seen_by_the_cache(at: AppTest) -> tuple[WordVectors, ProjectionSettings]:
    drawn = sample.by_rank(shared_models.built_in(), 3000).vectors
    return drawn, ProjectionSettings(seed=at.number_input(key="seed").value)


def test_only_these_has_a_way_back() -> None:
    at = opened(n="100", method="PCA")
    at.session_state["session"].selection = ("the", "of", "and", "in", "to", "a")
    finished(at.run())
    at.button(key="isolate").click().run()
    assert "6 words of a list" in said(finished(at))
    at.button(key="all_again").click().run()
    assert "Drawn: the 100 most frequent words" in said(finished(at))
    assert "all_again" not in [button.key for button in at.button]


def test_words_join_are_hidden_and_come_back() -> None:
    at = opened(most="100", method="PCA", word="music")
    drawn = at.session_state["session"].on_map
    missing = [near.word for near in nearest(shared_models.built_in(), "music", 10) if near.word not in drawn]
    assert missing
    finished(at.button(key="add_near").click().run())
    assert at.session_state["session"].on_map == (*drawn, *missing)
    assert "not drawn" not in set(at.dataframe[0].value["here"])
    assert f"Joined: {missing[0]}" in said(at)
    at.session_state["session"].selection = drawn[:3]
    finished(at.run())
    finished(at.button(key="hide").click().run())
    assert at.session_state["session"].on_map == (*drawn[3:], *missing)
    assert f"{len(missing)} joined (ringed), 3 hidden" in said(at)
    code = next(block.value for block in at.code if "layout.project" in block.value)
    assert missing[-1] in run(code)
    finished(at.button(key="sight_undo").click().run())
    assert at.session_state["session"].on_map == (*drawn, *missing)
    at.multiselect(key="show").set_value(["pattern"]).run()
    at.text_input(key="show_pattern").set_value("/^[a-m]/").run()
    assert set(finished(at).session_state["session"].on_map) == {
        *(word for word in drawn if word[0] <= "m"),
        *missing,
    }
    at.text_area(key="added").set_value("kinng").run()
    assert "Not in this model: kinng." in said(at)


def test_the_columns_of_a_model_colour_label_and_filter_its_map() -> None:
    some = sample.by_rank(shared_models.built_in(), 60).vectors
    tag = Column("kind", codes=np.arange(60, dtype=np.uint32) % 3, texts=("noun", "<b>verb", "=x"))
    length = Column("length", numbers=np.array([float(len(word)) for word in some.words]))
    known = Precomputed(columns=Columns((tag, length)))
    vectors = WordVectors(tuple(some.words), some.matrix.copy(), precomputed=known)
    session = Session()
    session.library.add(Model("tagged", vectors))
    link = {"model": "tagged", "n": "100", "method": "PCA", "colour": "A column of the model"}
    link |= {"chart": "true", "show": "By a column", "show_cell": "/^noun$/", "shape": "A column of the model"}
    at = finished(background.visit("pages/explore/map.py", session, **link).run())
    assert not at.error
    assert at.session_state["session"].on_map == tuple(some.words[::3])
    assert "Colours: the column “kind” of the model. Shapes: the column “kind” of the model." in said(at)
    assert picture(at)["colour"]["shapes"]["names"] == ["noun", "<b>verb", "=x"]
    at.selectbox(key="show_column").set_value("length").run()
    at.text_input(key="show_cell").set_value("3 to 4").run()
    assert at.session_state["session"].on_map == tuple(word for word in some.words if 3 <= len(word) <= 4)
    at.text_input(key="show_cell").set_value("three").run()
    assert "“three” is no range of numbers." in at.error[0].value


def test_axes_by_another_measure_and_without_a_meaning() -> None:
    at = opened(method="Formulas", most="50", measure="Distance", axis1="bank not river, water")
    assert not at.error
    code = next(block.value for block in at.code if "axes.on_axes" in block.value)
    printed = run(code)
    kept = next(one.value for one in at.markdown if "Neighbours kept" in one.value)
    told = float(printed.split("neighbours kept ")[1].split(",")[0])
    assert int(kept.strip("*").split("%")[0]) / 100 == pytest.approx(told, abs=0.01)


def test_clusters_can_be_counted_or_found() -> None:
    at = opened(most="100", method="PCA", clusters="3", names="true", lines="true")
    assert not at.error
    at.selectbox(key="colour").set_value("density").run()
    assert "clusters that HDBSCAN finds where words lie densely on this map" in said(at)
    assert "which are partly made by the map" in said(at)


def test_the_caption_says_what_the_colours_are() -> None:
    at = opened(n="100", colour="A table of yours", method="PCA")
    table = b"word\tkind\tcount\nthe\tarticle\t7\nof\tpreposition\t-800\n"
    at.file_uploader(key="table").set_value(("facts.tsv", table, "text/plain")).run()
    assert "Colours: the column “kind” of your table." in said(at)
    assert "k-means" not in said(at).split("What this picture")[0].split("Drawn:")[0]
    at.selectbox(key="column").set_value("count").run()
    assert "98 of 100 words have no number in it and are grey." in said(at)


def test_shaking_tells_how_far_words_wander() -> None:
    at = opened(n="50", shake="true")
    for _ in range(20):
        if "Over 5 seeds a word wanders" in said(at):
            break
        at.run()
    assert "Over 5 seeds a word wanders" in said(at)


def test_other_perplexities_side_by_side() -> None:
    at = opened(n="100", compare="true")
    for _ in range(20):
        if at.get("plotly_chart"):
            break
        at.run()
    assert "From left to right: perplexities 5, 15, 30, 33" in said(at)
    words = at.session_state["session"].on_map
    at.session_state["session"].selection = words[3:5]
    at.text_area(key="hidden").set_value(words[0]).run()
    assert "□ on every map: the 2 selected words." in said(at)
    small = json.loads(at.get("plotly_chart")[0].proto.spec)["data"]
    assert [trace["text"] for trace in small[1::2]] == [list(words[3:5])] * 4
    assert all(trace["text"] == list(words[1:]) == [*at.session_state["session"].on_map] for trace in small[::2])
    assert all(len(trace["marker"]["color"]) == len(words) - 1 for trace in small[::2])
    code = next(block.value for block in at.code if "shake.side_by_side" in block.value)
    printed = run(code)
    titles = [note["text"] for note in json.loads(at.get("plotly_chart")[0].proto.spec)["layout"]["annotations"]]
    told = re.findall(r"neighbours kept (0\.\d\d)$", printed, re.MULTILINE)
    assert [f"{float(kept):.0%} kept" for kept in told] == [title.split(" · ")[1] for title in titles]


def test_a_selection_is_offered_on_other_pages() -> None:
    at = opened(n="100")
    at.session_state["session"].selection = ("king", "queen", "paris")
    at.switch_page("pages/explore/words.py").run()
    at.button(key="selection_to_words").click().run()
    assert at.text_area(key="several").value == "king, queen, paris"
    at.switch_page("pages/judge/bias.py").run()
    assert at.button(key="selection_to_bias").label == "Take the 3 words selected on the map"
    at.button(key="selection_to_bias").click().run()
    assert at.text_area(key="own_words").value == "king, queen, paris"
    assert not at.exception


def test_tags_stay_with_their_visitor_and_come_back_from_a_table(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path))
    whose = "a" * 32
    monkeypatch.setattr(visitor, "key", lambda: whose)
    content = shared_models.built_in().fingerprint
    at = opened(most="50", method="PCA")
    drawn = at.session_state["session"].on_map
    at.session_state["session"].selection = drawn[:2]
    finished(at.run())
    at.text_input(key="tag").set_value("<b>mine").run()
    finished(at.button(key="write_tag").click().run())
    at = opened(most="50", method="PCA", colour="Your tags", label="your tag")  # another day
    assert not at.error
    assert at.session_state["session"].tags.on(content) == dict.fromkeys(drawn[:2], "<b>mine")
    assert "Colours: your tags." in said(at)
    assert "2 words of this model have a tag" in said(at)
    assert picture(at)["labels"][:3] == ["<b>mine", "<b>mine", drawn[2]]
    at.button(key="tags_away").click().run()
    finished(at.run())
    assert "No word of this model has a tag." in said(at)
    table = panels.as_csv({"word": [drawn[3], "not-in-it", "the"], "your tag": ["=mine", "lost", ""]})
    at.file_uploader(key="tags_table").set_value(("map.csv", table.encode(), "text/csv")).run()
    finished(at.button(key="tags_read").click().run())
    assert at.session_state["session"].tags.on(content) == {drawn[3]: "=mine"}
    assert kept_texts.read(whose, "tags")
    whose = "b" * 32
    other = opened(most="50", method="PCA")
    assert not other.session_state["session"].tags.of
    assert not other.exception


def test_points_are_drawn_as_they_are_until_a_method_is_asked_for() -> None:
    """A file of points is a map itself: all of them, a point at zero too, and nothing is lost."""
    matrix = (np.random.default_rng(2).normal(size=(60, 2)) * [5, 1]).astype(np.float32)
    matrix[7] = 0
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.run()
    names = tuple(f"p{i}" for i in range(60))
    at.session_state["session"].library.add(Model("points", WordVectors(names, matrix.copy())))
    at.query_params["model"] = "points"
    finished(at.switch_page("pages/explore/map.py").run())
    assert not at.error
    drawn = np.frombuffer(base64.b64decode(picture(at)["at"]), dtype="<f4").reshape(-1, 2)
    np.testing.assert_array_equal(drawn, matrix)
    assert at.session_state["session"].on_map == names
    text = said(at)
    assert "As given, 2-D · the 2 coordinates that the model has, and nothing is projected." in text
    assert "**100%** Neighbours kept" in text
    assert "the 60 " in text


def test_very_many_words_are_seen_by_pca_while_umap_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for 400,000 words, with lower bounds, the path is the same; the page tells how many neighbours it found."""
    for module in (work, shared_maps, neighbours, settings):
        monkeypatch.setattr(module, "VAST", 1600)
    for module in (shared_maps, settings):  # so that 20 neighbours of each are kept, not 150
        monkeypatch.setattr(module, "LARGE", 1600)
    at = opened(method="UMAP", n="2,000")
    seen = said(at)
    (job,) = [job for name, job in at.session_state["session"].jobs.items() if str(name).startswith("vast ")]
    job.wait(60)
    at.run()
    assert not at.error
    assert "PCA, 2-D" in seen or "UMAP, 2-D" in seen
    told = r"Neighbours were looked for in a tenth .* found there: \d+% of the true ones, measured on 500"
    assert re.search(told, said(at))
    assert "Watch it form" not in [button.label for button in at.button]
