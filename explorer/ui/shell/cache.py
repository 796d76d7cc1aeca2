"""
Everything visitors share, at one glance: each cached function of the app.

Vectors are keyed by their fingerprint, never by their array: Streamlit hashes only a sample
of a large array and would take two that differ in one row for the same.  What is returned
is shared by all visitors: it is read-only, and holds no name and no source of a visitor's model,
text or file, which belong to one visitor's shelf.

What is worked out of content and settings is `kept` in a bounded number of bytes for all of it together; what
there is one of, as the built-in model, stays.
"""

import math
import os
from collections.abc import Callable, Mapping
from operator import attrgetter
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from explorer.context.sense_files import SenseFiles
from explorer.context.text_sample import TextSample
from explorer.context.transformer.files import Upload
from explorer.context.transformer.model import Transformer
from explorer.errors import SelectionError
from explorer.files import imports, library
from explorer.files.catalogue import CatalogueModel, models
from explorer.judging import analogy_sets, evaluation, words
from explorer.judging.analogy import AnalogySettings, Question
from explorer.judging.bias.debias import DebiasSettings
from explorer.judging.bias.scores import ScoreSettings
from explorer.projection.conditions import Conditions
from explorer.projection.settings import LARGE, ProjectionSettings, SpaceSettings
from explorer.tasks.labelled import Labelled
from explorer.tasks.names.conll import Tagged
from explorer.tasks.search.by_meaning import MeaningSettings
from explorer.tasks.search.by_words import WordSettings
from explorer.tasks.search.lines import Lines
from explorer.text import corpus
from explorer.text.corpus import Corpus
from explorer.training.lecture.counts import CountSettings
from explorer.training.live.one_thread import one_thread
from explorer.ui.shell import visitor
from explorer.ui.shell.jobs import Workers
from explorer.ui.shell.shared import Shared, kept
from explorer.ui.shell.turns import Turns
from explorer.vectors import completion
from explorer.vectors.completion import Completions
from explorer.vectors.word_vectors import Rows, WordVectors

if TYPE_CHECKING:
    from explorer.context.contextuality import Contextuality
    from explorer.context.model import ContextModel
    from explorer.context.order_pairs import Preference
    from explorer.context.pseudowords import Pseudoword
    from explorer.context.sense_test import SenseTest
    from explorer.context.transformer.encoder import Pass
    from explorer.context.transformer.through_layers import ThroughLayers
    from explorer.context.transformer.wordpiece import Pieces
    from explorer.context.word_places import WordPlaces
    from explorer.judging.bias.debiasing.steps import Step
    from explorer.judging.bias.direction import Direction
    from explorer.judging.bias.doubt import Doubt
    from explorer.judging.categorisation import Grouping, OddOneOut
    from explorer.judging.compare.models import Comparison
    from explorer.judging.evaluation import SimilarityScore
    from explorer.judging.rating_files import RatedSet
    from explorer.projection.clusters import Clusters
    from explorer.projection.conditions import Met
    from explorer.projection.forming import Forming
    from explorer.projection.layout import Projection, Report
    from explorer.projection.neighbours import NeighbourGraph
    from explorer.projection.sample import Sample
    from explorer.projection.shake import Shaken
    from explorer.projection.space import Space
    from explorer.tasks.classifier import Classifier
    from explorer.tasks.contenders import Settings
    from explorer.tasks.curve import Right
    from explorer.tasks.names.conll import TaggedReport
    from explorer.tasks.names.scores import NameVerdict, Tagger
    from explorer.tasks.names.scores import Settings as TaggerSettings
    from explorer.tasks.search.by_meaning import MeaningIndex
    from explorer.tasks.search.by_words import WordIndex
    from explorer.training.lecture.cooccurrence import Cooccurrence
    from explorer.training.lecture.counts import CountStep
    from explorer.training.lessons.one_hot import LookUp

