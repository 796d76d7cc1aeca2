"""Tables whose numbers have a true minus: Streamlit's own formats for numbers write a hyphen."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from explorer.text.numbers import number

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler


def table(columns: Mapping[str, Sequence[object]], forms: Mapping[str, str]) -> "Styler":
    """The table for `st.dataframe`, columns of `forms` written in their form of Python's `format`, others as they are.

    The values stay numbers, so that a click on the column's name sorts them; None is an empty place.
    """
    written = {name: partial(number, form=forms[name]) if name in forms else str for name in columns}
    return pd.DataFrame(dict(columns)).style.format(written, na_rep="")
