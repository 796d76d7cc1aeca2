"""The HTTP interface, over HTTP: every example of its OpenAPI file, the README's lines, and what is refused."""

import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

import jsonschema
import numpy as np
import pytest
import uvicorn
from starlette.applications import Starlette

from explorer.api import __main__ as command
from explorer.api import openapi
from explorer.api.operations import OPERATIONS
from explorer.files import imports, library
from explorer.files.library import Library
from explorer.ui.shell import over_http
from explorer.vectors.word_vectors import WordVectors
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """The address of a server with the interface alone, whose operator's folder holds one file."""
    with pytest.MonkeyPatch.context() as patch:
        (folder / "models").mkdir()
        (folder / "models" / "small.txt").write_text("a 1 0\nb 1 1\nc 0 1\n", encoding="utf-8")
        patch.setenv("EMBEDDING_EXPLORER_API", "1")
        patch.setenv("EMBEDDING_EXPLORER_STORE", str(folder / "store"))
        patch.setenv("EMBEDDING_EXPLORER_MODELS", str(folder / "models"))
        with pytest.MonkeyPatch.context() as for_these_tests:
            for_these_tests.setattr(over_http, "BURST", 1000.0)
            routes = over_http.routes()
        config = uvicorn.Config(Starlette(routes=routes), port=0, log_level="error")
        running = uvicorn.Server(config)
        thread = threading.Thread(target=running.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + 20
        while not running.started:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield f"http://127.0.0.1:{running.servers[0].sockets[0].getsockname()[1]}"
        running.should_exit = True
        thread.join(20)


@pytest.fixture(scope="module")
def built_in() -> WordVectors:
    return library.built_in()


def ask(server: str, what: str, **about: object) -> Any:
    with urlopen(f"{server}/api/{what}?{urlencode(about)}") as answer:
        return json.load(answer)


def refused(server: str, what: str, **about: object) -> tuple[int, str]:
    with pytest.raises(HTTPError) as error:
        ask(server, what, **about)
    with error.value as answer:
        told = json.load(answer)
    assert list(told) == ["error"]
    return answer.code, told["error"]


def test_every_example_is_answered_as_the_openapi_file_says(server: str) -> None:
    told = ask(server, "openapi.json")
    assert told == json.loads(json.dumps(openapi.document()))
    assert len(told["paths"]) == len(OPERATIONS) == 6
    for path, ways in told["paths"].items():
        way = ways["get"]
        given = {one["name"]: one["example"] for one in way["parameters"]}
        given = {name: ",".join(value) if isinstance(value, list) else value for name, value in given.items()}
        for one in way["parameters"]:
            jsonschema.validate(one["example"], one["schema"])
        schema = way["responses"]["200"]["content"]["application/json"]["schema"]
        answer = ask(server, path.removeprefix("/api/"), **given)
        jsonschema.Draft202012Validator({**schema, "components": told["components"]}).validate(answer)


def test_the_openapi_file_has_the_parts_that_openapi_asks_for(capsys: pytest.CaptureFixture[str]) -> None:
    """OpenAPI 3.1: openapi, info with title and version, paths; each parameter and answer a sound JSON Schema."""
    command.main(["openapi"])
    told = json.loads(capsys.readouterr().out)
    assert re.fullmatch(r"3\.1\.\d", told["openapi"])
    assert {"title", "version"} <= told["info"].keys()
    names = [way["get"]["operationId"] for way in told["paths"].values()]
    assert len(set(names)) == len(names)
    for way in told["paths"].values():
        assert {"200", "400", "404", "429", "503"} == way["get"]["responses"].keys()
        for one in way["get"]["parameters"]:
            assert one["in"] == "query"
            assert one["description"].endswith(".")
            jsonschema.Draft202012Validator.check_schema(one["schema"])
    for schema in told["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    references = re.findall(r'"#/components/schemas/(\w+)"', json.dumps(told))
    assert set(references) <= told["components"]["schemas"].keys()


def test_the_lines_of_the_readme_run(server: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(import json\nfrom urllib.*?)```", text, re.DOTALL)
    exec(code.replace("http://localhost:8501", server), {})
    near, answer, score = capsys.readouterr().out.splitlines()
    assert len(json.loads(near.replace("'", '"'))) == 3
    assert answer == "queen"
    assert float(score) > 0


def test_answers_are_those_of_brute_force(server: str, built_in: WordVectors) -> None:
    unit = built_in.matrix.astype(np.float64)
    unit /= np.linalg.norm(unit, axis=1)[:, None]
    cosines = unit @ unit[built_in.index["king"]]
    cosines[built_in.index["king"]] = -2
    best = np.argsort(-cosines)[:5]
    told = ask(server, "neighbours", word="king", k=5)["words"]
    assert [one["word"] for one in told] == [built_in.words[row] for row in best]
    np.testing.assert_allclose([one["score"] for one in told], cosines[best], atol=2e-6)
    mixed = unit[built_in.index["king"]] - unit[built_in.index["man"]] + unit[built_in.index["woman"]]
    cosines = unit @ mixed / np.linalg.norm(mixed)
    cosines[[built_in.index[word] for word in ("king", "man", "woman")]] = -2
    best = np.argsort(-cosines)[:3]
    for told in (
        ask(server, "formula", formula="king - man + woman", k=3)["words"],
        ask(server, "analogy", a="man", b="woman", c="king", k=3)["words"],
    ):
        assert [one["word"] for one in told] == [built_in.words[row] for row in best]
    lists = {"x": ("engineer", "doctor"), "y": ("nurse", "teacher"), "a": ("he", "man"), "b": ("she", "woman")}
    asked = {name: ",".join([*words, "nosuchword"]) for name, words in lists.items()}
    scored = ask(server, "bias", **asked)
    x, y, a, b = (unit[built_in.rows(words)] for words in lists.values())
    of_x, of_y = ((side @ a.T).mean(axis=1) - (side @ b.T).mean(axis=1) for side in (x, y))
    expected = (of_x.mean() - of_y.mean()) / np.concatenate([of_x, of_y]).std(ddof=1)
    assert scored["value"] == pytest.approx(expected, abs=1e-5)
    assert scored["missing"] == ["nosuchword"] * 4


def test_a_map_says_what_it_lacks_and_how_far_it_is_true(server: str) -> None:
    told = ask(server, "map", words="king,queen,paris,rome,nosuchword,king", dims=3)
    assert [point["word"] for point in told["points"]] == ["king", "queen", "paris", "rome"]
    assert {len(point["place"]) for point in told["points"]} == {3}
    assert told["missing"] == ["nosuchword"]


def test_the_operators_files_can_be_asked_about_and_what_a_visitor_brought_cannot(server: str, folder: Path) -> None:
    (folder / "mine.txt").write_text("secret 1 0\nword 0 1\n", encoding="utf-8")
    Library.of("a visitor").add(imports.import_file(folder / "mine.txt").model)
    names = [row["name"] for row in ask(server, "models")["models"]]
    assert names == [library.BUILT_IN_NAME, library.FAMOUS_NAME, "small.txt"]
    assert ask(server, "neighbours", word="a", model="small.txt", k=1)["words"] == [
        {"word": "b", "score": pytest.approx(0.5**0.5, abs=1e-6)}
    ]
    for name in ("mine", "mine.txt", "../mine.txt", str(folder / "mine.txt"), "store"):
        status, sentence = refused(server, "neighbours", word="secret", model=name)
        assert (status, sentence.startswith("There is no model “")) == (404, True)


@pytest.mark.parametrize(
    ("what", "about", "status", "said"),
    [
        ("neighbours", {"word": "kign"}, 404, "“kign” is not in the vocabulary. Nearest spellings: king"),
        ("neighbours", {}, 400, "The parameter “word” is missing: A word, as the model spells it."),
        ("neighbours", {"word": "king", "k": "1e3"}, 400, "“k” is a whole number, not “1e3”"),
        ("neighbours", {"word": "king", "k": "-9"}, 400, "from 1 to 100, not -9"),
        ("neighbours", {"word": "king", "metric": "manhattan"}, 400, "is one of cosine, euclidean, not “manhattan”"),
        ("neighbours", {"word": "king", "callback": "x"}, 400, "There is no parameter “callback”; there are word,"),
        ("neighbours", {"word": "x" * 20_000}, 400, "has 20,000 characters; at most 10,000"),
        ("formula", {"formula": "king - king"}, 400, ""),
        ("formula", {"formula": "((("}, 400, ""),
        ("map", {"words": "king,nosuchword"}, 400, ""),
        ("map", {"words": ",".join(["king"] * 501)}, 400, "at most 500 words, not 501"),
        ("map", {"words": "king,queen,man,woman", "dims": "7"}, 400, "2 or 3 dimensions, not 7"),
        ("bias", {"x": "king", "y": "q", "a": "he", "b": "she"}, 400, "Of the words of x the model has 1; a score"),
        ("nothing", {}, 404, "There is no such address; there are /api/models,"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(
    server: str, what: str, about: dict[str, str], status: int, said: str
) -> None:
    code, sentence = refused(server, what, **about)
    assert code == status
    assert said in sentence
    assert sentence.endswith((".", "?"))


def test_an_address_that_asks_too_often_waits() -> None:
    now = [0.0]
    desk = over_http.Desk(clock=lambda: now[0])
    assert [desk.takes_one("1.2.3.4") for _ in range(32)] == [True] * 30 + [False] * 2
    assert desk.takes_one("5.6.7.8"), "another address has an allowance of its own"
    now[0] = 0.6
    assert [desk.takes_one("1.2.3.4") for _ in range(2)] == [True, False]


def test_it_is_off_unless_the_operator_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in (None, "0", "yes"):
        monkeypatch.delenv("EMBEDDING_EXPLORER_API", raising=False)
        if value is not None:
            monkeypatch.setenv("EMBEDDING_EXPLORER_API", value)
        assert over_http.routes() == []