KEYS: dict[str | type[Any], Callable[[Any], Any]] = {
    WordVectors: attrgetter("fingerprint"),
    Corpus: attrgetter("fingerprint"),
    TextSample: attrgetter("fingerprint"),
    SenseFiles: attrgetter("fingerprint"),
    Labelled: attrgetter("fingerprint"),
    Tagged: attrgetter("fingerprint"),
    Lines: attrgetter("fingerprint"),
    Transformer: attrgetter("fingerprint"),
    Upload: attrgetter("fingerprint"),
}

OWN_FILE = "Your file"
MOST_MB: Final = 400  # of what is shared, unless the operator says otherwise


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def shared() -> Shared:
    """What has been worked out for all visitors, within the bytes that the operator gives to it."""
    content = {kind: known_by for kind, known_by in KEYS.items() if isinstance(kind, type)}
    return Shared(round(most_megabytes(os.environ) * 1_000_000), content)


def most_megabytes(environment: Mapping[str, str]) -> float:
    """How much the operator lets be shared; what is no number, or none above 0, counts as not said."""
    told = environment.get("EMBEDDING_EXPLORER_CACHE_MB", "")
    try:
        return most if 0 < (most := float(told)) < math.inf else MOST_MB
    except ValueError:
        return MOST_MB


@st.cache_resource(max_entries=1, show_spinner="Opening the built-in model …", hash_funcs=KEYS)
def built_in() -> WordVectors:
    """The model that is always there."""
    return library.built_in()


@st.cache_resource(max_entries=1, show_spinner="Opening GloVe …", hash_funcs=KEYS)
def famous() -> WordVectors:
    """The famous model that comes with the app; opened when it is first chosen."""
    return library.famous()


@st.cache_resource(max_entries=1, ttl=3600, show_spinner="Asking for the catalogue …", hash_funcs=KEYS)
def catalogue() -> tuple[CatalogueModel, ...]:
    """What gensim offers for download."""
    return models()


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def readers() -> Thread:
    """The thread that gets the compiled readers of vector files ready, so that the first import need not wait."""
    thread = Thread(target=imports.warm, name="warm", daemon=True)
    thread.start()
    return thread


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def turns() -> Turns:
    """The turns in which all long work of this server is done."""
    return Turns()


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def workers() -> Workers:
    """The threads that do long work for all visitors."""
    return Workers(presence=visitor.presence, whose=visitor.somebody, turns=turns())


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def course_workers() -> Workers:
    """The threads of the lectures' trainings, which are paced to be watched and mostly sleep."""
    return Workers(32, 32, presence=visitor.presence, whose=visitor.somebody, turns=turns())


@kept(shared)
def completions(vectors: WordVectors) -> Completions:
    """The words ready to be completed from while one is typed: some 40 MB for a million."""
    return completion.completions(vectors.words)


@kept(shared, "Reading the text …")
def packaged_corpus(key: str, seed: int, min_count: int, max_size: int) -> Corpus:
    """A text that comes with the app, as ids; a templated one is drawn with `seed`."""
    name = next(text.title for text in corpus.packaged() if text.key == key)
    return corpus.from_text(corpus.read_packaged(key, seed=seed), name=name, min_count=min_count, max_size=max_size)


@kept(shared, "Reading the text …")
def own_corpus(content: str, min_count: int, max_size: int) -> Corpus:
    """A visitor's own text as ids; what it is called is for that visitor's page to say."""
    return corpus.from_text(content, name=corpus.UNNAMED, min_count=min_count, max_size=max_size)


@kept(shared)
def offered_file(name: str, changed: int) -> WordVectors:  # noqa: ARG001 - a file that has changed is another
    """The vectors of a file of the operator's folder, as it was at the time `changed`."""
    return imports.import_offered(name).vectors


@kept(shared)
def ranked_sample(vectors: WordVectors, n: int, skip: int) -> "Sample":
    """Words of a map by rank."""
    from explorer.projection import sample

    return sample.by_rank(vectors, n, skip=skip)


@kept(shared)
def filtered_sample(vectors: WordVectors, n: int, wanted: Conditions) -> "Sample":
    """Words of a map by several conditions."""
    from explorer.projection import sample

    return sample.by_conditions(vectors, n, wanted)


