"""A link that asks for what cannot be is answered by a sentence, one that asks for what is there by silence."""

import ast
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from explorer.sequence.tasks.memory_race import MemoryRaceSettings
from explorer.ui.screens.sequences.memory import choices
from explorer.ui.shell import watching
from tests.background import jobs, settled, visit

ROOT = Path(__file__).resolve().parents[3]
PAIRS = "pages/words/pairs.py"
PAGE_OF = {path.stem: str(path.relative_to(ROOT)) for path in ROOT.glob("pages/*/*.py")}


def published() -> list[tuple[str, dict[str, str]]]:
    """Page and settings of every link of the README and of the first page's experiments."""
    found = re.findall(r"\(http://localhost:8501/(\S+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    links = [(PAGE_OF[urlsplit(link).path], dict(parse_qsl(urlsplit(link).query))) for link in found]
    welcome = ast.parse((ROOT / "pages/start/welcome.py").read_text(encoding="utf-8"))
    for node in welcome.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXPERIMENTS":
            links += [(page, settings) for page, _, settings in ast.literal_eval(node.value)]
    return links


@pytest.mark.parametrize(("page", "settings"), published())
def test_a_link_we_give_opens_what_it_promises(page: str, settings: dict[str, str]) -> None:
    app = opened(page, **settings)
    assert notes(app) == ""
    shown = {widget.key: str(widget.value) for kind in ("selectbox", "text_input") for widget in app.get(kind)}
    for key, value in settings.items():
        assert shown.get(key, value) in (value, "royals"), "a text's key stands for its title"


def opened(page: str, **query: str) -> AppTest:
    """The page as the link opens it; what it works at is not waited for."""
    app = visit(page, **query).run()
    assert not app.exception
    for job in jobs(app):
        job.cancel()
    return app


def notes(app: AppTest) -> str:
    return " ".join(info.value.replace("\\", "") for info in app.info if "link" in info.value)


def test_a_number_out_of_range_and_an_unknown_option_are_named_with_what_is_shown_instead() -> None:
    said = notes(opened(PAIRS, pairs_seed="999999", t="0.5", text="nonsense"))
    assert "pairs_seed = “999999”, which is not possible here; this page shows 1." in said
    assert "t = “0.5”, which is not possible here; this page shows off." in said
    assert "text = “nonsense”, which is not possible here; this page shows The royal family." in said


def test_a_whole_number_is_spelled_as_one() -> None:
    said = notes(opened("pages/train/watch.py", dim="99999"))
    assert "dim = “99999”, which is not possible here; this page shows 32." in said


HEAVY = {  # page: what a link may ask for, and what it is told instead
    "pages/train/watch.py": {
        "dim": ("1000", "It takes 2 to 200."),
        "window": ("5000", "It takes 1 to 20."),
        "batch": ("100000", "It takes 1, 4, 16, 64, 256 or 1024."),
        "rate": ("1e9", "It takes 0.001 to 10."),
    },
    "pages/train/race.py": {
        "race_steps": ("1000000", "It takes 200, 500, 1,000, 1,500, 3,000 or 6,000."),
        "race_dim": ("99999", "It takes 2 to 100."),
    },
    "pages/sequences/language.py": {
        "language_units": ("100000", "It takes 16 to 256."),
        "language_steps": ("99999999", "It takes 100, 200, 300, 600 or 1000."),
    },
    "pages/explore/map.py": {
        "most": ("1,000,000,000", "values from 50 to "),
        "drop": ("99999999999", "It takes 0 to 20."),
    },
}


@pytest.mark.parametrize("page", HEAVY)
def test_a_link_that_asks_for_too_much_is_told_how_much_there_may_be_and_nothing_is_begun(page: str) -> None:
    quick = {"method": "PCA"} if "map" in page else {}
    link = {key: asked for key, (asked, _) in HEAVY[page].items()}
    # a map that is not there at once ends its page before that is told
    said = notes(settled(visit(page, **quick, **link)) if quick else opened(page, **link))
    for key, (asked, bound) in HEAVY[page].items():
        told = said[said.index(f"{key} = “{asked}”") :]
        assert bound in told.partition("The link asks for")[0]


def test_several_faults_are_one_list() -> None:
    app = opened(PAIRS, pairs_seed="999999", t="0.5", text="nonsense")
    (note,) = [info.value for info in app.info if "link" in info.value]
    assert note.count("\n- ") == 3


DRAW = {"language_view": "One draw at a time", "language_units": "16"}


@pytest.mark.parametrize(
    ("page", "view", "key", "asked", "shown"),
    [
        *[
            ("pages/train/count.py", {"view": "GloVe"}, "glove_epoch", n, "40. It takes 0 to 40.")
            for n in ("-1", "abc")
        ],
        ("pages/sequences/language.py", DRAW, "draw", "999", "1. It takes 1 to "),
    ],
)
def test_a_control_that_waits_for_a_training_also_says_that_the_link_asks_for_too_much(
    page: str, view: dict[str, str], key: str, asked: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LEAST", 1)
    app = visit(page, **view, **{key: asked}).run()
    assert not app.exception
    assert notes(app) == "", "it is not on the page yet"
    said = notes(settled(app))
    assert f"{key} = “{asked}”, which is not possible here; this page shows {shown}" in said


@pytest.mark.parametrize("number", ["0" * 12 + "9" * 4400, "9" * 13, "0" * 5000 + "1000001", "-1", "1.5", "²"])
@pytest.mark.parametrize(
    "link", [{"branch": "{}"}, {"course": "0.1@{}"}, {"course": "single@{}"}, {"beside_step": "{}"}]
)
def test_a_step_of_any_length_is_answered_by_a_sentence(link: dict[str, str], number: str) -> None:
    given = {key: value.format(number) for key, value in link.items()}
    if "beside_step" in given:
        given["experiment"] = "No negatives: k = 0"
    app = opened("pages/train/watch.py", **given)
    said = [error.value.replace("\\", "") for error in app.error]
    assert any("must be a step" in one or "not a change of a run" in one for one in said), said
    assert all(len(one) < 300 for one in said)


def test_a_step_may_begin_with_zeros() -> None:
    app = opened("pages/train/watch.py", course="0.1@" + "0" * 4400 + "12")
    assert not app.error


def test_a_link_that_is_followed_says_nothing() -> None:
    app = opened(PAIRS, pairs_seed="007", text="The royal family", pairs_view="Window", utm_source="letter")
    assert app.number_input(key="pairs_seed").value == 7
    assert notes(app) == ""


def test_the_sentence_goes_when_another_value_is_chosen_and_stays_until_then() -> None:
    app = opened(PAIRS, pairs_seed="-5", t="0.5")
    app.number_input(key="pairs_seed").set_value(3).run()
    assert "pairs_seed" not in notes(app)
    assert "“0.5”" in notes(app)
    app.switch_page("pages/words/one_hot.py").run()
    assert notes(app) == ""


def test_a_value_goes_to_another_page_only_where_the_control_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit hands a linked value to the next control of its key: a sentence, as the number of a sentence too."""
    app = opened("pages/use/sentiment.py", sentiment_view="One sentence", sentence="it is so good")
    assert app.text_input(key="sentence").value == "it is so good"
    app.switch_page(PAIRS).run()
    assert app.number_input(key="sentence").value == 1

    monkeypatch.setattr(choices, "MemoryRaceSettings", lambda **more: MemoryRaceSettings(**{**more, "steps": 8}))
    monkeypatch.setattr(watching, "LEAST", 0)  # nobody watches the race
    app = settled(visit("pages/sequences/memory.py", asked="The cat sleeps"))
    assert app.text_input(key="asked").value == "The cat sleeps"
    app.switch_page("pages/explore/compare.py").run()
    assert app.text_input(key="asked").value == ""

    app = opened(PAIRS, text="Lee news")
    app.switch_page("pages/train/race.py").run()
    assert app.selectbox(key="text").value == "lee", "both pages ask for the text in the same way"


def test_a_preset_fills_a_field_whose_key_another_page_had_before() -> None:
    def two_pages() -> None:
        import streamlit as st

        from explorer.ui.shell.linked import linked
        from explorer.ui.shell.state import fill, session

        session().link.page = st.session_state["page"]
        if st.session_state["page"] == "memory":
            linked().text_input("Your sentence", key="asked")
        else:
            st.button("Preset", key="preset", on_click=fill, kwargs={"asked": "king"})
            if st.session_state["view"] == "words":
                linked().text_input("A word", key="asked")

    app = AppTest.from_function(two_pages)
    app.session_state["page"], app.session_state["view"] = "memory", "none"
    app.run().text_input(key="asked").set_value("The cat sleeps").run()
    app.session_state["page"] = "compare"
    app.run()
    app.session_state["view"] = "words"
    app.button(key="preset").click().run()
    assert not app.exception
    assert app.text_input(key="asked").value == "king"


def test_markup_in_a_link_is_shown_as_text() -> None:
    app = opened(PAIRS, text="<b>[x](http://example.org)" + "y" * 500)
    [note] = [info.value for info in app.info if "link" in info.value]
    assert "\\<b\\>\\[x\\]" in note
    assert len(note) < 250


def test_a_model_that_is_not_here_is_named_with_the_way_to_it() -> None:
    said = notes(opened("pages/explore/analogies.py", model="nobody has this"))
    assert "“nobody has this” in the link is not among your models" in said
    assert "Import it on the Models page." in said


def test_a_preset_that_writes_into_a_field_is_no_broken_link() -> None:
    app = opened("pages/explore/analogies.py", c="qwertzu")
    app.button(key=next(button.key for button in app.button if "king" in button.label)).click().run()
    assert app.text_input(key="c").value == "king"
    assert notes(app) == ""
