"""The command line end to end: a text in, a model out, progress on the error output, one sentence when it cannot."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from explorer.context import weights_file
from explorer.files import modelfile
from explorer.files.formats import reading
from explorer.text import corpus as texts
from explorer.training import __main__ as cli
from explorer.training.fast.engine import train
from explorer.training.lecture.objectives import OBJECTIVES
from explorer.training.lecture.sgns import SGNSSettings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("texts") / "lee.txt"
    path.write_text(texts.read_packaged("lee")[:60_000], encoding="utf-8")
    return path


def test_as_a_program(text: Path, tmp_path: Path) -> None:
    output = tmp_path / "model.npz"
    command = [sys.executable, "-m", "explorer.training", str(text), "--dim", "16", "--epochs", "2", "--min-count", "2"]
    done = subprocess.run([*command, "--output", str(output)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == ""
    assert "lee.txt: " in done.stderr
    assert "100%  epoch 2/2" in done.stderr
    assert "held-out loss" in done.stderr
    model = modelfile.load(output)
    assert model.vectors.dim == 16
    assert model.model.name == "lee.txt, sgns"
    assert model.context is not None
    assert len(model.about["held_out_losses"]) == 3


def test_it_is_the_training_that_the_pages_call(text: Path, tmp_path: Path) -> None:
    output = tmp_path / "model.npz"
    given = ["--dim", "12", "--window", "3", "--negatives", "4", "--sample", "1e-3", "--learning-rate", "0.05"]
    assert cli.main([str(text), *given, "--epochs", "2", "--seed", "7", "--quiet", "--output", str(output)]) == 0
    settings = SGNSSettings(dim=12, window=3, negatives=4, sample=1e-3, learning_rate=0.05, seed=7)
    direct = train(texts.from_file(text, min_count=5), settings, epochs=2)
    model = modelfile.load(output)
    assert np.array_equal(model.vectors.matrix, direct.vectors.matrix)
    assert np.array_equal(model.context, direct.v_out)
    about = model.about
    assert about["settings"]["noise_exponent"] == 0.75
    assert about["text"]["sha256"] == cli.sha256(text)
    json.dumps(about)


@pytest.mark.parametrize("suffix", [".txt", ".bin"])
def test_word2vecs_formats_are_read_by_gensim_and_by_us(text: Path, tmp_path: Path, suffix: str) -> None:
    from gensim.models import KeyedVectors

    output, ours = tmp_path / f"model{suffix}", tmp_path / "model.npz"
    for path in (output, ours):
        assert cli.main([str(text), "--dim", "8", "--epochs", "1", "--quiet", "--output", str(path)]) == 0
    expected = modelfile.load(ours).vectors
    theirs = KeyedVectors.load_word2vec_format(str(output), binary=suffix == ".bin")
    assert tuple(theirs.index_to_key) == expected.words
    np.testing.assert_allclose(theirs.vectors, expected.matrix, rtol=1e-6)
    again = reading.read(output)[0]
    assert tuple(again.words) == expected.words


@pytest.mark.parametrize("objective", sorted(OBJECTIVES))
def test_every_objective_trains(objective: str, tmp_path: Path) -> None:
    path, output = tmp_path / "small.txt", tmp_path / "model.npz"
    path.write_text("the cat sat on the mat. the dog sat on the rug. " * 30, encoding="utf-8")
    given = ["--objective", objective, "--dim", "4", "--epochs", "2", "--quiet", "--output", str(output)]
    assert cli.main([str(path), *given]) == 0
    model = modelfile.load(output)
    assert model.vectors.matrix.shape == (7, 4)
    assert np.isfinite(model.vectors.matrix).all()
    assert model.about["objective"] == objective


def test_only_the_most_frequent_words_compact_and_named(text: Path, tmp_path: Path) -> None:
    output = tmp_path / "model.npz"
    given = ["--most-frequent", "50", "--compact", "--name", "Mine", "--licence", "CC0", "--text-name", "The news"]
    assert cli.main([str(text), "--dim", "8", "--epochs", "1", *given, "--quiet", "--output", str(output)]) == 0
    model = modelfile.load(output)
    assert len(model.vectors) == 50
    assert model.context is None
    assert model.model.name == "Mine"
    assert model.model.provenance.licence == "CC0"
    assert model.model.provenance.source == "The news"


def test_going_on_from_a_model_with_its_words_frozen(text: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first.npz", tmp_path / "second.npz"
    other = tmp_path / "other.txt"
    other.write_text("Australian firefighters met a zebra and another zebra. " * 40, encoding="utf-8")
    options = ["--dim", "8", "--epochs", "5", "--min-count", "2", "--sample", "0", "--quiet", "--output"]
    assert cli.main([str(text), *options, str(first)]) == 0
    assert cli.main([str(other), *options, str(second), "--start", str(first), "--freeze"]) == 0
    before, after = modelfile.load(first).vectors, modelfile.load(second).vectors
    known, new = after.known(before.words)[0], [word for word in after.words if word not in before]
    assert "australian" in known
    assert "zebra" in new
    assert np.array_equal(after.matrix[after.rows(known)], before.matrix[before.rows(known)])
    assert np.abs(after.matrix[after.rows(["zebra"])]).max() > 0.07  # began within +-0.0625


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--output", "model.doc"], "Say where the model goes: --output with a name that ends in .npz, .txt or .bin."),
        ([], "Say where the model goes"),
        (["--output", "no/such/folder/model.npz"], "There is no folder no/such/folder"),
        (["--output", "m.npz", "--dim", "1"], "Vectors have between 2 and 1,000 dimensions here, not 1."),
        (["--output", "m.npz", "--epochs", "0"], "The text must be read at least once: --epochs is 1 or more, not 0."),
        (["--output", "m.npz", "--min-count", "9999"], "No word occurs 9999 times"),
        (["--output", "m.npz", "--min-count", "0"], "Minimum count and vocabulary size must be 1 or more"),
        (["--output", "m.npz", "--threads", "99"], "Training runs in 1 to 64 threads, not 99."),
        (["--output", "m.txt", "--compact"], "Only .npz models can be compact."),
        (["--output", "m.npz", "--start", "none.npz"], "There is no file none.npz."),
        (["--output", "m.npz", "--objective", "cbow", "--start", "x.npz"], "Only sgns can continue from a model"),
    ],
)
def test_one_sentence_when_it_cannot(
    text: Path, capsys: pytest.CaptureFixture[str], options: list[str], sentence: str
) -> None:
    assert cli.main([str(text), "--quiet", *options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip().startswith(sentence)
    assert "Traceback" not in said.err


def test_no_such_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["nothing.txt", "--output", "m.npz"]) == 2
    assert "nothing.txt cannot be read: No such file or directory." in capsys.readouterr().err


def test_an_interrupted_training_keeps_what_it_has(text: Path, tmp_path: Path) -> None:
    """In a terminal, which is told ten times a second how far it is; a log is told every ten seconds."""
    pty = pytest.importorskip("pty")
    output, said = tmp_path / "model.npz", b""
    command = [sys.executable, "-m", "explorer.training", str(text), "--epochs", "10000", "--output", str(output)]
    seen, terminal = pty.openpty()
    with subprocess.Popen(command, cwd=ROOT, stderr=terminal) as running:
        os.close(terminal)
        while b"words/s" not in said:
            said += os.read(seen, 4096)
        os.kill(running.pid, signal.SIGINT)
        with suppress(OSError):  # a terminal ends with one when its last program does
            while part := os.read(seen, 4096):
                said += part
    os.close(seen)
    assert running.returncode == 130
    assert "interrupted: what was learned until then" in said.decode()
    assert np.isfinite(modelfile.load(output).vectors.matrix).all()


def test_the_settings_of_the_built_in_model_are_those_in_its_file() -> None:
    about = modelfile.load(cli.BUILT_IN).about
    options = cli.parser().parse_args([*cli.BUILT_IN_SETTINGS, "wiki17m.txt.xz"])
    assert about["epochs"] == options.epochs
    assert about["threads"] == options.threads == 1
    assert about["min_count"] == options.min_count
    for name in ("dim", "window", "negatives", "sample", "learning_rate", "seed"):
        assert about["settings"][name] == getattr(options, name)


def test_a_context_model_is_trained_by_the_same_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, output = tmp_path / "news.txt", tmp_path / "context.npz"
    text.write_text(texts.read_packaged("lee")[:40_000], encoding="utf-8")
    command = [str(text), "--context", "--words", "4100", "--seed", "4", "--output", str(output)]
    assert cli.main([*command, "--licence", "Free"]) == 0
    assert "the last 4" in capsys.readouterr().err
    file = weights_file.load(output)
    about = file.about
    assert about["words_read"] == 4096
    assert about["settings"]["seed"] == 4
    assert about["text"]["sha256"] == cli.sha256(text)
    assert about["text"]["licence"] == "Free"
    assert file.common.shape == (4, 100)
    assert cli.main([*command[:-1], "model.txt"]) == 2
    assert "ends in .npz" in capsys.readouterr().err
