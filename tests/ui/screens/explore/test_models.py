"""The Models page: importing by upload and from the folder, the report, the errors, renaming and removing."""

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer.files.formats import export
from explorer.files.formats.reading import read
from explorer.ui.shell.panels import plain
from tests.background import visit
from tests.ui.said import said

GLOVE = b"the 0.1 0.2\nking 0.5 -0.6\nqueen 0.5 0.6\nthe 9 9\nbroken 1\n"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "small.txt").write_bytes(GLOVE)
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    monkeypatch.setenv("EMBEDDING_EXPLORER_MODELS", str(folder))
    return visit("pages/explore/models.py").run()


def finished(at: AppTest) -> AppTest:
    """The page once the import is over."""
    jobs = at.session_state["session"].jobs
    if "import" not in jobs:  # it was over before the page had drawn itself
        return at
    deadline = time.monotonic() + 20
    while "import" in jobs:  # until a run of the page has taken it off and said what came of it
        assert time.monotonic() < deadline
        jobs["import"].wait(20)
        at.run()
    return at


def from_folder(at: AppTest, name: str) -> AppTest:
    at = at.button_group(key="way").set_value("folder").run()
    at = at.selectbox(key="offered_file").select(name).run()
    return finished(at.button(key="import").click().run())


def names(at: AppTest) -> list[str]:
    return list(at.dataframe[0].value["Model"])


def test_it_opens_with_the_built_in_model(page: AppTest) -> None:
    assert not page.exception
    assert len(names(page)) == 2  # and GloVe
    assert page.button(key="import").disabled  # nothing chosen yet


def test_a_table_says_what_was_taken_from_where_and_names_its_other_columns(page: AppTest, tmp_path: Path) -> None:
    table = "id,word,x1,x2,<b>tag</b>\n7,king,0.5,0.25,NOUN\n8,rules,1,2,VERB\n"
    (tmp_path / "models" / "table.csv").write_text(table, encoding="utf-8")
    at = from_folder(page.run(), "table.csv")
    assert not at.exception
    assert "the words are from “word”, the vectors from 2 columns, “x1” to “x2”. 2 more are kept" in said(at.warning)[0]
    (told,) = [text for text in said(at.caption) if text.startswith("Columns beside the vectors")]
    assert told.endswith("id (numbers), <b>tag</b> (2 texts)")


def test_a_file_of_the_folder_becomes_a_model_with_a_report(page: AppTest) -> None:
    at = from_folder(page, "small.txt")
    assert not at.exception
    assert names(at)[2] == "small"
    assert "3 words of 2 numbers" in at.success[0].value
    counts = next(m.value for m in at.markdown if "rows read" in m.value)
    assert "**5** rows read (all of the file) · **1** left out · **1** same word again" in counts
    assert list(at.dataframe[1].value["reason"]) == ["it has 1 number instead of 2"]
    assert list(at.dataframe[1].value["line"]) == [5]
    at = from_folder(at, "small.txt")  # again: the same content is kept once
    assert "were here already and opened at once" in at.success[0].value
    assert len(names(at)) == 3


def test_a_doubtful_file_is_shown_before_it_is_used(page: AppTest, tmp_path: Path) -> None:
    (tmp_path / "models" / "numbered.csv").write_bytes(b"0,the,0.5,0.25\n1,of,0.1,0.2\n2,and,0.3,0.4\n")
    at = from_folder(page, "numbered.csv")
    assert not at.exception
    before = names(at)
    assert "numbered" not in before
    assert "3 of the first 3 words hold a number, such as “0,the”" in at.warning[0].value
    assert at.dataframe[1].value.to_numpy().tolist() == [["0,the", 0.5, 0.25], ["1,of", 0.1, 0.2]]
    at = at.button(key="use_doubted").click().run()
    assert names(at) == [*before, "numbered"]
    at = from_folder(at, "small.txt")
    at = from_folder(at.button(key="remove").click().run(), "numbered.csv")
    at = at.button(key="leave_doubted").click().run() if any(b.key == "leave_doubted" for b in at.button) else at
    assert not at.exception


def test_an_upload_that_is_no_sound_zip_is_told_before_import_is_pressed(page: AppTest) -> None:
    end = b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + bytes(10)
    at = page.file_uploader(key="vector_file").upload("many.zip", end, "application/zip").run()
    assert not at.exception
    assert [error.value for error in at.error] == [plain("“many.zip” is a zip of 65,535 files; vectors come in a few.")]
    assert at.button(key="import").disabled  # what cannot be read is not offered to be read


