"""Names letter by letter: the lists, what is learned, what is new."""

import pytest

from explorer.errors import SettingError, TextError, UnknownWordError
from explorer.sequence.language.language_model import LanguageModelTrainer
from explorer.sequence.language.ngram import KneserNey
from explorer.sequence.language.tokens import split
from explorer.sequence.tasks.names import SETTINGS, packaged, read, some


def test_the_lists_say_where_they_are_from_and_name_nothing_twice() -> None:
    assert [len(one.names) for one in packaged()] == [1916, 118]
    for one in packaged():
        assert one.source
        assert len(set(one.names)) == len(one.names)
        assert all(name.isalpha() and name.islower() for name in one.names)
    assert packaged()[1].names[25] == "iron"  # number 26


def test_writes_names_of_the_kind() -> None:
    """Held-out names are likelier than under pairs of letters; of those written some are known and some new."""
    first = packaged()[0]
    learned, held_out = split([list(name) for name in first.names], "characters", seed=1)
    trainer = LanguageModelTrainer(learned, SETTINGS)
    trainer.run(200)
    assert trainer.model.perplexity(held_out) < KneserNey(learned, 2).perplexity(held_out)
    found = some(trainer.model, first, 100, seed=0, beginning="M")
    assert all(one.name.startswith("m") for one in found)
    assert {one.new for one in found} == {True, False}
    assert all(one.new == (one.name not in first.names) for one in found)
    assert found == some(trainer.model, first, 100, seed=0, beginning="M")
    with pytest.raises(UnknownWordError, match="“é”"):
        some(trainer.model, first, 1, seed=0, beginning="é")
    with pytest.raises(SettingError, match="not 31"):
        some(trainer.model, first, 1, seed=0, beginning="a" * 31)


def test_a_list_of_the_readers_own() -> None:
    own = read("Ann\n\n ann\n" + "\n".join(f"Name {letter}" for letter in "abcdefghi"), title="Mine")
    assert own.names[:2] == ("ann", "name a")
    assert len(own.names) == 10
    with pytest.raises(TextError, match="at least 10, one a line; here are 2"):
        read("a\nb", title="t")
    with pytest.raises(TextError, match="up to 30 characters; “xxxx"):
        read("\n".join("abcdefghijk") + "\n" + "x" * 31, title="t")
