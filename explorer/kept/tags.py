"""
Tags that a visitor gives to words of their models; bounded in number, and written as one JSON text.

They belong to the content of a model, identified by its checksum, and not to its name: a model that is opened again has
its tags again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from explorer.errors import SettingError
from explorer.text.names import visible

FORMAT: Final = "Embedding Explorer, tags 1"
LONGEST_TAG: Final = 40  # characters
LONGEST_WORD: Final = 1000
MOST_TAGS: Final = 20_000  # over all models
MOST_CHARACTERS: Final = 1_000_000  # of the text


@dataclass(frozen=True)
class Tags:
    """The tags: from the checksum of a model to its words, and from a word to its tag."""

    of: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def on(self, content: str) -> Mapping[str, str]:
        """The tags on the model of that checksum, by word."""
        return self.of.get(content, {})

    def written(self, content: str, tags: Mapping[str, str]) -> "Tags":
        """Tags with these for words of a model, in place of earlier ones; an empty one removes a word's tag.

        Raises
        ------
        SettingError
            If there would be more than can be kept.
        """
        there = {**self.on(content), **{word: tag_of(text) for word, text in tags.items()}}
        others = {key: words for key, words in self.of.items() if key != content}
        left = {word: tag for word, tag in there.items() if tag}
        made = Tags({**others, content: left} if left else others)
        many = sum(map(len, made.of.values()))
        if many > MOST_TAGS:
            raise SettingError(f"At most {MOST_TAGS:,} words can have a tag, over all models together, not {many:,}.")
        if len(to_json(made)) > MOST_CHARACTERS:
            raise SettingError(f"All tagged words together can have {MOST_CHARACTERS:,} characters; these have more.")
        return made


def tag_of(text: str) -> str:
    """A tag as it is kept: one line of visible characters.

    >>> tag_of(" a\\nkind "), len(tag_of("x" * 100))
    ('a kind', 40)
    """
    return visible(text).strip()[:LONGEST_TAG].strip()


def to_json(tags: Tags) -> str:
    """The text of tags."""
    told = {content: dict(words) for content, words in tags.of.items()}
    return json.dumps({"format": FORMAT, "tags": told}, ensure_ascii=False)


def from_json(text: str) -> Tags:
    """The tags of a text.

    Raises
    ------
    SettingError
        If it is not such a text, or holds more than can be kept.
    """
    try:
        told = json.loads(text) if len(text) <= MOST_CHARACTERS else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or told.get("format") != FORMAT or not _is_whole(told.get("tags")):
        raise SettingError("This is not a text of tags that were kept here.")
    made = Tags()
    for content, words in told["tags"].items():
        made = made.written(content, words)
    return made


def _is_whole(told: Any) -> bool:  # noqa: ANN401 - whatever a text holds
    """Whether these are tags by words by models, and no word is too long."""
    if not isinstance(told, dict) or not all(isinstance(words, dict) for words in told.values()):
        return False
    rows = [row for words in told.values() for row in words.items()]
    return all(isinstance(tag, str) and len(word) <= LONGEST_WORD for word, tag in rows)
