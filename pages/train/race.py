"""Full softmax, hierarchical softmax and negative sampling, started together on one text."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from explorer.training.lessons.race import Race, RaceSettings
from explorer.ui.screens.train import race
from explorer.ui.shell import controls, onward, panels, reader_errors
from explorer.ui.shell.linked import linked
from explorer.ui.shell.watching import Scene

VIEWS = ["Race", "Cost", "Huffman tree", "Gradient", "Skip-gram and CBOW"]

panels.opening(
    "Race the objectives",
    "Three ways to ask which words occur near each other: among all words at once, by left-or-right questions down a "
    "tree, or against a few words drawn at random. They end close together, but they differ in cost.",
)
view = linked().segmented_control(
    "View", VIEWS, default="Race", required=True, key="race_view", label_visibility="collapsed"
)
races = view in ("Race", "Huffman tree", "Gradient")
corpus = None
choice = st.columns([2, 3, 3, 3, 3], gap="medium", vertical_alignment="bottom")
with choice[0].popover("Text", icon=":material/article:"), reader_errors.shown(stop=False):
    corpus = controls.choose_corpus(seed=1)
steps = linked(choice[1]).select_slider(
    "Steps of 64 pairs",
    [200, 500, 1000, 1500, 3000, 6000],
    1500,
    key="race_steps",
    format_func="{:,}".format,
    disabled=not races,
)
dim = linked(choice[2]).slider("Dimensions D", 2, 100, 32, key="race_dim")
negatives = linked(choice[3]).slider("Negatives k", 1, 20, 5, key="race_k")
seed = linked(choice[4]).number_input("Seed", 0, 2**31 - 1, 1, key="race_seed", disabled=view == "Cost")
with reader_errors.shown():
    if view == "Cost":
        race.price(dim, negatives)
    elif corpus is None:
        st.info("Give a text of your own, or choose one from the list, under “Text”.", icon=":material/article:")
    elif view == "Skip-gram and CBOW":
        race.side_by_side(corpus, dim=dim, window=5, negatives=negatives, seed=seed)
    else:
        settings = RaceSettings(dim=dim, negatives=negatives, steps=steps, seed=seed)
        python = race.python_of(corpus, settings)
        views: dict[str, Callable[[Race, Scene], None]] = {
            "Race": partial(race.losses, python=python),
            "Huffman tree": partial(race.tree, corpus=corpus, python=python),
            "Gradient": partial(race.gradient, corpus=corpus, python=python),
        }
        race.run(corpus, settings, views[view])
onward.offer("pages/train/count.py", "count instead of predicting", switch="race_view", views=VIEWS)
