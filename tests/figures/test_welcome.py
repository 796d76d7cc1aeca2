"""The first picture: every word in its group and its place, and labels that look for room group by group."""

import base64

import numpy as np

from explorer.figures import welcome
from explorer.projection.first_picture import FirstPicture

WORDS = ("dog", "cat", "cow", "rome", "oslo", "king")
AT = np.arange(12, dtype=np.float32).reshape(6, 2)
GROUPS = {"animals": ["dog", "cat", "unicorn", "cow"], "capitals": ["rome", "oslo"], "crowns": ["king"]}


def test_each_word_keeps_its_place_and_group() -> None:
    drawn = welcome.grouped_map(FirstPicture(WORDS, AT, 0.7), GROUPS)
    assert drawn["words"] == ["dog", "rome", "king", "cat", "oslo", "cow"]  # a word of each group in turn
    at = np.frombuffer(base64.b64decode(drawn["at"]), dtype="<f4").reshape(-1, 2)
    assert at.tolist() == [AT[WORDS.index(word)].tolist() for word in drawn["words"]]
    groups = np.frombuffer(base64.b64decode(drawn["colour"]["group"]), dtype=np.uint8)
    assert [list(GROUPS)[group] for group in groups] == drawn["hover"]
    assert all(word in GROUPS[title] for word, title in zip(drawn["words"], drawn["hover"], strict=True))


def test_names_of_groups_stand_at_their_middle_word() -> None:
    drawn = welcome.grouped_map(FirstPicture(WORDS, AT, 0.7), GROUPS)
    named = {title: drawn["words"][row] for row, title, _ in drawn["centres"]}
    assert named == {"animals": "cat", "capitals": "rome", "crowns": "king"}
    assert drawn["colour"]["names"] == []
