"""Sets of analogies in their own forms; scores against every word scored by hand, and against gensim."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors

from explorer.errors import SelectionError, TextError
from explorer.judging import analogy_files, analogy_sets
from explorer.judging.analogy_sets import Question
from explorer.vectors.word_vectors import WordVectors

QUESTIONS = "good better rough\nbetter good rougher\nyear years law\nbe was return\n"
ANSWERS = "JJ_JJR rougher\nJJR_JJ rough\nNN_NNS laws\nVB_VBD returned\n"
ONE_FILE = "good better rough JJ_JJR rougher\nbetter good rougher JJR_JJ rough\nyear years law NN_NNS laws\n"
ONE_FILE += "be was return VB_VBD returned\n"
TABLE = ",type,word1,word2,word3,target\n0,JJ_JJR,good,better,rough,rougher\n1,JJR_JJ,better,good,rougher,rough\n"
TABLE += "2,NN_NNS,year,years,law,laws\n3,VB_VBD,be,was,return,returned\n"
BATS = {
    "BATS_3.0/1_Inflectional_morphology/I01 [noun - plural_reg].txt": "w0\tw1\nw2\tw3\nw4\tw5\nw6\tw7\n",
    "BATS_3.0/4_Lexicographic_semantics/L01 [hypernyms - animals].txt": (
        "w8\tw9/w10/w11\nw12\tnobody/w13\nw14\tw15/w16\nw17\tnobody\nw18\tw19/w20/w21/w22/w23/w24\n"
    ),
    "BATS_3.0/metadata.json": '{"class": "dataset"}\n',
    "BATS_3.0/README.txt": "This is the set.\nIt has forty files in four folders, and these lines are none of them.\n",
    "__MACOSX/BATS_3.0/._x.txt": "a b c d",
}


def packed(files: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as written:
        for path, text in files.items():
            written.writestr(path, text)
    return held.getvalue()


@pytest.fixture
def random() -> WordVectors:
    """60 words; those that BATS below has as answers of a word lie about where one offset leads from it."""
    generator = np.random.default_rng(5)
    matrix, offset = generator.normal(size=(60, 6)), generator.normal(size=6)
    for word, answers in ((8, (9, 10, 11)), (12, (13,)), (14, (15, 16)), (18, range(19, 25))):
        for answer in answers:
            matrix[answer] = matrix[word] + offset + 0.5 * generator.normal(size=6)
    return WordVectors(tuple(f"w{i}" for i in range(60)), matrix.astype(np.float32))


@pytest.mark.parametrize(
    "files",
    [
        [("word_relationship.answers", ANSWERS), ("word_relationship.questions", QUESTIONS)],
        [("EN-MSR.txt", ONE_FILE)],
        [("msr.csv", TABLE)],
        [("myz_naacl13_test_set.zip", packed({"test_set/q.questions": QUESTIONS, "test_set/a.answers": ANSWERS}))],
    ],
)
def test_msr_by_category_in_each_of_its_forms(files: list[tuple[str, str | bytes]]) -> None:
    found = analogy_files.read([(name, text if isinstance(text, bytes) else text.encode()) for name, text in files])
    assert [(section.name, section.kind, section.questions) for section in found.sections] == [
        ("JJ_JJR", "adjectives", (Question("good", "better", "rough", "rougher"),)),
        ("JJR_JJ", "adjectives", (Question("better", "good", "rougher", "rough"),)),
        ("NN_NNS", "nouns", (Question("year", "years", "law", "laws"),)),
        ("VB_VBD", "verbs", (Question("be", "was", "return", "returned"),)),
    ]
    assert found.malformed == ()


def test_msr_without_tags_has_them_by_its_order() -> None:
    """Words that say which form they are, in the order of the published file: each question and its reverse."""
    lines, expected = [": all"], []
    for times, cycle in analogy_files.BY_PLACE:
        for n in range(times):
            for tag in cycle:
                first, second = tag.split("_")
                lines.append(f"a{n}-{first} a{n}-{second} b{n}-{first} b{n}-{second}")
                expected.append(tag)
    found = analogy_files.read([("MSR-syntax.txt", "\n".join(lines).encode())])
    assert {section.name: len(section.questions) for section in found.sections} == dict.fromkeys(expected, 500)
    for section in found.sections:
        for a, b in ((q.a.split("-")[1], q.b.split("-")[1]) for q in section.questions):
            assert f"{a}_{b}" == section.name
    assert "follow from their order" in found.form
    lines[1], lines[2] = lines[2], lines[1].replace("a0", "c0")  # one question is not followed by its reverse
    assert [s.name for s in analogy_files.read([("other.txt", "\n".join(lines).encode())]).sections] == ["all"]


def test_googles_form_has_its_halves() -> None:
    found = analogy_files.read([
        ("q.txt", b": family\nboy girl king queen\n: gram3-comparative\nbad worse big bigger\n")
    ])
    assert [(section.name, section.kind) for section in found.sections] == [
        ("family", "semantic"),
        ("gram3-comparative", "syntactic"),
    ]


@pytest.mark.parametrize("rule", ["3CosAdd", "PairDirection"])
def test_bats_asks_every_pair_about_every_other_and_any_answer_is_right(
    random: WordVectors, rule: analogy_sets.SetRule
) -> None:
    found = analogy_files.read([("BATS_3.0.zip", packed(dict(BATS)))])
    assert [(section.kind, len(section.questions)) for section in found.sections] == [
        ("inflectional morphology", 12),
        ("lexicographic semantics", 20),
    ]
    assert found.malformed == (
        "“BATS_3.0/metadata.json” is not in a known form.",
        "“BATS_3.0/README.txt” is not in a known form.",
    )
    for section, score in zip(found.sections, analogy_sets.score(random, found, rule=rule), strict=True):
        lines = [line.split("\t") for line in BATS[next(path for path in BATS if section.name in path)].splitlines()]
        asked, right = 0, 0
        unit = random.unit.astype(np.float64)
        for c, listed in lines:
            for a, shown in lines:
                answers = set(listed.split("/"))
                given = [a, shown.split("/")[0], c]
                if a == c or not {*given} <= {*random.words} or not answers & {*random.words}:
                    continue
                e_a, e_b, e_c = (unit[random.index[word]] for word in given)
                cosines = unit @ (e_b - e_a + e_c)
                if rule == "PairDirection":
                    cosines = (unit - e_c) @ (e_b - e_a) / np.maximum(np.linalg.norm(unit - e_c, axis=1), 1e-9)
                best = max((w for w in random.words if w not in given), key=lambda w: cosines[random.index[w]])
                asked, right = asked + 1, right + (best in answers)
        assert (len(score.asked), score.correct) == (asked, right)
        assert score.skipped == len(section.questions) - asked
        if rule == "3CosAdd" and section.also:  # right by a further answer, not only by the first
            firsts = sum(answer == d for (*_, d), answer in zip(score.asked.tolist(), score.answers, strict=True))
            assert score.correct > firsts > 0


def test_where_each_question_has_one_answer_gensim_counts_as_many(random: WordVectors, tmp_path: Path) -> None:
    files = {f"I0{n} [made].txt": "".join(f"w{i}\tw{i + 1}\n" for i in range(n, 40, 4)) for n in range(3)}
    found = analogy_files.read([(name, text.encode()) for name, text in files.items()])
    as_google = "".join(f": {s.name}\n" + "".join(" ".join(q) + "\n" for q in s.questions) for s in found.sections)
    (tmp_path / "questions.txt").write_text(as_google, encoding="utf-8")
    peer = KeyedVectors(random.dim)
    peer.add_vectors(list(random.words), random.matrix)
    _, theirs = peer.evaluate_word_analogies(str(tmp_path / "questions.txt"))
    ours = analogy_sets.score(random, found)
    assert [(s.correct, len(s.asked)) for s in ours] == [
        (len(s["correct"]), len(s["correct"]) + len(s["incorrect"])) for s in theirs[: len(ours)]
    ]
    assert sum(s.correct for s in ours) > 0


def test_a_form_that_is_not_read_is_told_the_forms_that_are() -> None:
    with pytest.raises(SelectionError, match=r"“prose\.txt” is not a set of analogies in a known form.*Google.*BATS"):
        analogy_files.read([("prose.txt", b"Once upon a time there was a queen.\n")])
    with pytest.raises(SelectionError, match="as the SAT's, are read by “Multiple choice”"):
        analogy_files.read([
            ("SAT.txt", b"190 FROM REAL SATs\nlull trust v:n\nbalk fortitude v:n\ncajole compliance v:n\na\n")
        ])
    with pytest.raises(SelectionError, match="1 files of questions, three words a line, and 0 of answers"):
        analogy_files.read([("word_relationship.questions", QUESTIONS.encode())])
    with pytest.raises(SelectionError, match="has 4 lines and “a” 1: each question needs its answer"):
        analogy_files.read([("q", QUESTIONS.encode()), ("a", b"JJ_JJR rougher\n")])
    with pytest.raises(SelectionError, match=r"has 500 pairs, each asked about by every other; a set may have 200,000"):
        analogy_files.read([("long.txt", "".join(f"a{i}\tb{i}\n" for i in range(500)).encode())])
    with pytest.raises(SelectionError, match=r"“t\.csv” is a damaged table: one of its cells has no end\."):
        analogy_files.read([("t.csv", b"# MSR\ntype,word1,word2,word3,target\nx,a,b,c,d\nx,a,b,c," + b"d" * 200_000)])
    with pytest.raises(TextError):
        analogy_files.read([("picture.txt", bytes(range(256)) * 20)])


def test_a_zip_is_bounded_and_its_paths_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = analogy_files.read([("x.zip", packed({"../../escaped.txt": "a\tb\nc\td\n", "/etc/x.txt": "e\tf\ng\th\n"}))])
    assert [section.name for section in found.sections] == ["escaped", "x"]
    assert not list(tmp_path.iterdir())
    with pytest.raises(SelectionError, match=r"holds 201 files of .* at most 200 files and 20 MB are read"):
        analogy_files.read([("many.zip", packed({f"{i}.txt": "a\tb\nc\td\n" for i in range(201)}))])
    with pytest.raises(SelectionError, match=r"holds 2 files of 24.0 MB"):
        analogy_files.read([("bomb.zip", packed({"a.txt": bytes(12 << 20), "b.txt": bytes(12 << 20)}))])
    whole = packed({"I01.txt": "a\tb\nc\td\n" * 50})
    with pytest.raises(SelectionError, match="it is damaged, empty, or has far too many files"):
        analogy_files.read([("half.zip", whole[:60])])
    locked = bytearray(whole)
    locked[6] |= 1  # both headers say that the file is encrypted
    locked[whole.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(SelectionError, match="is damaged, or locked with a password"):
        analogy_files.read([("locked.zip", bytes(locked))])
