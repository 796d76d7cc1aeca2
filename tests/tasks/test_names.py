"""Names: files of tagged words, spans as CoNLL counts them, and a tagger that looks through a window."""

import random
from pathlib import Path

import numpy as np
import pytest

from explorer.errors import SelectionError, SettingError, TextError
from explorer.sequence.inputs import FrozenVectors
from explorer.sequence.network import Network
from explorer.tasks import in_order
from explorer.tasks.classifier import USES, Use, softmax
from explorer.tasks.names import conll, window, window_network
from explorer.tasks.names.conll import Tagged, read_tagged, split
from explorer.tasks.names.recurrent import RecurrentTagger, RecurrentTaggerSettings
from explorer.tasks.names.scores import (
    NameVerdict,
    Recall,
    SplitVerdict,
    TaggerContender,
    gain,
    judged,
    mistakes,
    over_splits,
    summaries,
    trained,
)
from explorer.tasks.names.spans import Span, SpanScore, score, score_by_kind, spans
from explorer.tasks.names.window import SEES, Sees, WindowSettings, WindowTagger, WindowTraining
from explorer.tasks.names.window_network import WindowNetwork, WindowNetworkSettings, WindowNetworkTraining
from explorer.vectors.word_vectors import WordVectors

PEOPLE = b"""-DOCSTART- -X- O O

Sally NNP I-NP B-PER
Johnson NNP I-NP I-PER
grows VBZ I-VP O
Berlin NNP I-NP B-LOC
apples NNS I-NP O

Bob\tB-PER
left\tO

Berlin\tB-LOC
"""


def by_the_rules_of_conlleval(tags: list[str]) -> set[tuple[int, int, str]]:
    """The spans by the shared task's own rules (endOfChunk and startOfChunk of conlleval), written out from them."""
    found, start, before, kind = set(), 0, "O", ""
    for i, tag in enumerate([*tags, "O"]):
        mark, now = (tag, "") if tag == "O" else tag.split("-", 1)
        ended = (before, mark) in {("B", "B"), ("B", "O"), ("I", "B"), ("I", "O"), ("E", "E"), ("E", "I"), ("E", "O")}
        if ended or (before != "O" and kind != now):
            found.add((start, i, kind))
        began = (before, mark) in {
            ("B", "B"), ("I", "B"), ("O", "B"), ("O", "I"), ("E", "E"), ("E", "I"), ("O", "E"),
        }  # fmt: skip
        if began or (mark != "O" and kind != now):
            start = i
        before, kind = mark, now
    return found


def test_spans_are_those_of_conlleval() -> None:
    """On 3,000 drawn sentences of B, I and O tags of two kinds, right or not."""
    rng = random.Random(0)
    for _ in range(3000):
        tags = rng.choices(["O", "B-X", "I-X", "B-Y", "I-Y"], k=rng.randrange(9))
        assert {(s.start, s.end, s.kind) for s in spans(tags)} == by_the_rules_of_conlleval(tags)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("O O", []),
        ("I-P I-P O I-P", [(0, 2, "P"), (3, 4, "P")]),
        ("B-P B-P", [(0, 1, "P"), (1, 2, "P")]),
        ("B-P I-L", [(0, 1, "P"), (1, 2, "L")]),
        ("S-P B-P E-P S-L", [(0, 1, "P"), (1, 3, "P"), (3, 4, "L")]),
        ("B-P I-P E-P I-P", [(0, 3, "P"), (3, 4, "P")]),
        ("U-P L-P", [(0, 1, "P"), (1, 2, "P")]),
        ("B-creative-work I-creative-work", [(0, 2, "creative-work")]),
    ],
)
def test_spans_by_hand(tags: str, expected: list[tuple[int, int, str]]) -> None:
    assert spans(tags.split()) == [Span(*one) for one in expected]


