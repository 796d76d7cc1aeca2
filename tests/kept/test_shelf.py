"""What a visitor keeps: bounded, written and read back whole; a hostile file gets a sentence and changes nothing."""

import base64
import json
import struct
import zlib
from dataclasses import replace

import pytest

from explorer.errors import SettingError
from explorer.kept import bookmark, png, shelf
from explorer.kept.bookmark import Bookmark
from explorer.kept.record import Record, differences
from explorer.kept.shelf import MOST_PICTURES, MOST_RECORDS, MOST_VIEWS, Shelf, from_json, to_json

PAGES = {"train/watch": "watch", "explore/map": "map"}


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def picture(width: int = 4, height: int = 3, extra: bytes = b"", rows: int | None = None, colour: int = 2) -> bytes:
    """A picture as a browser makes one: all pixels black."""
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    pixels = bytes((1 + width * png.SAMPLES.get(colour, 3)) * (height if rows is None else rows))
    return png.SIGNATURE + chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


VIEW = Bookmark("k1", "=1+1 [x](javascript:alert(1))", "explore/map", (("method", "PCA"),), 1.7e9, picture())
RUN = Record(
    "run-1",
    "run",
    "<img src=x onerror=alert(1)>",
    (("D", "16"), ("k", "5")),
    (("steps", "2,000"), ("held out", "2.51")),
    1.7e9,
    seed=1,
    checksum="ab" * 16,
    page="train/watch",
    query=(("dim", "16"),),
)


def test_what_is_written_is_read_back() -> None:
    kept = Shelf(
        (VIEW, replace(VIEW, key="k2", picture=b"")), (RUN, replace(RUN, key="run-2", seed=2, picture=picture()))
    )
    assert from_json(to_json(kept), PAGES) == kept


def test_a_picture_is_kept_without_what_is_not_its_pixels() -> None:
    clean = picture()
    assert png.checked(clean) == clean
    assert png.checked(picture(extra=chunk(b"tEXt", b"Comment\0<script>"))) == clean
    assert png.checked(clean + b"<html>after the end") == clean


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg onload=alert(1)>", "not a PNG"),
        (picture()[:-20], "is an incomplete PNG"),
        (picture().replace(b"IDAT", b"IDAX"), "is an incomplete PNG"),
        (picture(width=481), "at most 480 x 300, not 481"),
        (picture(height=0), "at most 480 x 300"),
        (picture(rows=2), "damaged"),
        (picture(rows=4), "damaged"),
        (picture(colour=3), "of a kind"),
        (picture() + bytes(24_001), "24,000 bytes"),
    ],
)
def test_what_is_no_small_picture_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        png.checked(content)


def test_a_bomb_is_not_unpacked() -> None:
    head = struct.pack(">IIBBBBB", 4, 3, 8, 2, 0, 0, 0)
    bomb = zlib.compress(bytes(20_000_000))
    content = png.SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", bomb) + chunk(b"IEND", b"")
    with pytest.raises(SettingError, match="damaged"):
        png.checked(content)


def hostile(change: object, place: str = "views") -> str:
    told = json.loads(to_json(Shelf((VIEW,), (RUN,))))
    if isinstance(change, dict):
        told[place][0] |= change
    else:
        told[place] = change
    return json.dumps(told)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a file of what was kept"),
        ("[" * 100_000, "not a file of what was kept"),
        ('{"format": "other"}', "not a file of what was kept"),
        ("x" * 3_900_001, "at most 3,900,000 characters"),
        (hostile("no list"), "a list “views” of at most 60"),
        (hostile([{}] * 61), "a list “views” of at most 60"),
        (hostile([7]), "View 1 of this file is incomplete or damaged"),
        (hostile({"page": "javascript:alert(1)"}), "View 1 of this file: “javascript:alert.1.” is not a page"),
        (hostile({"page": ["explore/map"]}), "View 1 of this file is incomplete or damaged"),
        (hostile({"page": "../app"}), "is not a page of this app"),
        (hostile({"query": [["a", "b" * 9_000]]}), "View 1 of this file is incomplete or damaged"),
        (hostile({"query": [["a", "b"]] * 81}), "at most 80 settings"),
        (hostile({"query": [["a", "b", "c"]]}), "is incomplete or damaged"),
        (hostile({"name": " "}), "1 to 80 letters"),
        (hostile({"since": "now"}), "is incomplete or damaged"),
        (hostile({"since": float("nan")}), "is incomplete or damaged"),
        (hostile({"picture": base64.b64encode(b"GIF89a").decode()}), "View 1 of this file: The picture is not a PNG"),
        (hostile({"picture": "no base64!"}), "is incomplete or damaged"),
        (hostile({"kind": "script"}, "log"), "Entry 1 of the log of this file is incomplete or damaged"),
        (hostile({"seed": 1.5}, "log"), "Entry 1 of the log"),
        (hostile({"page": "https://evil.invalid"}, "log"), "is not a page of this app"),
        (hostile({"settings": {"D": 3}}, "log"), "Entry 1 of the log"),
    ],
)
def test_a_hostile_file_gets_a_sentence(text: str, said: str) -> None:
    with pytest.raises(SettingError, match=said):
        from_json(text, PAGES)