def test_an_upload_becomes_a_model(page: AppTest) -> None:
    at = page.file_uploader(key="vector_file").upload("mine.vec", GLOVE, "text/plain").run()
    at = at.number_input(key="most_frequent").set_value(2).run()
    at = finished(at.button(key="import").click().run())
    assert names(at)[2] == "mine, first 2"


def test_a_file_that_is_something_else_gives_one_sentence_and_loses_nothing(page: AppTest) -> None:
    at = from_folder(page, "small.txt")
    at = from_folder(at, "picture.txt")
    assert not at.exception
    assert [error.value for error in at.error] == [plain("“picture.txt” is a PNG image.")]
    assert names(at)[2] == "small"


def opened_by(visitor: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page Models in a new tab of that visitor."""
    monkeypatch.setattr("explorer.ui.shell.visitor.key", lambda: visitor)
    return visit("pages/explore/models.py").run()


@pytest.mark.usefixtures("page")
def test_what_a_visitor_imports_is_found_again_and_is_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    first = from_folder(opened_by("Ann", monkeypatch), "small.txt")
    assert names(first)[2:] == ["small"]
    assert names(opened_by("Ann", monkeypatch))[2:] == ["small"]
    other = opened_by("Bob", monkeypatch)
    assert names(other)[2:] == []
    other.switch_page("pages/explore/words.py")
    other.query_params["model"] = "small"
    other = other.run()
    assert other.selectbox(key="model").value != "small"
    again = opened_by("Ann", monkeypatch)
    again.button(key="remove").click().run()
    assert names(opened_by("Ann", monkeypatch))[2:] == []


def test_an_address_is_fetched_only_where_allowed_and_public(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBEDDING_EXPLORER_URLS", raising=False)
    at = page.button_group(key="way").set_value("url").run()
    assert "EMBEDDING_EXPLORER_URLS" in at.info[0].value
    monkeypatch.setenv("EMBEDDING_EXPLORER_URLS", "1")
    at = at.run()
    at = at.text_input(key="url").set_value("http://169.254.169.254/latest/meta-data").run()
    at = finished(at.button(key="import").click().run())
    assert [error.value for error in at.error] == [
        plain("“169.254.169.254” is not a public address; files are fetched from public ones only.")
    ]


def test_a_table_of_the_database_answers_on_the_page_of_words(
    page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("lancedb", reason="LanceDB is not installed: pip install -r requirements-large.txt")
    from explorer.vectors.engines import lance

    monkeypatch.delenv("EMBEDDING_EXPLORER_DATABASE", raising=False)
    at = page.button_group(key="way").set_value("database").run()
    assert "EMBEDDING_EXPLORER_DATABASE" in at.info[0].value
    (tmp_path / "royals.txt").write_bytes(b"".join(b"w%d %d 1 -2\n" % (i, i * i) for i in range(40)))
    vectors, _ = read(tmp_path / "royals.txt")
    lance.write(tmp_path / "database", "royals", vectors.words, vectors.matrix)
    monkeypatch.setenv("EMBEDDING_EXPLORER_DATABASE", str(tmp_path / "database"))
    at = finished(at.run().button(key="import").click().run())
    assert not at.exception
    assert names(at)[2] == "royals"
    at = at.switch_page("pages/explore/words.py").run()
    at = at.selectbox(key="model").select("royals").run()
    at = at.text_input(key="word").set_value("w30").run()
    assert not at.exception
    assert not at.error
    assert any("w30" in m.value and "word 31 of 40" in m.value for m in at.markdown)


def test_a_model_can_be_renamed_and_removed(page: AppTest) -> None:
    at = from_folder(page, "small.txt")
    field = next(field for field in at.text_input if field.label == "New name")
    field.set_value("House of Kings")
    at = at.button(key="rename").click().run()
    assert names(at)[2] == "House of Kings"
    at = at.button(key="remove").click().run()
    assert len(names(at)) == 2
    assert not at.success


@pytest.mark.parametrize("way", ["word2vec text", "word2vec binary"])
def test_what_is_downloaded_reads_back_the_same(tmp_path: Path, way: str) -> None:
    (tmp_path / "small.txt").write_bytes(GLOVE)
    vectors, _ = read(tmp_path / "small.txt")
    ending, write = export.WAYS[way]
    (tmp_path / f"again{ending}").write_bytes(write(vectors))
    again, report = read(tmp_path / f"again{ending}")
    assert (list(again.words), report.warnings) == (list(vectors.words), ())
    assert again.matrix.tobytes() == vectors.matrix.tobytes()
