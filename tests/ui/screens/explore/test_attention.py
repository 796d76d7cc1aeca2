"""The view Attention of the page In context: with no transformer, with one of the server's, with one uploaded."""

import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer.context.transformer import files
from explorer.context.transformer.settings import settings_of
from tests.background import settled
from tests.context.transformer.made import SMALL, arrays_of, model_folder
from tests.ui.test_shown_python import figure, opened, printed


@pytest.fixture
def offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the operator's with a small transformer."""
    settings = settings_of(json.dumps(SMALL["bert"]).encode())
    folder = model_folder(tmp_path / "tiny bert", SMALL["bert"], arrays_of(settings))
    monkeypatch.setenv("EMBEDDING_EXPLORER_MODELS", str(tmp_path))
    return folder


def run(app: AppTest, part: str, folder: Path) -> str:
    """What the Python shown prints, with the reader's folder in the place of ours."""
    for block in app.code:
        if part in block.value:
            block.proto.code_text = re.sub(r"'/path/of/[^']*'", repr(str(folder)), block.value)
    return printed(app, part)


def test_without_a_transformer_the_word_vectors_look_at_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBEDDING_EXPLORER_MODELS", raising=False)
    at = opened("explore/context", context_view="Attention")
    assert all(name in at.info[0].value for name in files.MOST)
    shown = np.array(figure(at, "plain_attention")[0]["text"], float) / 100
    told = printed(at, "looked(").split("\n", 1)[1]
    assert np.array(re.findall(r"\d\.\d*", told), float).reshape(shown.shape) == pytest.approx(shown)
    assert shown.sum(axis=1) == pytest.approx(1, abs=0.03)
    share = re.search(r"bank takes 0.40 from bank, (\d\.\d\d) from river", at.info[1].value)
    assert share is not None
    assert f"= {share[1]}" in at.latex[0].value
    at.text_input(key="plain_sentence").set_value("<xqzt>")
    at.run()
    assert "Give a sentence of 2 to 24 words" in at.error[0].value


def test_heads_of_a_transformer_on_the_server(offered: Path) -> None:
    at = opened("explore/context", context_view="Attention", layer_of_3="2", head_of_2="2")
    model = files.in_folder(offered)
    pieces, found = model.read("He sat on the bank of the river.")
    assert len(figure(at, "all_heads")) == 2
    shares = found.attentions[1, 1]
    shown = np.array(figure(at, "one_head_shares")[0]["text"], float) / 100
    assert shown == pytest.approx(shares, abs=0.0051)
    told = run(at, "model.read", offered)
    numbers = np.array(re.findall(r"\d\.\d*", told.split("[[")[1]), float)
    assert numbers.reshape(shown.shape) == pytest.approx(shown, abs=0.0051)
    i, j = np.unravel_index(shares[1:-1].argmax(), shares[1:-1].shape)
    said = at.info[0].value.replace("\\", "")
    assert f"“{pieces.names[i + 1]}” takes {shares[i + 1, j]:.2f} from “{pieces.names[j]}”" in said
    at.selectbox(key=f"lines_of_{len(pieces.names) + 1}").set_value("1 [CLS]")
    at.run()
    assert at.info[0].value.startswith(r"“\[CLS\]” takes")
    at.text_input(key="attention_sentence").set_value("x " * 140)
    at.run()
    assert "64 are the most that are shown" in at.error[0].value


def test_a_word_through_the_layers(offered: Path) -> None:
    at = opened("explore/context", context_view="Attention", attention_show="A word through the layers")
    lines = {trace["name"]: trace for trace in figure(at, "through_layers")}
    assert set(lines) == {"bank at two places", "two different words", "difference"}
    told = run(at, "through_layers(", offered)
    last = re.findall(r"-?\d\.\d*", told.split("] [")[2])[-1]
    assert f"= {float(last):.3f}" in at.latex[0].value
    at.text_input(key="layers_word").set_value("xqzt")
    at.run()
    assert "xqzt" in at.error[0].value
    at.text_input(key="layers_word").set_value("bnak").run()
    next(button for button in at.button if button.label == "Use bank").click().run()
    assert at.text_input(key="layers_word").value == "bank"
    assert not at.error


def test_a_zip_of_ones_own_is_read_and_can_be_removed(offered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMBEDDING_EXPLORER_MODELS")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in files.MOST:
            archive.write(offered / name, name)
    at = opened("explore/context", context_view="Attention")
    at.get("file_uploader")[0].upload("broken.zip", b"PK\x03\x04 no", "application/zip")
    settled(at)
    assert "not a zip or tar" in at.error[0].value
    told = [str(one.value) for one in at.main if one.type in ("error", "caption")]
    asked = next(at for at, one in enumerate(told) if "BERT, DistilBERT" in one)
    assert "not a zip or tar" in told[asked - 1], "on a phone it is in sight only right below the file"
    at = opened("explore/context", context_view="Attention")
    at.get("file_uploader")[0].upload("own.zip", packed.getvalue(), "application/zip")
    settled(at)
    assert at.selectbox(key="transformer").value == "Your files"
    assert len(figure(at, "all_heads")) == 2
    at.text_input(key="attention_sentence").set_value("the bank")
    settled(at)
    assert len(figure(at, "one_head_shares")[0]["text"]) == 4
    at.button(key="remove_transformer").click()
    settled(at)
    assert at.selectbox(key="transformer").value.startswith("None")
