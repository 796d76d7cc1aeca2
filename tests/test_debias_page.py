"""The page Debias, through the app."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def page() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run().switch_page("pages/judge/debias.py").run()


def test_it_tells_the_steps_and_what_remains(page: AppTest) -> None:
    assert not page.exception
    assert not page.error
    said = [text.value for text in page.markdown]
    for start in ("**0. Before.**", "**1. Neutralize.**", "**2. Equalize.**"):
        assert any(text.startswith(start) for text in said)
    assert any(table.value["benchmark"].tolist()[0] == "WordSim-353, Spearman" for table in page.dataframe)


def test_the_debiased_model_becomes_one_of_the_models(page: AppTest) -> None:
    page.button(key="keep_debiased").click().run()
    assert not page.exception
    assert "hard debiased" in page.success[0].value
    page.switch_page("pages/judge/bias.py").run()
    assert any("hard debiased" in name for name in page.selectbox(key="model").options)


def test_the_other_ways(page: AppTest) -> None:
    for way in ("linear projection", "INLP"):
        page.selectbox(key="way").set_value(way).run()
        assert not page.exception
        assert not page.error


def test_pairs_the_model_does_not_have(page: AppTest) -> None:
    page.selectbox(key="pairs").set_value("own").run()
    page.text_area(key="own_pairs").set_value("qqqqq, zzzzz").run()
    assert page.error[0].value.startswith("No pair has both its words in this model")
    assert not page.exception
