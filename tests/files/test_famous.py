"""The famous model that comes with the app: GloVe 6B, 50 dimensions."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from explorer.files import __main__ as command
from explorer.files import famous, library, modelfile
from explorer.tasks.labelled import polarity
from explorer.vectors import similarity
from explorer.vectors.word_vectors import WordVectors

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def glove() -> WordVectors:
    return library.famous()


def test_it_is_small_and_says_what_it_is(glove: WordVectors) -> None:
    assert library.FAMOUS.stat().st_size < 11_000_000
    told = modelfile.load(library.FAMOUS).model
    assert (told.name, told.provenance) == (library.FAMOUS_NAME, famous.source(len(glove)))
    assert "Pennington, Socher and Manning 2014" in told.provenance.sentence
    assert "PDDL" in told.provenance.licence
    assert (len(glove) >= 100_000, glove.dim) == (True, 50)
    assert glove.words[:5] == ("the", ",", ".", "of", "to")
    assert not glove.matrix.flags.writeable
    about = modelfile.load(library.FAMOUS).about
    assert about["whole"]["sha256 of its numbers"] == famous.SHA256  # type: ignore[index]  # as JSON has it
    assert about["kept"] == {"most frequent": 100_000, "listed": len(glove) - 100_000}


def test_it_knows_the_lectures_words(glove: WordVectors) -> None:
    """Ng's durian, cultivator and ambience, which the Wikipedia model lacks; cosines as measured on the whole file."""
    assert set(command.LECTURES) <= set(glove.words)
    for a, b, cosine in (
        ("durian", "mango", 0.653),
        ("durian", "fruit", 0.469),
        ("durian", "orange", 0.313),
        ("durian", "farmer", 0.108),
        ("absent", "lacking", 0.582),
    ):
        assert similarity.cosine(glove, a, b) == pytest.approx(cosine, abs=6e-4)


def test_nearly_every_word_of_the_film_reviews_has_a_vector(glove: WordVectors) -> None:
    counts = polarity().word_counts
    known = sum(n for word, n in counts.items() if word in glove)
    assert known / sum(counts.values()) > 0.985


def test_another_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "other.txt").write_text("the 1 2\nof 3 4\n", encoding="utf-8")
    assert command.main([str(tmp_path / "other.txt"), "--output", str(tmp_path / "x.npz")]) == 2
    assert "The file holds 2 x 2 numbers that are not the 400,000 x 50 of GloVe 6B" in capsys.readouterr().err
    assert not (tmp_path / "x.npz").exists()


def test_it_is_opened_only_when_it_is_asked_for() -> None:
    code = (
        "import numpy as np\nreal = np.load\nopened = []\n"
        "np.load = lambda path, **more: (opened.append(str(path)), real(path, **more))[1]\n"
        "from explorer.files import library\nfrom explorer.ui.shell import controls\n"
        "from explorer.ui.shell.cache import shared_models\nlibrary.built_in()\n"
        "print(sum('glove' in path for path in opened))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


def test_its_figures_are_those_in_the_file(glove: WordVectors) -> None:
    from explorer.judging import evaluation

    stated = modelfile.load(library.FAMOUS).about["figures"]
    for name in evaluation.USUAL:
        found = evaluation.word_similarity(glove, evaluation.packaged(name)).spearman
        assert found == pytest.approx(stated[name]["spearman"], abs=1e-3)  # type: ignore[index]  # as JSON has it


def test_it_is_made_the_same_again_from_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command on a small whole file: frequent rows and listed words are kept, in half precision."""
    rows = [("the", 0.1), ("zzz", 0.2), ("durian", 0.3), ("yyy", 0.4)]
    (tmp_path / "whole.txt").write_text("".join(f"{word} {x} {-x}\n" for word, x in rows), encoding="utf-8")
    import hashlib

    digest = hashlib.sha256(np.array([[x, -x] for _, x in rows], dtype="<f4").tobytes()).hexdigest()
    monkeypatch.setattr(famous, "SHA256", digest)
    monkeypatch.setattr(famous, "MOST_FREQUENT", 2)
    monkeypatch.setattr(command, "figures", lambda _vectors: {})
    assert command.main([str(tmp_path / "whole.txt"), "--output", str(tmp_path / "x.npz")]) == 0
    made = modelfile.load(tmp_path / "x.npz").vectors
    assert made.words == ("the", "zzz", "durian")
    assert made.matrix[:, 0].tolist() == np.array([0.1, 0.2, 0.3], dtype=np.float16).astype(np.float32).tolist()