@kept(shared)
def meeting(vectors: WordVectors, wanted: Conditions) -> "Met":
    """(V,) whether each word of a model meets conditions."""
    from explorer.projection import conditions

    met = conditions.meeting(vectors, wanted)
    met.setflags(write=False)
    return met


@kept(shared)
def near_sample(vectors: WordVectors, formula: str, n: int) -> "Sample":
    """Words of a map by likeness to a formula."""
    from explorer.projection import sample

    return sample.by_likeness(vectors, formula, n)


@kept(shared)
def matching_sample(vectors: WordVectors, sought: str, n: int) -> "Sample":
    """Words of a map by a search."""
    from explorer.projection import sample

    return sample.by_search(vectors, sought, n)


@kept(shared)
def listed_sample(vectors: WordVectors, listed: tuple[str, ...]) -> "Sample":
    """Words of a map by list."""
    from explorer.projection import sample

    return sample.by_list(vectors, listed)


@kept(shared)
def space(words: WordVectors, settings: SpaceSettings) -> "Space":
    """The words of a map as points of their space."""
    from explorer.projection.space import space_of

    return space_of(words, settings)


@kept(shared)
def neighbours(
    words: WordVectors, settings: SpaceSettings, width: int, _report: "Report | None" = None
) -> "tuple[Space, NeighbourGraph]":
    """The words of a map as points of their space, and the neighbours that all maps of them share."""
    from explorer.projection.neighbours import neighbour_graph

    points = space(words, settings)
    return points, neighbour_graph(points, width, _report)


@kept(shared)
def projection(
    words: WordVectors,
    settings: ProjectionSettings,
    _report: "Report | None" = None,
    _begun: "Callable[[Forming], None] | None" = None,
) -> "Projection":
    """A finished map of all words of `words`; `_begun` is given the layout once it can be watched."""
    from explorer.projection import layout
    from explorer.projection.forming import Forming

    layout.check(words, settings)
    if settings.engine == "reference":
        from explorer.projection import reference

        return reference.project(*_few_neighbours(words, settings), settings)
    if settings.method == "PCA":
        return layout.project(*_few_neighbours(words, settings), settings)
    points, graph = neighbours(words, settings.space, settings.width, _report)
    forming = Forming(points, graph, settings)
    if _begun is not None:
        _begun(forming)
    return forming.run(_report)


@kept(shared)
def on_axes(model: WordVectors, words: WordVectors, settings: ProjectionSettings) -> "Projection":
    """The map of `words` whose axes are formulas of words of `model`."""
    from explorer.projection import axes, layout

    layout.check(words, settings)
    return axes.on_axes(model, words, *_few_neighbours(words, settings), settings)


def _few_neighbours(words: WordVectors, settings: ProjectionSettings) -> "tuple[Space, NeighbourGraph | None]":
    """What a map that is computed at once needs: of very many words not the neighbours of all."""
    if len(words) > LARGE:
        return space(words, settings.space), None
    return neighbours(words, settings.space, settings.width)


@kept(shared)
def shaken(words: WordVectors, settings: ProjectionSettings, _report: "Report | None" = None) -> "Shaken":
    """How far words wander when the map is made again from other seeds."""
    from explorer.projection import shake

    first = projection(words, settings)
    return shake.shaken(first, *neighbours(words, settings.space, settings.width), _report)


@kept(shared)
def side_by_side(
    words: WordVectors, settings: ProjectionSettings, _report: "Report | None" = None
) -> "list[Projection]":
    """The same map with other perplexities or numbers of neighbours."""
    from explorer.projection import shake

    first = projection(words, settings)
    chosen = shake.variations(settings, len(words))
    return shake.side_by_side(first, *neighbours(words, settings.space, 300), chosen, _report)


@kept(shared)
def clusters(words: WordVectors, settings: SpaceSettings, k: int) -> "Clusters":
    """Groups of the words of a map, found in the full space."""
    from explorer.projection.clusters import clusters as grouped

    return grouped(space(words, settings), k)