def test_f1_by_hand() -> None:
    """Half a name is no name: it is marked wrongly and missed at once."""
    there = [spans(["B-P", "I-P", "O", "B-L"]), spans(["O", "B-P"])]
    marked = [spans(["B-P", "O", "O", "B-L"]), spans(["O", "B-L"])]
    found = score(marked, there)
    assert found == SpanScore(1, 3, 3)
    assert (found.precision, found.recall, found.f1) == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    kinds = score_by_kind(marked, there)
    assert kinds == {"L": SpanScore(1, 2, 1), "P": SpanScore(0, 1, 2)}
    assert kinds["L"].f1 == pytest.approx(2 / 3)
    nothing = SpanScore(0, 0, 0)
    assert (nothing.precision, nothing.recall, nothing.f1) == (0, 0, 0)


def test_a_file_is_read_whatever_its_columns() -> None:
    found, report = read_tagged(PEOPLE, name="f")
    assert found.sentences[0] == ("Sally", "Johnson", "grows", "Berlin", "apples")
    assert found.kinds == {"PER": 2, "LOC": 2}
    assert found.spans[0] == (Span(0, 2, "PER"), Span(3, 4, "LOC"))
    assert (report.sentences, report.words, report.left_out) == (3, 8, 0)
    assert "sally" in found.seen
    broken, report = read_tagged(PEOPLE + b"alone\nwrong NOUN\r\n\r\nZoe\tU-PER", name="f")
    assert broken.sentences[-1] == ("Zoe",)
    assert report.left_out == 2
    assert report.examples[1].startswith("Line 14 is “wrong NOUN”; each line must end with a tag")


@pytest.mark.parametrize(
    ("raw", "kind", "sentence"),
    [
        (b" ", TextError, "f is empty"),
        (bytes(range(256)) * 20, TextError, "f is not a text file"),
        (b"the O\nend O\n", SelectionError, "f has 0 kinds of names in 2 tagged words"),
        (b"just a text\n", SelectionError, "f has 0 kinds of names in 0 tagged words"),
        ("".join(f"w B-k{i}\n" for i in range(40)).encode(), SelectionError, "has 40 kinds of names"),
    ],
)
def test_what_cannot_be_read_is_said(raw: bytes, kind: type[Exception], sentence: str) -> None:
    with pytest.raises(kind, match=sentence):
        read_tagged(raw, name="f")


def test_a_file_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conll, "MOST", 7)
    with pytest.raises(TextError, match="f has 8 words; at most 7 are taken"):
        read_tagged(PEOPLE, name="f")


def test_a_set_that_does_not_exist_is_named() -> None:
    with pytest.raises(SettingError, match="are WikiGold and WNUT 2017; there is no “CoNLL-2003”"):
        conll.packaged("CoNLL-2003")


def test_the_shipped_sets_are_those_published(shared: Path) -> None:
    for name, file in (("WikiGold", "wikigold.conll"), ("WNUT 2017", "wnut17train.conll")):
        theirs, report = read_tagged((shared / "downstream" / file).read_bytes(), name=name)
        ours = conll.packaged(name)
        assert ours.sentences == theirs.sentences
        assert ours.tags == theirs.tags
        assert report.left_out == 0
        assert ours.licence == "CC BY 4.0"
    assert len(conll.packaged("WikiGold")) == 1696
    assert sum(map(len, conll.packaged("WikiGold").sentences)) == 39_007


@pytest.fixture(scope="module")
def farmers() -> Tagged:
    """Names stand before “is”; half of the words after “a” are fruit."""
    rng = np.random.default_rng(0)
    sentences, tags = [], []
    for _ in range(60):
        first, last = rng.choice(["Ann", "Bob", "Cy"]), rng.choice(["Lee", "Ng", "Poe"])
        sentences.append((str(first), str(last), "is", "an", str(rng.choice(["apple", "orange"])), "farmer"))
        tags.append(("B-PER", "I-PER", "O", "O", "O", "O"))
    return Tagged("farmers", tuple(sentences), tuple(tags))


@pytest.fixture(scope="module")
def fruit() -> WordVectors:
    words = ("apple", "orange", "durian", "farmer", "cultivator", "is", "an", "a")
    rows = [[1, 0, 0], [1, 0.1, 0], [1, 0.2, 0], [0, 1, 0], [0, 1, 0.1], [0, 0, 1], [0, 0.1, 1], [0.1, 0, 1]]
    return WordVectors(words, np.array(rows, dtype=np.float32))


