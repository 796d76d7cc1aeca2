"""The figures usually given for a model, in the form in which the files of the built-in models state them."""

from explorer.judging import analogy_sets, evaluation
from explorer.vectors.word_vectors import WordVectors


def figures(vectors: WordVectors) -> dict[str, object]:
    """The usual three: rank correlations with two sets of ratings, and the share of Google's analogies solved."""
    scores: dict[str, object] = {}
    for name in evaluation.USUAL:
        similarity = evaluation.word_similarity(vectors, evaluation.packaged(name))
        scores[name] = {"spearman": round(similarity.spearman, 4), "pairs": similarity.asked - len(similarity.missing)}
    sections = analogy_sets.score(vectors, analogy_sets.google_set())
    asked, solved = sum(len(section.asked) for section in sections), sum(section.correct for section in sections)
    return {**scores, "Google analogies": {"accuracy": round(solved / max(asked, 1), 4), "questions": asked}}