@kept(shared)
def dense_clusters(words: WordVectors, settings: SpaceSettings, least: int, at: bytes) -> "Clusters":
    """Groups of the words of a map that lie close on it, at coordinates given as bytes of float32 (N, dims)."""
    from explorer.projection import density

    return density.found(space(words, settings), density.places(at, len(words)), least)


@kept(shared)
def cooccurrence(text: Corpus, window: int, weighting: str) -> "Cooccurrence":
    """Which words of a text stand near each other how often."""
    from explorer.training.lecture.cooccurrence import WEIGHTINGS
    from explorer.training.lecture.cooccurrence import cooccurrence as count

    return count(text, window=window, weighting=next(known for known in WEIGHTINGS if known == weighting))


@kept(shared)
def counted(text: Corpus, settings: CountSettings) -> "tuple[CountStep, WordVectors]":
    """Counts, weighed and factorised, and the word vectors that come out."""
    from explorer.training.lecture.counts import CountTrainer

    trainer = CountTrainer(text, settings)
    return trainer.step(), trainer.vectors()


@kept(shared, "Finding the neighbours of all words …")
def neighbour_table(vectors: WordVectors, n: int, k: int) -> Rows:
    """(n, k) rows of the nearest neighbours of the most frequent words."""
    table = words.neighbour_table(vectors, n=n, k=k)
    table.setflags(write=False)
    return table


@kept(shared, "Looking at the whole space …")
def word_space(vectors: WordVectors) -> words.Space:
    """How evenly the frequent words are spread over all directions."""
    return words.space(vectors)


@kept(shared)
def look_up(V: int, D: int) -> "LookUp":
    """What multiplying with a one-hot row costs on this machine, and what taking the row costs."""
    from explorer.training.lessons.one_hot import timed

    return timed(V, D)


@kept(shared, "Taking the direction out …")
def debiased(
    vectors: WordVectors, settings: DebiasSettings, _report: "Report | None" = None
) -> "tuple[Direction, tuple[Step, ...]]":
    """A direction, and the vectors before and after each step of taking it out."""
    from explorer.judging.bias import debias

    return debias.steps(vectors, settings, _report)


@kept(shared)
def doubt(vectors: WordVectors, settings: ScoreSettings) -> "Doubt":
    """A score of bias, and how sure it is."""
    from explorer.judging.bias import doubt as doubts

    return doubts.doubt(settings.score, vectors, settings.lists)


@kept(shared)
def question(vectors: WordVectors, a: str, b: str, c: str, settings: AnalogySettings) -> Question:
    """An analogy put to a model; it scans the model once, whatever is asked of it."""
    return Question(vectors, a, b, c, settings)


@kept(shared, "Asking the analogies …")
def google_accuracy(vectors: WordVectors, _report: "Report | None" = None) -> float:
    """Share of the Google analogies answered rightly, of those whose words the model has; 0 where it has none."""
    found = analogy_sets.score(vectors, analogy_sets.google_set(), report=_report)
    asked = sum(len(section.asked) for section in found)
    return sum(section.correct for section in found) / asked if asked else 0.0


@kept(shared, "Asking for likeness …")
def similarity_score(vectors: WordVectors, name: str) -> float | None:
    """Rank correlation with the human ratings of a packaged set; None where the model has too few of its words."""
    try:
        return evaluation.word_similarity(vectors, evaluation.packaged(name)).spearman
    except SelectionError:
        return None


@kept(shared)
def rated_set(name: str, own_text: str) -> "RatedSet":
    """The packaged set of that name, or that of the text of a visitor's file."""
    from explorer.judging import evaluation, rating_files

    if name not in evaluation.PACKAGED:
        return rating_files.read_set(own_text, name=OWN_FILE)
    return rating_files.RatedSet(name, evaluation.packaged(name))


