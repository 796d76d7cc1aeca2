"""fastText's .bin models: word for word as gensim composes them, in memory and in the store; damage in sentences."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from gensim.models import FastText
from gensim.models.fasttext import FastTextKeyedVectors, load_facebook_vectors, save_facebook_model

from explorer.errors import SelectionError, VectorFileError
from explorer.files import imports
from explorer.files.formats import fasttext_bin
from explorer.files.formats.reading import ImportSettings, read
from explorer.files.library import Library
from explorer.files.store import contents
from explorer.vectors.subwords import Subwords, hashed
from tests.files.made import fasttext_of

SENTENCES = [["the", "king", "naïve", "日本語", "queen", "a", "Łódź"], ["king", "rules", "the", "kingdom"]] * 30
UNKNOWN = ["kingly", "naïvely", "日本", "x", "queenqueenqueen"]


@pytest.fixture(scope="module")
def model() -> FastText:
    return FastText(SENTENCES, vector_size=12, min_count=1, bucket=700, min_n=2, max_n=5, epochs=3, workers=1, seed=3)


@pytest.fixture(scope="module")
def path(model: FastText, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fasttext") / "small.bin"
    save_facebook_model(model, str(path))
    return path


@pytest.fixture(scope="module")
def reference(path: Path) -> FastTextKeyedVectors:
    return load_facebook_vectors(str(path))


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMBEDDING_EXPLORER_STORE", str(tmp_path / "store"))


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_words_and_unknown_words_are_those_of_gensim(
    path: Path, reference: FastTextKeyedVectors, tmp_path: Path, packed: bool
) -> None:
    file = path
    if packed:
        file = tmp_path / "small.bin.gz"
        file.write_bytes(gzip.compress(path.read_bytes()))
    for vectors in (read(file)[0], imports.import_file(file).vectors):
        assert list(vectors.words) == reference.index_to_key
        np.testing.assert_allclose(vectors.matrix, reference.vectors, rtol=0, atol=2e-7)
        assert vectors.counts is not None
        assert vectors.counts.tolist() == [reference.get_vecattr(word, "count") for word in vectors.words]
        assert vectors.subwords is not None
        for word in UNKNOWN:
            assert word not in vectors
            np.testing.assert_allclose(vectors.subwords.composed(word), reference[word], rtol=0, atol=2e-7)


def test_a_model_of_the_released_tool_is_read_as_gensim_reads_it(shared: Path) -> None:
    """But for the end of a sentence, to which fastText gives no pieces and gensim does."""
    path = shared / "vectors" / "formats" / "finalfusion.fasttext.bin"
    theirs, (ours, report) = load_facebook_vectors(str(path)), read(path)
    assert (list(ours.words), report.warnings) == (theirs.index_to_key, ())
    np.testing.assert_allclose(ours.matrix[1:], theirs.vectors[1:], rtol=0, atol=2e-7)
    assert ours.subwords is not None
    np.testing.assert_allclose(ours.subwords.composed("Königreich"), theirs["Königreich"], rtol=0, atol=2e-7)


def test_the_pieces_stay_with_the_model_and_go_with_it(path: Path, reference: FastTextKeyedVectors) -> None:
    model = Library.of("a visitor").add(imports.import_file(path).model)
    (kept,) = Library.of("a visitor").models
    assert kept.vectors.subwords is not None
    np.testing.assert_allclose(kept.vectors.subwords.composed("kingly"), reference["kingly"], atol=2e-7)
    (entry,) = contents.entries()
    assert entry.size >= 4 * 12 * (700 + len(reference.index_to_key))
    assert contents.sound(entry.key)
    contents.delete(entry.key)
    assert not [file for file in contents.folder().iterdir() if file.is_file()]
    assert model.vectors.subwords is not None


def test_half_precision_and_the_first_words_alone(path: Path, reference: FastTextKeyedVectors) -> None:
    vectors = imports.import_file(path, ImportSettings(half=True, most_frequent=3)).vectors
    assert list(vectors.words) == reference.index_to_key[:3]
    assert vectors.subwords is not None
    assert vectors.subwords.matrix.dtype == np.float16
    np.testing.assert_allclose(vectors.subwords.composed("kingly"), reference["kingly"], rtol=2e-3, atol=1e-4)


def test_hashes_are_those_of_the_released_tool() -> None:
    """FNV-1a, 32 bits: the published hash of "a" is e40c292c; a byte above 127 is widened with its sign, as in C."""
    of, hashes = hashed([b"a", "é".encode()], 1, 1)
    assert of.tolist() == [0, 1]
    assert hashes[0] == 0xE40C292C
    expected = 2166136261
    for byte in "é".encode():
        expected = ((expected ^ (byte | 0xFFFFFF00)) * 16777619) % 2**32
    assert hashes[1] == expected


@pytest.mark.parametrize(("shortest", "longest"), [(1, 3), (3, 6), (4, 4)])
def test_the_pieces_shown_are_those_that_are_hashed(shortest: int, longest: int) -> None:
    """Against gensim's own list of pieces."""
    from gensim.models.fasttext_inner import compute_ngrams

    subwords = Subwords(np.zeros((7, 1)), shortest, longest)
    for word in ("add", "a", "日本語", "naïve"):
        expected = [piece for piece in compute_ngrams(word, shortest, longest) if piece not in "<>"]
        assert sorted(subwords.pieces(word)) == sorted(expected)
        assert len(hashed([word.encode()], shortest, longest)[1]) == len(expected)


