"""The first page: a real map of the built-in model, and doors to everything."""

import streamlit as st

from explorer.figures import welcome
from explorer.files import library
from explorer.lessons import course
from explorer.projection import first_picture
from explorer.ui.canvas.atlas import view
from explorer.ui.shell import lesson_strip, panels, state

DOORS = [
    (
        "pages/train/watch.py",
        "Watch it learn",
        ":material/play_circle:",
        "Skip-gram with negative sampling, every number on the screen, on your own text.",
    ),
    (
        "pages/sequences/step_by_step.py",
        "Step by step",
        ":material/linear_scale:",
        "RNN, GRU and LSTM over your own sentence, forward and backward.",
    ),
    (
        "pages/explore/map.py",
        "Map",
        ":material/scatter_plot:",
        "PCA, t-SNE and UMAP, and how far each picture can be believed.",
    ),
    (
        "pages/explore/analogies.py",
        "Analogies",
        ":material/change_history:",
        "king − man + woman: three rules, and the true parallelogram.",
    ),
    (
        "pages/judge/bias.py",
        "Bias",
        ":material/balance:",
        "Words measured from she to he, and what that does not show.",
    ),
    ("pages/explore/models.py", "Models", ":material/database:", "Bring your own word2vec and GloVe files."),
]
EXPERIMENTS = [
    ("pages/train/watch.py", "king − man + woman becomes queen", {"text": "The royal family"}),
    ("pages/train/watch.py", "Break it: no negatives", {"experiment": "No negatives: k = 0"}),
    ("pages/explore/analogies.py", "Paris − France + Italy", {"a": "france", "b": "paris", "c": "italy"}),
    (
        "pages/explore/analogies.py",
        "A famous failure: hand : glove :: foot : ?",
        {"a": "hand", "b": "glove", "c": "foot"},
    ),
    ("pages/explore/map.py", "A thousand words by PCA, and what is lost", {"method": "PCA", "n": "1,000"}),
    ("pages/judge/bias.py", "Professions between she and he", {}),
    ("pages/sequences/step_by_step.py", "Teddy Roosevelt or teddy bears?", {"step_view": "Both directions"}),
    ("pages/use/names.py", "A durian cultivator's name", {}),
    (
        "pages/use/search.py",
        "A sentence by its meaning, or by its words",
        {"question": "planes dropped bombs on the capital"},
    ),
]
LECTURES = {
    "Words as numbers": ["words/one_hot", "words/pairs", "words/two_vectors"],
    "Ways to learn them": ["train/watch", "train/race", "train/count", "train/neural_lm"],
    "Read in order": ["sequences/step_by_step", "sequences/memory", "sequences/language"],
    "Look at them": [f"explore/{page}" for page in ("models", "map", "words", "analogies", "compare", "context")],
    "Use them": ["use/sentiment", "use/names", "use/search"],
    "Judge them": ["judge/evaluation", "judge/bias", "judge/association", "judge/debias", "judge/known_answers"],
}
WIDTHS = (8, 9, 7, 6, 5, 8)  # of the columns of LECTURES, by the length of their names

panels.opening(
    "Embedding Explorer",
    "Watch word vectors being learned, take them apart, and compare them with the famous pretrained ones.",
)
lesson = course.lessons()[0]
page, query = lesson_strip.link(lesson.key, lesson, 1)
with st.container(key="start_here", horizontal=True, vertical_alignment="center", gap="medium"):
    st.page_link(page, label="**Start here**", icon=":material/play_arrow:", query_params=query, width="content")
    st.markdown(
        f"Lesson 1 of {len(course.lessons())}, {lesson.minutes} minutes: {lesson.title.lower()}", width="content"
    )
picture, doors = st.columns([13, 7], gap="medium")
with picture:
    shown, groups = first_picture.shipped(), first_picture.groups()
    drawn = welcome.grouped_map(shown, groups)
    view.show(drawn, key="welcome_map")
    picked = [drawn["words"][row] for row in state.selected_rows("welcome_map") if row < len(drawn["words"])]
    st.caption(
        f"{len(shown.words):,} everyday words in “{library.BUILT_IN_NAME}”, laid out by t-SNE. We named the groups; "
        "where a word lies was learned from text alone. Of the ten words truly nearest to each word, the picture keeps "
        f"{shown.kept:.0%} near it: trust what is close, not how far apart two groups are. Click a word to see its "
        "neighbours, or draw round several to map them alone."
    )
if picked:
    state.fill(model=library.BUILT_IN_NAME)
    one = len(picked) == 1
    asked = {"word": picked[0]} if one else {"from": "Words of your own", "map_words": ", ".join(picked)}
    st.switch_page(f"pages/explore/{'words' if one else 'map'}.py", query_params=asked)
with doors:
    for path, title, icon, text in DOORS:
        with st.container(border=True, gap=None):
            st.page_link(path, label=f"**{title}**", icon=icon)
            st.caption(text)

st.header("One link, one experiment", anchor=False)
with st.container(horizontal=True, gap="small"):
    for path, title, settings in EXPERIMENTS:
        st.page_link(path, label=title, query_params=settings, icon=":material/link:", width="content")

st.header("Everything there is", anchor=False)
for column, (section, pages) in zip(st.columns(WIDTHS), LECTURES.items(), strict=True):
    with column, st.container(gap=None):
        st.markdown(f"**{section}**")
        for page in pages:
            st.page_link(f"pages/{page}.py")