@kept(shared, "Comparing with people …")
def likeness_judged(
    vectors: WordVectors, name: str, own_text: str, unknown: str, standardise: bool
) -> "tuple[SimilarityScore, tuple[float, float]]":
    """A model's score on a set, and the interval of its rank correlation."""
    from explorer.judging import evaluation

    pairs = rated_set(name, own_text).pairs
    policy = next(known for known in evaluation.POLICIES if known == unknown)
    score = evaluation.word_similarity(vectors, pairs, unknown=policy, standardise=standardise)
    return score, evaluation.interval(score)


@kept(shared, "Grouping words …")
def categorised(vectors: WordVectors, own_text: str) -> "tuple[Grouping, OddOneOut]":
    """How a model groups the words of a set of categories, and how often it finds a stranger among them."""
    from explorer.judging import categorisation

    sets = categorisation.everyday() if not own_text else categorisation.read_categories(own_text, name=OWN_FILE)
    return categorisation.grouping(vectors, sets), categorisation.odd_one_out(vectors, sets)


@kept(shared)
def compared(models: tuple[WordVectors, ...], n: int, k: int, _report: "Report | None" = None) -> "Comparison":
    """Two to four models over the words they share."""
    from explorer.judging.compare.models import CompareSettings, compare

    return compare(models, CompareSettings(n, k), _report)


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs=KEYS)
def twins() -> tuple[WordVectors, ...]:
    """The built-in model trained again with other seeds, its most frequent words."""
    from explorer.judging.compare.null import twins as opened

    return opened()


@kept(shared)
def stored_null(models: tuple[WordVectors, ...], n: int, k: int) -> "Comparison | None":
    """What two seeds of the built-in model's text differ by, over the words these models are compared by."""
    from explorer.judging.compare.null import stored_null as null

    return null(built_in(), twins(), compared(models, n, k).words, k)


@kept(shared, "Reading the file …")
def own_tagged(content: bytes) -> "tuple[Tagged, TaggedReport]":
    """The tagged sentences of a visitor's file; what it is called is for that visitor's page to say."""
    from explorer.tasks.names import conll

    return conll.read_tagged(content, name=OWN_FILE)


@kept(shared)
def tagger(
    tagged: Tagged,
    number: int,
    settings: "TaggerSettings",
    vectors: WordVectors | None,
    _report: "Report | None" = None,
) -> "Tagger":
    """A tagger trained on the larger part of split `number` of tagged sentences."""
    from explorer.tasks.names import conll
    from explorer.tasks.names.scores import TaggerContender, trained

    learned, _ = conll.split(tagged, seed=number)
    with one_thread():
        return trained(TaggerContender("", settings, vectors), learned, _report)


@kept(shared)
def tagger_judged(
    tagged: Tagged,
    number: int,
    settings: "TaggerSettings",
    vectors: WordVectors | None,
    _report: "Report | None" = None,
) -> "NameVerdict":
    """How that tagger does on the smaller part."""
    from explorer.tasks.names import conll
    from explorer.tasks.names.scores import judged

    learned, tested = conll.split(tagged, seed=number)
    return judged(tagger(tagged, number, settings, vectors, _report), tested, learned.seen)


@kept(shared)
def judged_rightly(settings: "Settings", vectors: WordVectors | None, learned: Labelled, tested: Labelled) -> "Right":
    """(N,) which of the tested sentences a classifier judges rightly, once it has learned: a point of a curve."""
    from explorer.tasks.contenders import Contender
    from explorer.tasks.curve import judged_rightly as judged

    right = judged(Contender("", settings, vectors), learned, tested)
    right.setflags(write=False)
    return right


@kept(shared)
def classifier(
    settings: "Settings", vectors: WordVectors | None, learned: Labelled, _report: "Report | None" = None
) -> "Classifier":
    """A classifier of sentences, trained."""
    from explorer.tasks.contenders import Contender, trained

    return trained(Contender("", settings, vectors), learned, _report)


@kept(shared, "Reading the text …")
def own_lines(content: str, cut: str) -> Lines:
    """A visitor's own text as the sentences that are searched."""
    from explorer.tasks.search.lines import CUTS, lines_of

    return lines_of(content, next(known for known in CUTS if known == cut))