@pytest.mark.parametrize("sees", SEES)
def test_a_tagger_finds_names_it_never_saw_by_what_stands_around_them(
    sees: Sees, farmers: Tagged, fruit: WordVectors
) -> None:
    made = trained(TaggerContender(sees, WindowSettings(sees), fruit), farmers)
    assert isinstance(made, WindowTagger)
    sentence = ("Mahmoud", "Badry", "is", "a", "durian", "cultivator")
    assert made.tagged([sentence, (), ("Ann",)])[0] == ("B-PER", "I-PER", "O", "O", "O", "O")
    assert made.tagged([(), ()]) == [(), ()]
    assert made.chances(sentence).sum(axis=1).tolist() == pytest.approx([1] * 6)
    again = trained(TaggerContender(sees, WindowSettings(sees), fruit), farmers)
    assert isinstance(again, WindowTagger)
    assert again.weights.tolist() == made.weights.tolist()


@pytest.mark.parametrize("sees", SEES)
def test_shares_add_up_to_the_score(sees: Sees, farmers: Tagged, fruit: WordVectors) -> None:
    made = trained(TaggerContender(sees, WindowSettings(sees, reach=1), fruit), farmers)
    assert isinstance(made, WindowTagger)
    sentence = ("Ann", "Ng", "is", "a", "durian", "farmer")
    for at in range(6):
        shares = made.shares(sentence, at, "I-PER")
        rest = made.bias[made.tags.index("I-PER")]
        if 0 < at < 5:  # places beyond the sentence add nothing
            expected = made.scores([sentence])[at, made.tags.index("I-PER")]
            assert shares.sum() + rest == pytest.approx(expected, abs=1e-9)
        assert [i for i in range(6) if abs(i - at) > 1 and shares[i]] == []


@pytest.mark.parametrize("two_tags", [False, True])
def test_a_window_with_hidden_units(two_tags: bool, farmers: Tagged, fruit: WordVectors) -> None:
    """Names never seen are found, the same again; probabilities are scikit-learn's; shares agree with differences."""
    if two_tags:
        tags = tuple(tuple("I-PER" if tag != "O" else "O" for tag in one) for one in farmers.tags)
        farmers = Tagged(farmers.name, farmers.sentences, tags)
    asked = TaggerContender("hidden", WindowNetworkSettings(1, 16, epochs=30), fruit)
    begun = WindowNetworkTraining(WindowNetworkSettings(1, 16, epochs=30), farmers, fruit)
    while begun.done < begun.steps:
        begun.step()
    made, again = begun.tagger(), trained(asked, farmers)
    assert isinstance(again, WindowNetwork)
    assert again.W_1.tolist() == made.W_1.tolist()
    sentence = ("Mahmoud", "Badry", "is", "an", "apple", "farmer")
    first = "I-PER" if two_tags else "B-PER"
    assert made.tagged([sentence, (), ("Ann",)])[0] == (first, "I-PER", "O", "O", "O", "O")
    x = window.features([sentence], 1, {}, fruit).toarray()
    assert made.chances(sentence) == pytest.approx(begun._model.predict_proba(x.astype(np.float32)), abs=1e-5)
    number, step = made.tags.index(first), 1e-6
    assert [i for i in range(6) if made.shares(sentence, 0, first)[i]] == [0, 1]

    def margin(row: np.ndarray) -> float:
        scores = np.maximum(row @ made.W_1 + made.b_1, 0) @ made.W_2 + made.b_2
        return float(scores[number] - np.delete(scores, number).mean())

    slopes = [(margin(x[0] + step * one) - margin(x[0] - step * one)) / (2 * step) for one in np.eye(x.shape[1])]
    assert made.shares(sentence, 0, first).sum() == pytest.approx(np.dot(slopes, x[0]), abs=1e-6)