def test_the_end_of_a_sentence_has_no_pieces(tmp_path: Path) -> None:
    """fastText's Dictionary::initNgrams leaves it out, where gensim does not."""
    numbers = np.arange(12, dtype="<f4").reshape(6, 2)
    (tmp_path / "two.bin").write_bytes(fasttext_of(words=[b"</s>", b"ab"], numbers=numbers, buckets=4))
    vectors, _ = read(tmp_path / "two.bin")
    assert vectors.matrix[0].tolist() == [0, 1]
    rows = hashed([b"ab"], 3, 6)[1] % 4 + 2  # <ab ab> <ab>
    np.testing.assert_allclose(vectors.matrix[1], np.mean([numbers[1], *numbers[rows]], axis=0), rtol=1e-6)


def lying(**told: int | bytes) -> bytes:
    """A model of one word and its six rows of numbers, which tells something else of itself."""
    return fasttext_of([b"the"], np.ones((6, 2)), **{"buckets": 4, **told})  # type: ignore[arg-type]


GOOD = fasttext_of([b"the", b"king"], np.ones((6, 2)), 4)
DAMAGED = {
    "cut in its header": (GOOD[:50], "was cut off; fetch it again"),
    "cut in its words": (GOOD[:95], "but the file has only 95 bytes; it was cut off, or is damaged"),
    "cut in its numbers": (GOOD[:-8] , "but the file has only"),
    "too many words": (lying( promised=2_000_000_000), "promises 2,000,000,000 words and"),
    "too many pieces": (lying(buckets=2_000_000_000), "2,000,000,000 pieces of 2 numbers, but"),
    "pieces without end": (lying( longest=2_000_000_000), "is damaged: it promises 1"),
    "another shape": (fasttext_of([b"the", b"king"], np.ones((3, 4)), 4) + bytes(90), "it has other sizes|damaged"),
    "an old version": (lying( version=3), "of version 3; versions 11 and 12 are read"),
    "quantised": (lying( quantised=b"\1") + bytes(90), "is a quantised fastText model"),
    "pruned": (lying( pruned=3), "is a quantised fastText model"),
    "no words": (fasttext_of([], np.ones((6, 2)), 4), "without a word in it"),
    "a word without end": (GOOD[:92] + b"x" * 5000, "is damaged: it ends, or has no word, after 0 words"),
    "words that are labels": (GOOD[:92] + GOOD[92:].replace(struct.pack("<qb", 9, 0), struct.pack("<qb", 9, 1)),
                              "promises 2 words; its dictionary holds 0"),
}  # fmt: skip


@pytest.mark.parametrize("case", DAMAGED)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gz"])
def test_damage_ends_in_a_sentence(tmp_path: Path, case: str, packed: bool) -> None:
    raw, said = DAMAGED[case]
    (tmp_path / "strange.bin").write_bytes(gzip.compress(raw) if packed else raw)
    if packed and case.startswith(("cut", "too")):
        said = "strange.bin"  # how large it unpacks to is not known beforehand
    with pytest.raises(VectorFileError, match=said):
        imports.import_file(tmp_path / "strange.bin")


def test_numbers_that_are_none_leave_their_words_out_and_pieces_add_nothing(tmp_path: Path) -> None:
    numbers = np.ones((6, 2))
    numbers[0, 0] = np.nan
    numbers[2:] = np.inf
    (tmp_path / "strange.bin").write_bytes(fasttext_of([b"a", b"</s>"], numbers, 4))
    imported = imports.import_file(tmp_path / "strange.bin")
    assert list(imported.vectors.words) == ["</s>"]
    assert imported.vectors.subwords is not None
    assert imported.vectors.subwords.composed("king").tolist() == [0, 0]


def test_a_word_without_pieces_or_without_end_has_no_composed_vector() -> None:
    subwords = Subwords(np.ones((5, 2)), 4, 6)
    with pytest.raises(SelectionError, match="“x” has no piece of 4 to 6 letters"):
        subwords.composed("x")
    with pytest.raises(SelectionError, match="up to 200 letters, not 5,000"):
        subwords.composed("x" * 5000)


def test_rows_are_summed_in_any_portions_alike(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(path)[0].matrix
    monkeypatch.setattr(fasttext_bin, "GATHERED", 1)
    monkeypatch.setattr(fasttext_bin, "BLOCK", 100)
    np.testing.assert_allclose(read(path)[0].matrix, whole, atol=1e-7)