@kept(shared)
def meaning_index(
    lines: Lines, vectors: WordVectors, settings: MeaningSettings, _report: "Report | None" = None
) -> "MeaningIndex":
    """Sentences, made ready to be searched by meaning."""
    from explorer.tasks.search.by_meaning import meaning_index as index

    return index(lines.sentences, vectors, settings, _report)


@kept(shared)
def word_index(lines: Lines, settings: WordSettings) -> "WordIndex":
    """Sentences, made ready to be searched by their words."""
    from explorer.tasks.search.by_words import word_index as index

    return index(lines.sentences, settings)


@st.cache_resource(max_entries=1, show_spinner="Opening the context model …", hash_funcs=KEYS)
def context_model() -> "ContextModel":
    """The context model that comes with the app, over the built-in vectors."""
    from explorer.context import model

    return model.built_in(built_in())


@st.cache_resource(max_entries=1, show_spinner="Reading two million words …", hash_funcs=KEYS)
def wikipedia_sample() -> TextSample:
    """The text that comes with the app to look at places in."""
    from explorer.context import text_sample

    return text_sample.wikipedia(context_model().types)


@kept(shared, "Reading the text …")
def own_sample(content: str) -> TextSample:
    """A visitor's own text to look at places in."""
    from explorer.context import text_sample

    return text_sample.sample_of(content, context_model().types)


@kept(shared, "Reading all places of the word …")
def word_places(sample: TextSample, word: str, k: int, most: int, seed: int) -> "WordPlaces":
    """The places of a word in a text, in groups."""
    from explorer.context.word_places import word_places as found

    return found(context_model(), sample, word, k, most=most, seed=seed)


@kept(shared, "Comparing each word with itself …")
def contextuality(sample: TextSample, asked: str) -> "Contextuality":
    """How much context is in the vectors of words of a text, and of a word asked for."""
    from explorer.context.contextuality import contextuality as found

    return found(context_model(), sample, asked=asked)


@kept(shared, "Telling the two words apart …")
def pseudoword(one: str, other: str, seed: int) -> "Pseudoword":
    """Two words made one, in the part of the text that the context model never learned from."""
    from explorer.context import pseudowords
    from explorer.context.text_sample import HELD_OUT

    return pseudowords.pseudoword(context_model(), wikipedia_sample().ids[:HELD_OUT], (one, other), seed=seed)


@kept(shared, "Telling the senses apart …")
def sense_test(files: SenseFiles) -> "SenseTest":
    """Files of marked sentences, judged by every system."""
    from explorer.context.sense_test import sense_test as judged

    return judged(context_model(), files)


@st.cache_resource(max_entries=1, show_spinner="Asking for the order of words …", hash_funcs=KEYS)
def order_preferences() -> "list[Preference]":
    """What the context model and the average prefer in sentences with the same words."""
    from explorer.context import order_pairs

    return order_pairs.preferences(context_model(), order_pairs.pairs())


@kept(shared, "Opening the transformer …")
def offered_transformer(name: str) -> Transformer:
    """A transformer of the operator's folder."""
    from explorer.context.transformer import files

    return files.open_offered(name)


@kept(shared, "Reading the transformer …")
def own_transformer(upload: Upload) -> Transformer:
    """The transformer of a visitor's files."""
    from explorer.context.transformer import files

    return files.uploaded(upload)


@kept(shared, "Reading the sentence …")
def read_by_transformer(model: Transformer, sentence: str) -> "tuple[Pieces, Pass]":
    """A sentence in pieces, and what a transformer computes of them."""
    with one_thread():
        return model.read(sentence)


@kept(shared, "Reading places of the word …")
def through_layers(model: Transformer, sample: TextSample, word: str) -> "ThroughLayers":
    """A word's places in a text, through the layers of a transformer."""
    from explorer.context.text_sample import row_of
    from explorer.context.transformer.through_layers import through_layers as found

    with one_thread():
        return found(model, sample, row_of(context_model().types, sample, word))
