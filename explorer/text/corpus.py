"""
Text in, sentences of word ids out; and the texts that come with the app.

`build` counts the words of sentences and replaces each by its id.  Words outside the vocabulary are dropped before any
window is laid over the text, as word2vec does.
"""

import bz2
import codecs
import gzip
import hashlib
import lzma
import tomllib
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
from numpy.typing import NDArray

from explorer.errors import SettingError, TextError
from explorer.text import growing
from explorer.text.growing import Growing
from explorer.text.templates import templated
from explorer.text.tokenise import tokenise, tokenise_blocks
from explorer.text.vocabulary import Vocabulary, vocabulary_of

AT_ONCE = 1 << 20  # bytes of a file, or words of a text
UNNAMED = "Your text"
TEXTS = Path(__file__).parents[1] / "data" / "texts"


@dataclass(frozen=True, eq=False)
class Corpus:
    """A text as ids, sentence after sentence.

    Parameters
    ----------
    name : str
    vocabulary : Vocabulary
    tokens : (T,) int32
        Ids of all words of the vocabulary, in the order of the text; read-only.
    offsets : (S+1,) int64
        Sentence s is `tokens[offsets[s]:offsets[s + 1]]`; read-only.
    """

    name: str
    vocabulary: Vocabulary
    tokens: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def __post_init__(self) -> None:
        self.tokens.setflags(write=False)
        self.offsets.setflags(write=False)

    @cached_property
    def fingerprint(self) -> str:
        """Identifies the content, not the name: the key for what is computed from it."""
        digest = hashlib.blake2b(self.tokens.data, digest_size=12)
        digest.update(self.offsets.data)
        digest.update("\n".join(self.vocabulary.words).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    @property
    def sentences(self) -> int:
        """S, the number of sentences."""
        return len(self.offsets) - 1

    @cached_property
    def absent(self) -> NDArray[np.int64]:
        """(N,) ids of words of the vocabulary that occur in no sentence, as sentences were left out or set aside."""
        return np.flatnonzero(np.bincount(self.tokens, minlength=len(self.vocabulary)) == 0).astype(np.int64)

    def sentence(self, s: int) -> NDArray[np.int32]:
        """(n,) ids of sentence `s`."""
        return self.tokens[self.offsets[s] : self.offsets[s + 1]]

    def without(self, sentences: NDArray[np.integer]) -> "Corpus":
        """The text without the sentences numbered (N,); vocabulary and counts stay those of the whole text.

        Raises
        ------
        TextError
            If nothing is left.
        """
        lengths = np.diff(self.offsets)
        kept = np.ones(len(lengths), dtype=bool)
        kept[sentences] = False
        if not kept.any():
            raise TextError(f"Without these {len(sentences):,} sentences nothing of {self.name} would be left.")
        offsets = np.concatenate([[0], np.cumsum(lengths[kept])]).astype(np.int64)
        return replace(self, tokens=self.tokens[np.repeat(kept, lengths)], offsets=offsets)


def build(
    sentences: Iterable[Sequence[str]],
    *,
    name: str,
    min_count: int = 1,
    max_size: int | None = None,
    place: Path | None = None,
) -> Corpus:
    """Count the words and replace each by its id; reads `sentences` once.

    If `place` is a folder, a long text is kept in files there, deleted with the corpus; only its words are in memory.

    Raises
    ------
    TextError
        If fewer than two words, or no two neighbouring words, are left.
    SettingError
        If `min_count` or `max_size` is below 1.
    """
    if min_count < 1 or (max_size is not None and max_size < 1):
        raise SettingError(f"Minimum count and vocabulary size must be 1 or more, not {min_count} and {max_size}.")
    first_seen: defaultdict[str, int] = defaultdict()
    first_seen.default_factory = first_seen.__len__  # a new word gets the next number
    ids, ends = Growing("i", place), Growing("q", place)
    ends.extend([0])
    for sentence in sentences:
        ids.extend(map(first_seen.__getitem__, sentence))
        ends.extend([len(ids)])
    raw = ids.whole()
    times = np.zeros(len(first_seen), np.int64)
    for start in range(0, len(raw), AT_ONCE):  # bincount makes its input twice as wide
        times += np.bincount(raw[start : start + AT_ONCE], minlength=len(first_seen))
    vocabulary = vocabulary_of(
        Counter(dict(zip(first_seen, times.tolist(), strict=True))), min_count=min_count, max_size=max_size
    )
    by_first_seen = np.full(len(first_seen), -1, np.int32)
    by_first_seen[[first_seen[word] for word in vocabulary.words]] = np.arange(len(vocabulary), dtype=np.int32)
    tokens, offsets = growing.renumbered(raw, ends.whole(), by_first_seen, in_place=place is not None)
    if len(vocabulary) < 2:
        raise TextError(
            f"Only one word is left, “{vocabulary.words[0][:40]}”: learning needs at least two different words. "
            "Use a longer text or a lower minimum count."
        )
    if len(offsets) < 2:
        raise TextError("No sentence has two words of the vocabulary in it, so there are no pairs to learn from.")
    return Corpus(name, vocabulary, tokens, offsets)


def from_text(text: str, *, name: str, min_count: int = 1, max_size: int | None = None) -> Corpus:
    """The corpus of a text as a visitor gives it.

    Raises
    ------
    TextError
        If it is empty, binary, or too short to learn from.
    """
    if text.count("\0") > len(text) // 1000:
        raise TextError(f"{name} is not text: it contains NUL characters. Save it as plain text (UTF-8).")
    return build(tokenise(text.replace("\0", " ")), name=name, min_count=min_count, max_size=max_size)


def from_file(
    path: str | Path,
    *,
    min_count: int = 1,
    max_size: int | None = None,
    name: str | None = None,
    progress: Callable[[float], None] | None = None,
    place: Path | None = None,
) -> Corpus:
    """The corpus of a text file, plain or packed (.gz, .bz2, .xz), read once and in blocks.

    `progress` is called with the share of the file that has been read, after every block; `place` is that of `build`.

    Raises
    ------
    TextError
        If there is no such file, or it is empty, damaged, not text, or too short to learn from.
    """
    path = Path(path)
    sentences = tokenise_blocks(read_blocks(path, progress))
    return build(sentences, name=name or path.name, min_count=min_count, max_size=max_size, place=place)


def read_blocks(path: Path, progress: Callable[[float], None] | None) -> Iterator[str]:
    """The text of a file, plain or packed, a megabyte at a time.

    `progress` is called with the share of the file that has been read.

    Raises
    ------
    TextError
        If there is no such file, or it is damaged or not text.
    """
    try:
        with path.open("rb") as packed, _unpacked(packed, path.suffix) as file:
            size = path.stat().st_size
            block = file.read(AT_ONCE)
            encoding = _encoding(block, name=path.name, whole=len(block) < AT_ONCE)
            decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
            while block:
                text = decoder.decode(block)
                if text.count("\0") > len(text) // 1000:
                    raise TextError(
                        f"{path.name} is not text: it contains NUL characters. Save it as plain text (UTF-8)."
                    )
                yield text.replace("\0", " ")
                if progress is not None:
                    progress(packed.tell() / size)
                block = file.read(AT_ONCE)
            yield decoder.decode(b"", final=True)
    except (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile) as error:
        raise TextError(f"{path.name} is damaged or cut short and cannot be unpacked ({error}).") from None
    except OSError as error:
        raise TextError(f"{path} cannot be read: {error.strerror or error}.") from None


def _unpacked(packed: IO[bytes], suffix: str) -> IO[bytes]:
    unpackers: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open, ".xz": lzma.open}
    return cast("IO[bytes]", unpackers[suffix](packed)) if suffix in unpackers else packed


