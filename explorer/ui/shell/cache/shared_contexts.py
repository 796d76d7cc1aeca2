"""Models that read a word in its context, and their results on texts."""

from typing import TYPE_CHECKING

import streamlit as st

from explorer.context.sense_files import SenseFiles
from explorer.context.text_sample import TextSample
from explorer.context.transformer.files import Upload
from explorer.context.transformer.model import Transformer
from explorer.training.live.one_thread import one_thread
from explorer.ui.shell.cache.shared_content import KEYS, shared
from explorer.ui.shell.cache.shared_models import built_in
from explorer.ui.shell.shared import kept

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


@st.cache_resource(max_entries=1, show_spinner="Opening the context model …", hash_funcs=KEYS)
def context_model() -> "ContextModel":
    """The context model that comes with the app, over the built-in vectors."""
    from explorer.context import model

    return model.built_in(built_in())


@st.cache_resource(max_entries=1, show_spinner="Reading two million words …", hash_funcs=KEYS)
def wikipedia_sample() -> TextSample:
    """The app's text in which the places of words are looked at."""
    from explorer.context import text_sample

    return text_sample.wikipedia(context_model().types)


@kept(shared, "Reading the text …")
def own_sample(content: str) -> TextSample:
    """A visitor's own text in which the places of words are looked at."""
    from explorer.context import text_sample

    return text_sample.sample_of(content, context_model().types)


@kept(shared, "Reading all places of the word …")
def word_places(sample: TextSample, word: str, k: int, most: int, seed: int) -> "WordPlaces":
    """The places of a word in a text, in groups."""
    from explorer.context.word_places import word_places as found

    return found(context_model(), sample, word, k, most=most, seed=seed)


@kept(shared, "Comparing each word with itself …")
def contextuality(sample: TextSample, asked: str) -> "Contextuality":
    """How much context the vectors of a text's words contain, and those of a word asked about."""
    from explorer.context.contextuality import contextuality as found

    return found(context_model(), sample, asked=asked)


@kept(shared, "Telling the two words apart …")
def pseudoword(one: str, other: str, seed: int) -> "Pseudoword":
    """Two words merged into one, in the part of the text that the context model never learned from."""
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
    """A sentence in pieces, and what a transformer computes from them."""
    with one_thread():
        return model.read(sentence)


@kept(shared, "Reading places of the word …")
def through_layers(model: Transformer, sample: TextSample, word: str) -> "ThroughLayers":
    """A word's places in a text, through the layers of a transformer."""
    from explorer.context.text_sample import row_of
    from explorer.context.transformer.through_layers import through_layers as found

    with one_thread():
        return found(model, sample, row_of(context_model().types, sample, word))
