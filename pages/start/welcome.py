"""The first page: a real map of the built-in model, and doors to everything."""

import streamlit as st

from explorer.figures import welcome
from explorer.ui import cache, panels

DOORS = [
    (
        "pages/train/watch.py",
        "Watch it learn",
        ":material/play_circle:",
        "Skip-gram with negative sampling, every number on the screen, on your own text.",
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
    (
        "pages/explore/models.py",
        "Models",
        ":material/database:",
        "Bring your own word2vec and GloVe files.",
    ),
]
EXPERIMENTS = [
    ("Watch king − man + woman become queen", "watch?text=royals"),
    ("The capitals in one model: Paris − France + Italy", "analogies?a=france&b=paris&c=italy"),
    ("A thousand words by t-SNE", "map?method=t-SNE"),
    ("The same thousand words by PCA, and what is lost", "map?method=PCA"),
    ("Professions between she and he", "bias"),
]

panels.opening(
    "Embedding Explorer",
    "Watch word vectors being learned, take them apart, and hold them against the famous pretrained ones.",
)
picture, doors = st.columns([13, 7], gap="medium")
with picture:
    model = cache.built_in()
    projection = cache.welcome_map(model)
    st.plotly_chart(
        welcome.grouped_map(projection, welcome.groups()),
        key="welcome_map",
        config={"displaylogo": False, "scrollZoom": True},
        alt="Map of everyday words: animals, countries, food, music and other groups lie together.",
    )
    st.caption(
        f"{len(projection):,} everyday words in “{model.name}”, laid out by t-SNE. We named the groups; where a word "
        "lies was learned from text alone. Of the ten words truly nearest to each, the picture keeps "
        f"{projection.honesty.kept:.0%} near it: trust what is close, not how far apart two groups are."
    )
with doors:
    for path, title, icon, text in DOORS:
        with st.container(border=True, gap=None):
            st.page_link(path, label=f"**{title}**", icon=icon)
            st.caption(text)

st.subheader("One link, one experiment")
st.markdown("\n".join(f"- [{title}]({link})" for title, link in EXPERIMENTS))
