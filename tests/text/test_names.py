"""Names are one line of characters that can be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.text.names import LONGEST, safe_name, visible


@given(st.text())
def test_a_name_is_one_line_that_can_be_seen(text: str) -> None:
    name = safe_name(text)
    assert 1 <= len(name) <= LONGEST
    assert name == safe_name(name)
    assert "\n" not in visible(text)
    assert len(name.splitlines()) == 1


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("glove.6B", "glove.6B"),
        ('x\nimport os\nos.system("a")\n#', 'x import os os.system("a") #'),
        ("gpj\u202eexe", "gpjexe"),
        ("pay\u200bpal\ufeff", "paypal"),
        ("a" * 500, "a" * 60),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u2067\u2029 ", "unnamed"),
        ("\x1b[31mred", "[31mred"),
    ],
)
def test_what_is_kept_of_a_name(given_: str, kept: str) -> None:
    assert safe_name(given_) == kept
