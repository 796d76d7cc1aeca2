"""A table of changes reads with a true minus and still sorts as numbers."""

from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from explorer.ui.shell import signed


def a_table() -> None:
    st.dataframe(
        signed.table(
            {"word": ["a", "b", "c"], "rated": [8.96, 7.0, 9.5], "change": [-0.25, 0.5, None]}, {"change": "+.2f"}
        ),
        key="table",
    )


def test_a_fall_has_a_true_minus_and_its_value_is_still_a_number() -> None:
    told = AppTest.from_string(f"{Path(__file__).read_text(encoding='utf-8')}\na_table()").run().dataframe[0]
    assert told.value["change"].tolist()[:2] == [-0.25, 0.5]
    written = bytes(told.proto.arrow_data.styler.display_values)
    assert "−0.25".encode() in written
    assert b"+0.50" in written
    assert b"-0.25" not in written
    assert b"8.96" in written
    assert b"8.960" not in written, "what has no form is as Streamlit writes it"