@pytest.mark.parametrize("two_tags", [False, True])
def test_a_network_learned_in_pieces_is_the_one_of_whole_passes(
    two_tags: bool, farmers: Tagged, fruit: WordVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bit for bit what scikit-learn learns when it mixes all words itself and takes a pass at a time."""
    from sklearn.neural_network import MLPClassifier

    if two_tags:
        tags = tuple(tuple("I-PER" if tag != "O" else "O" for tag in one) for one in farmers.tags)
        farmers = Tagged(farmers.name, farmers.sentences, tags)
    monkeypatch.setattr(window_network, "BATCHES", 3)
    begun = WindowNetworkTraining(WindowNetworkSettings(1, 16, epochs=4, seed=7), farmers, fruit)
    assert begun.steps >= 4 * 5, "a pass is made in several steps"
    while begun.done < begun.steps:
        begun.step()
    targets = [tag for one in farmers.tags for tag in one]
    whole = MLPClassifier(
        (16,), alpha=1e-4, batch_size=len(targets) // window_network.STEPS, random_state=np.random.RandomState(7)
    )
    table = window.features(farmers.sentences, 1, {}, fruit).toarray().astype(np.float32)
    for _ in range(4):
        whole.partial_fit(table, targets, classes=begun.tags)
    assert begun._model.coefs_[0].tobytes() == whole.coefs_[0].tobytes()
    assert begun._model.coefs_[1].tobytes() == whole.coefs_[1].tobytes()


def test_the_window_by_hand(fruit: WordVectors) -> None:
    """Two sentences do not see each other; each place has four flags, then its word, then its vector."""
    table = window.features([("NASA", "apple"), ("x1",)], 1, {"apple": 0}, fruit).toarray()
    assert table.shape == (3, 3 * (4 + 1 + 3))
    written = table[:, :12].reshape(3, 3, 4)
    assert written[0].tolist() == [[0, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]]
    assert written[1].tolist() == [[1, 1, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert written[2].tolist() == [[0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 0]]
    assert table[:, 12:15].tolist() == [[0, 0, 1], [0, 1, 0], [0, 0, 0]]
    assert table[0, 15:].tolist() == [0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert table[1, 15:].tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0]


def test_recall_is_split_by_words_seen(farmers: Tagged) -> None:
    class Always:
        def tagged(self, sentences: "list[tuple[str, ...]]") -> list[tuple[str, ...]]:
            return [("B-PER", "I-PER", *["O"] * (len(words) - 2)) for words in sentences]

    tested = Tagged(
        "t",
        (("Ann", "Lee", "x"), ("Ann", "Badry", "x"), ("Al", "x", "Bob")),
        (("B-PER", "I-PER", "O"), ("B-PER", "I-PER", "O"), ("B-PER", "O", "B-PER")),
    )
    found = judged(Always(), tested, farmers.seen)
    assert found.score == SpanScore(2, 3, 4)
    assert found.unseen == Recall(1, 2)
    assert found.seen == Recall(1, 2)
    assert found.unseen.share == 0.5
    assert Recall(0, 0).share == 0
    wrong = mistakes(Always(), tested)
    assert [one.sentence for one in wrong] == [("Al", "x", "Bob")]
    assert wrong[0].marked == (Span(0, 2, "PER"),)


def test_over_splits_each_is_judged_on_what_it_did_not_learn(farmers: Tagged, fruit: WordVectors) -> None:
    asked = [
        TaggerContender("w", WindowSettings("words", epochs=2)),
        TaggerContender("v", WindowSettings("vectors", epochs=3), fruit),
    ]
    found = list(over_splits(asked, farmers, splits=3, seed=5))
    assert [(one.contender, one.split) for one in found] == [(n, s) for s in range(3) for n in ("w", "v")]
    learned, tested = split(farmers, seed=6)
    alone = judged(trained(asked[0], learned), tested, learned.seen)
    assert found[2].verdict == alone
    assert len(learned) == 48
    assert summaries(found)[0].f1[0] == pytest.approx(np.mean([one.verdict.score.f1 for one in found[::2]]))


def test_gains_are_paired_by_split() -> None:
    def verdict(name: str, number: int, hits: int) -> SplitVerdict:
        return SplitVerdict(name, number, NameVerdict(SpanScore(0, 0, 0), Recall(hits, 10), Recall(0, 0), {}))

    found = [verdict("a", 0, 5), verdict("b", 0, 3), verdict("a", 1, 9), verdict("b", 1, 7)]
    assert gain(found, "a", "b") == pytest.approx((0.2, 0.2, 0.2))
    assert gain(found[:2], "a", "b") == pytest.approx((0.2, 0.2, 0.2))


def test_what_cannot_be_is_said(farmers: Tagged) -> None:
    with pytest.raises(SettingError, match="A window sees words, vectors or both, not “nothing”"):
        WindowSettings("nothing")  # type: ignore[arg-type]  # what a hand-edited link can ask for
    with pytest.raises(SettingError, match="0 to 5 words to each side, not 9"):
        WindowSettings(reach=9)
    with pytest.raises(SettingError, match="1 to 1,000 hidden units, not 0"):
        WindowNetworkSettings(hidden=0)
    with pytest.raises(SelectionError, match="A window that sees vectors needs a model"):
        WindowNetworkTraining(WindowNetworkSettings(), farmers, None)
    with pytest.raises(SelectionError, match="A window that sees vectors needs a model"):
        WindowTraining(WindowSettings("both"), farmers)
    with pytest.raises(SelectionError, match="too few to learn from and to test"):
        split(farmers.chosen(np.array([0])))


@pytest.mark.parametrize("use", USES)
def test_a_recurrent_tagger_finds_names_it_never_saw(use: Use, farmers: Tagged, fruit: WordVectors) -> None:
    settings = RecurrentTaggerSettings(use=use, units=8, epochs=12, rate=0.02, dim=6)
    made = trained(TaggerContender("r", settings, fruit), farmers)
    assert isinstance(made, RecurrentTagger)
    sentence = ("Mahmoud", "Badry", "is", "an", "apple", "farmer")
    assert made.tagged([sentence, (), ("Ann",)])[0] == ("B-PER", "I-PER", "O", "O", "O", "O")
    assert made.tagged([()]) == [()]
    assert made.chances(sentence).sum(axis=1).tolist() == pytest.approx([1] * 6)
    assert made.chances(sentence) == pytest.approx(
        softmax(in_order.scores(made.network, [("Ann",) * 9, sentence], made.inputs)[1]), abs=1e-5
    )
    again = trained(TaggerContender("r", settings, fruit), farmers)
    assert isinstance(again, RecurrentTagger)
    assert again.scores(sentence).tolist() == made.scores(sentence).tolist()


def test_its_shares_are_gradient_times_input(farmers: Tagged, fruit: WordVectors) -> None:
    settings = RecurrentTaggerSettings(use="frozen", units=4, epochs=2)
    made = trained(TaggerContender("r", settings, fruit), farmers)
    assert isinstance(made, RecurrentTagger)
    sentence, at, number = ("Al", "Ng", "is", "a"), 1, made.tags.index("I-PER")
    x = made.inputs(sentence).astype(np.float64)
    assert x[:, 3:].tolist() == [[1, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]
    network = Network(made.network.settings, FrozenVectors(np.zeros((1, 7))), 3, dtype=np.float64)
    exact = network.at({name: value.astype(np.float64) for name, value in made.network.parameters.items()})

    def margin(rows: np.ndarray) -> float:
        score = exact.forward_from(rows[:, None, :], np.zeros((4, 1), dtype=np.intp)).answer.score[at]
        return float(score[number] - np.delete(score, number).mean())

    expected = []
    for i in range(4):
        slope = np.zeros(7)
        for d in range(7):
            up, down = x.copy(), x.copy()
            up[i, d] += 1e-6
            down[i, d] -= 1e-6
            slope[d] = (margin(up) - margin(down)) / 2e-6
        expected.append(slope @ x[i])
    assert made.shares(sentence, at, "I-PER") == pytest.approx(expected, abs=1e-5)


def test_a_recurrent_tagger_says_what_it_lacks(farmers: Tagged) -> None:
    with pytest.raises(SelectionError, match="choose one"):
        trained(TaggerContender("r", RecurrentTaggerSettings()), farmers)
    with pytest.raises(SettingError, match="there is no “CRF”"):
        RecurrentTaggerSettings(cell="CRF")  # type: ignore[arg-type]  # what a hand-edited link can ask for
    with pytest.raises(SettingError, match="1 to 1,000 units, not 0"):
        RecurrentTaggerSettings(units=0)