def test_views_and_log_are_bounded() -> None:
    kept = Shelf()
    for number in range(MOST_VIEWS):
        kept = kept.with_view(replace(VIEW, key=str(number)))
    with pytest.raises(SettingError, match="At most 60 views"):
        kept.with_view(VIEW)
    for number in range(MOST_RECORDS + 5):
        kept = kept.with_record(replace(RUN, key=str(number), checksum="", picture=picture()))
    assert len(kept.log) == MOST_RECORDS
    assert kept.log[0].key == str(MOST_RECORDS + 4)
    assert [bool(one.picture) for one in kept.log] == [n < MOST_PICTURES for n in range(MOST_RECORDS)]


def test_all_that_can_be_kept_fits_a_file() -> None:
    noise = bytes(range(256)) * 93
    large = replace(VIEW, query=(("own", "x" * 7_000),), picture=noise, name="n" * 80)
    rows = tuple((f"{n}", "v" * 60) for n in range(20))
    log = tuple(
        replace(RUN, key=str(n), settings=rows, picture=noise if n < MOST_PICTURES else b"") for n in range(120)
    )
    kept = Shelf(tuple(replace(large, key=str(n)) for n in range(MOST_VIEWS)), log)
    assert len(noise) < png.MOST_BYTES
    assert len(to_json(kept)) < shelf.MOST_CHARACTERS


def test_a_view_is_renamed_and_removed() -> None:
    kept = Shelf((VIEW, replace(VIEW, key="k2")))
    assert [view.name for view in kept.renamed("k2", " my\nmap ").views] == [VIEW.name, "my map"]
    assert [view.key for view in kept.without_view("k1").views] == ["k2"]
    with pytest.raises(SettingError, match="1 to 80 letters"):
        kept.renamed("k1", "  ")


def test_the_newest_of_a_run_stands_in_the_log_once_and_keeps_its_picture() -> None:
    kept = Shelf().with_record(replace(RUN, picture=picture())).with_record(replace(RUN, key="other", seed=2))
    kept = kept.with_record(replace(RUN, figures=(("steps", "4,000"),)))
    assert [one.key for one in kept.log] == ["run-1", "other"]
    assert kept.log[0].figures == (("steps", "4,000"),)
    assert kept.log[0].picture == picture()


def test_the_same_digits_by_the_same_settings_stand_in_the_log_once() -> None:
    kept = Shelf().with_record(replace(RUN, picture=picture())).with_record(replace(RUN, key="again", since=1.8e9))
    assert [(one.key, one.picture) for one in kept.log] == [("again", picture())]
    assert len(kept.with_record(replace(RUN, key="more", checksum="cd" * 16)).log) == 2


def test_what_comes_back_is_added_once() -> None:
    mine = Shelf((VIEW,), (RUN,))
    log = (RUN, replace(RUN, key="r9", seed=2, since=1.8e9))
    other = Shelf((VIEW, replace(VIEW, key="k9", name="another")), log)
    joined = mine.joined(other)
    assert [view.name for view in joined.views] == [VIEW.name, "another"]
    assert [one.key for one in joined.log] == ["r9", "run-1"]
    assert joined.joined(other) == joined


def test_what_differs_between_two_entries() -> None:
    other = replace(RUN, settings=(("D", "32"), ("k", "5")), figures=(("steps", "2,000"),), seed=2)
    assert differences(RUN, other) == [("seed", "1", "2"), ("D", "16", "32"), ("held out", "2.51", "–")]


def test_the_settings_of_an_address() -> None:
    assert bookmark.query_of("http://h/map?method=PCA&a=b%26c&empty=") == (
        ("method", "PCA"),
        ("a", "b&c"),
        ("empty", ""),
    )
    with pytest.raises(SettingError, match="80 settings"):
        bookmark.query_of("http://h/map?" + "a=b&" * 81)
    with pytest.raises(SettingError, match="80 settings"):
        bookmark.query_of("http://[h")
    assert len(bookmark.usual_name("Map", tuple((f"k{n}", "v" * 30) for n in range(40)))) <= bookmark.LONGEST_NAME