def _encoding(content: bytes, *, name: str, whole: bool = True) -> str:
    """UTF-16 by its byte order mark, else UTF-8 with or without one, else Windows-1252 if the bytes are text."""
    if not content.strip():
        raise TextError(f"{name} is empty.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content, final=whole)
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8-sig"
    printable = sum(byte >= 32 or byte in b"\t\r\n" for byte in content[:4096])
    if printable < 0.95 * len(content[:4096]):
        raise TextError(f"{name} is not a text file. Save it as plain text (UTF-8) and try again.")
    return "cp1252"


def decode(content: bytes, *, name: str) -> str:
    """The text of an uploaded file: UTF-16 by its byte order mark, UTF-8 with or without one, else Windows-1252.

    Raises
    ------
    TextError
        If it is empty or not text at all.
    """
    return content.decode(_encoding(content, name=name), errors="replace")


@dataclass(frozen=True)
class Text:
    """A text that comes with the app.

    Parameters
    ----------
    key : str
        Its name in a link.
    title : str
    about : str
        What to look for, in one or two sentences.
    source : str
    min_count : int
        A minimum count that suits it.
    probes : tuple of str
        Words whose neighbours are worth watching.
    analogy : tuple of three str, or empty
        a - b + c has an answer in this text.
    pairs : str
        Pairs of words whose similarity is worth watching, "king queen, man woman".
    is_templated : bool
        Whether its sentences are drawn with a seed.
    """

    key: str
    title: str
    about: str
    source: str
    min_count: int = 1
    probes: tuple[str, ...] = ()
    analogy: tuple[str, ...] = ()
    pairs: str = ""
    is_templated: bool = False


@cache
def packaged() -> tuple[Text, ...]:
    """The texts that come with the app: templated ones written for this project, and two by others."""
    templates = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(TEXTS.glob("*.toml"))]
    templates.sort(key=lambda template: template["order"])
    own = [
        Text(
            t["key"],
            t["title"],
            t["about"],
            t.get("source", "Written for this project."),
            probes=tuple(t.get("probes", ())),
            analogy=tuple(t.get("analogy", ())),
            pairs=t.get("pairs", ""),
            is_templated=True,
        )
        for t in templates
    ]
    return (
        *own,
        Text(
            "lee",
            "Lee news",
            "300 news texts of a radio station, 60,000 words: small and real. Frequent words find sensible neighbours.",
            "Lee, Pincombe and Welsh 2005, as distributed with gensim 4.4 (LGPL 2.1).",
            min_count=3,
            probes=("police", "government", "cricket"),
            analogy=("israeli", "israel", "australia"),
            pairs="israeli palestinian, cricket test, israeli cricket",
        ),
        Text(
            "crime",
            "Crime and Punishment",
            "Its opening in Russian and in English, 400 words: far too little to learn from, which is worth seeing.",
            "F. M. Dostoevsky 1866 and Constance Garnett 1914, public domain.",
        ),
    )


def read_packaged(key: str, *, seed: int = 0) -> str:
    """The text of that key; templated texts are drawn with `seed`.

    Raises
    ------
    SettingError
        If there is no such text.
    """
    if key == "lee":
        return lzma.decompress((TEXTS / "lee.txt.xz").read_bytes()).decode("utf-8")
    if key == "crime":
        return (TEXTS / "crime.txt").read_text(encoding="utf-8")
    for path in TEXTS.glob("*.toml"):
        template = tomllib.loads(path.read_text(encoding="utf-8"))
        if template["key"] == key:
            return templated(template, seed=seed)
    known = ", ".join(text.key for text in packaged())
    raise SettingError(f"There is no text “{key}”. The texts are: {known}.")
