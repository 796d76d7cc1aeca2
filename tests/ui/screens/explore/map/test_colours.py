"""What the points say: colours, clusters, tables and tags of the visitor's."""

from pathlib import Path

import pytest

from explorer.files.store import kept_texts
from explorer.ui.screens.explore.map import work
from explorer.ui.shell import panels, visitor
from explorer.ui.shell.cache import shared_models
from tests.background import jobs, settled
from tests.ui.screens.explore.map.visit import finished, opened, picture, said


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


def test_clusters_can_be_counted_or_found() -> None:
    at = opened(most="100", method="PCA", clusters="3", names="true", lines="true")
    assert not at.error
    at.selectbox(key="colour").set_value("density").run()
    assert "clusters that HDBSCAN finds where words lie densely on this map" in said(at)
    assert "which are partly made by the map" in said(at)


def test_clusters_of_many_words_are_found_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page shows their progress, and in the end what it shows of few words."""
    few = said(opened(n="100", method="PCA", clusters="3"))
    monkeypatch.setattr(work, "AT_ONCE", 50)
    at = settled(opened(n="100", method="PCA", clusters="3"))
    assert [job.label for job in jobs(at)] == ["Finding clusters of 100 words"]
    assert said(at) == few
    at.selectbox(key="colour").set_value("density")
    assert "clusters that HDBSCAN finds" in said(settled(at))
    pulled = settled(opened(n="100", method="UMAP", target="Clusters of the vectors", target_clusters="3"))
    assert "Supervised by 3 clusters of the vectors" in said(pulled)
    assert "Finding clusters of 100 words" in [job.label for job in jobs(pulled)]


def test_the_caption_says_what_the_colours_are() -> None:
    at = opened(n="100", colour="A table of yours", method="PCA")
    table = b"word\tkind\tcount\nthe\tarticle\t7\nof\tpreposition\t-800\n"
    at.file_uploader(key="table").set_value(("facts.tsv", table, "text/plain")).run()
    assert "Colours: the column “kind” of your table." in said(at)
    assert "k-means" not in said(at).split("What this picture")[0].split("Drawn:")[0]
    at.selectbox(key="column").set_value("count").run()
    assert "98 of 100 words have no number in it and are grey." in said(at)


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
