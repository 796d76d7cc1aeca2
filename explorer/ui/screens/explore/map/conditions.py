"""Widgets of what words must be like: to be drawn at all, or to stay in sight once the map is made."""

from collections.abc import Sequence

from explorer.projection.conditions import Conditions
from explorer.ui.shell.linked import linked

KINDS = {
    "content": "No function words",
    "formula": "Near a word or formula",
    "ranks": "By rank",
    "pattern": "By spelling",
}
ABOUT = (
    "All that are chosen must hold. Function words are those of English grammar, such as the, of, would; with them go "
    "single letters, marks and figures."
)


def choose(label: str, key: str, usual: Sequence[str] = ()) -> Conditions:
    """What a list of conditions asks for, each with its own widgets once it is chosen; `key` begins their keys.

    Raises
    ------
    SettingError
        If a condition can hold for no word.
    """
    chosen = linked(kept=True).multiselect(
        label, list(KINDS), default=list(usual), format_func=KINDS.__getitem__, key=key, help=ABOUT
    )
    asked = Conditions()
    first, last, formula, above, pattern = asked.first, asked.last, asked.formula, asked.above, asked.pattern
    if "formula" in chosen:
        formula = linked(kept=True).text_input(
            "Near",
            "king",
            key=f"{key}_like",
            max_chars=1000,
            help='A word, or a formula such as "paris - france + italy" or "mean(red, green, blue)".',
        )
        above = linked(kept=True).slider("With a cosine of at least", -1.0, 1.0, asked.above, 0.01, key=f"{key}_above")
    if "ranks" in chosen:
        first = linked(kept=True).number_input("From rank", 1, 10_000_000, 1000, 100, key=f"{key}_first")
        last = linked(kept=True).number_input("To rank", 1, 10_000_000, 20_000, 100, key=f"{key}_last")
    if "pattern" in chosen:
        pattern = linked(kept=True).text_input(
            "Part of a word, or /regular expression/", "/ing$/", key=f"{key}_pattern", max_chars=80
        )
    return Conditions("content" in chosen, first, last, formula or "", above, pattern or "")
