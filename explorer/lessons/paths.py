"""
Three courses, question by question: what each asks, and the step of a lesson or the page here that answers it.

Assignments are named by what they ask, because their letters and numbers change from year to year.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

Asked = tuple[str, str, int | str]  # what the course asks, a lesson's key or "", its step or the link of a page

CS224N: Final[tuple[Asked, ...]] = (
    ("Assignment 1, part 1: the distinct words of a corpus", "words-as-numbers", 1),
    ("Assignment 1, part 1: a co-occurrence matrix with a window", "counting-instead", 1),
    ("Assignment 1, part 1: reduce its rows to k dimensions by SVD", "counting-instead", 4),
    ("Assignment 1, part 1: plot the reduced vectors", "", "train/count?view=SVD&cs224n=true"),
    ("Assignment 1, part 1: what clusters together, and what does not", "counting-instead", 7),
    ("Assignment 1, part 2: the plot of GloVe against that of the counts", "maps-that-mislead", 1),
    ("Assignment 1, part 2: a word with several meanings", "one-word-many-vectors", 3),
    ("Assignment 1, part 2: a synonym farther away than an antonym", "", "explore/words?part=Games"),
    ("Assignment 1, part 2: an analogy, written with vectors", "analogies-honestly", 1),
    ("Assignment 1, part 2: an analogy that holds", "analogies-honestly", 6),
    ("Assignment 1, part 2: one that fails (hand : glove :: foot : ?)", "analogies-honestly", 3),
    ("Assignment 1, part 2: bias, guided (man : woman :: profession : ?)", "",
     "explore/analogies?a=man&b=woman&c=profession"),
    ("Assignment 1, part 2: bias of your own finding", "bias", 2),
    ("Assignment 1, part 2: where bias comes from, and one way against it", "bias", 6),
    ("Assignment 2, written: naive softmax is the cross-entropy of one word", "softmax-trees-sampling", 3),
    ("Assignment 2, written: its gradient by the centre vector", "", "train/race?race_view=Gradient"),
    ("Assignment 2, written: its gradient by the context vectors", "softmax-trees-sampling", 3),
    ("Assignment 2, written: the slope of the sigmoid", "one-update", 6),
    ("Assignment 2, written: the loss of negative sampling and its gradients", "one-update", 3),
    ("Assignment 2, written: why it is cheaper than naive softmax", "softmax-trees-sampling", 4),
    ("Assignment 2, written: negatives that are drawn twice", "why-negatives", 1),
    ("Assignment 2, written: the gradient of a whole window", "text-to-pairs", 1),
    ("Assignment 2, code: softmax and negative sampling, against the handed-out numbers", "",
     "judge/known_answers"),
    ("Assignment 2, code: train, and look at the plot of the vectors", "why-negatives", 6),
)  # fmt: skip

NG: Final[tuple[Asked, ...]] = (
    ("Week 1: why sequence models, and their notation", "reading-in-order", 1),
    ("Week 1: the recurrent network, and why not a plain one", "reading-in-order", 2),
    ("Week 1: backpropagation through time", "", "sequences/step_by_step?step_view=Unrolled"),
    ("Week 1: kinds of networks, from one to one to many to many", "",
     "sequences/step_by_step?step_view=Kinds+of+networks"),
    ("Week 1: language model and the probability of a sentence", "reading-in-order", 6),
    ("Week 1: sampling new sequences", "reading-in-order", 7),
    ("Week 1: vanishing gradients", "reading-in-order", 3),
    ("Week 1: exploding gradients and clipping", "", "sequences/memory?memory_view=Explosion"),
    ("Week 1: the gated recurrent unit", "reading-in-order", 5),
    ("Week 1: long short-term memory", "reading-in-order", 4),
    ("Week 1: bidirectional and deep networks", "", "sequences/step_by_step?step_view=Both+directions"),
    ("Week 1, exercise: a recurrent network step by step", "", "judge/known_answers"),
    ("Week 1, exercise: names of dinosaurs, letter by letter", "", "sequences/language?language_view=Names"),
    ("Week 2: word representation, one-hot and featurised", "words-as-numbers", 5),
    ("Week 2: using word embeddings for names", "", "use/names"),
    ("Week 2: properties of embeddings: king − man + woman", "analogies-honestly", 1),
    ("Week 2: t-SNE, and why not to look for parallels in it", "maps-that-mislead", 4),
    ("Week 2: the embedding matrix", "", "words/one_hot?hot_view=Look-up"),
    ("Week 2: learning embeddings by a language model", "", "train/neural_lm"),
    ("Week 2: word2vec and its softmax", "softmax-trees-sampling", 4),
    ("Week 2: negative sampling", "why-negatives", 2),
    ("Week 2: GloVe", "counting-instead", 5),
    ("Week 2: sentiment, and what an average cannot hear", "reading-in-order", 1),
    ("Week 2: few labels or many", "one-word-many-vectors", 4),
    ("Week 2: debiasing word embeddings", "bias", 5),
    ("Week 2, exercise: operations on word vectors", "", "judge/debias?pairs=Gender%3A+woman+and+man+alone"),
    ("Week 2, exercise: Emojify", "", "judge/known_answers"),
)  # fmt: skip

CS109B: Final[tuple[Asked, ...]] = (
    ("What a computer knows of a word: a place in a list", "words-as-numbers", 1),
    ("Who is most similar to whom: persons as vectors, and the cosine", "", "explore/words?part=Games"),
    ("A language model: P of the next word", "reading-in-order", 6),
    ("Counts and n-grams, and their limits", "", "sequences/language?language_view=Training+and+perplexity"),
    ("The neural language model of Bengio and others", "", "train/neural_lm"),
    ("Skip-gram: a word predicts its window", "text-to-pairs", 1),
    ("Negative sampling", "why-negatives", 2),
    ("Counting instead: co-occurrence and GloVe", "counting-instead", 1),
    ("king − man + woman", "analogies-honestly", 1),
    ("Plots of embeddings", "maps-that-mislead", 1),
    ("Left context only, or both: The dog was chased by a ___ cat", "", "explore/context?context_view=Fill+the+gap"),
    ("One vector for a word, or one for each place (type and token)", "one-word-many-vectors", 1),
    ("Comparing embeddings of one word", "one-word-many-vectors", 2),
    ("Recurrent networks, and what they forget", "reading-in-order", 3),
    ("Embeddings for the next task: sentiment", "one-word-many-vectors", 4),
    ("Fine-tuning: unfreeze the embeddings", "", "use/sentiment?sentiment_view=Fine-tuning"),
    ("What is not language: baskets, play lists, graphs", "", "train/watch?text=A+karate+club"),
    ("Bias that embeddings repeat", "bias", 1),
)  # fmt: skip


@dataclass(frozen=True)
class Path:
    """A way through the lessons for students of a course.

    Parameters
    ----------
    title : str
    course : str
        Its key in the lessons' `courses`.
    about : str
        One sentence.
    steps : tuple of (str, str, int or str)
        What the course asks; the key of a lesson and the number of its step, or "" and the link of a page.
    """

    title: str
    course: str
    about: str
    steps: tuple[Asked, ...]


@cache
def paths() -> tuple[Path, ...]:
    """The three paths."""
    return (
        Path("CS224N, assignments 1 and 2", "cs224n", "Question by question, in the order of the assignments.", CS224N),
        Path("Ng, Sequence Models, weeks 1 and 2", "ng", "Lecture by lecture, with the exercises.", NG),
        Path("CS109B, language models and embeddings", "cs109b", "Along the lecture and its examples.", CS109B),
    )
