"""Two to four models side by side: which words kept their neighbours, which have moved, what chance alone does."""

import streamlit as st

from explorer.judging.compare.null import bands
from explorer.ui.screens.explore.compare import alike, choice, layouts, multiples, picture, same_question
from explorer.ui.shell import onward, panels, reader_errors
from explorer.ui.shell.linked import linked

panels.opening(
    "Compare",
    "Which words do two models see differently, and more so than two trainings of one text from two seeds?",
)
VIEWS = MAPS, ALIKE, SAME, OTHER = "Maps", "How alike", "Same question", "Other settings"
top = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom")
view = linked(top).segmented_control(
    "Show", VIEWS, default=MAPS, required=True, key="view", label_visibility="collapsed", width="content"
)
if view == OTHER:
    multiples.multiples()
elif view == SAME:
    same_question.same_question(choice.choose())
else:
    laid_out = layouts.choose(top) if view == MAPS else None
    models = choice.choose()
    with top.popover("Words and neighbours", icon=":material/tune:"):
        settings = choice.settings()
    with reader_errors.shown():
        names = [model.name for model in models]
        found = choice.compared(models, settings)
        null, null_name = choice.null_of(models, settings)
    beside = [bands(against, null) for against in found.against]
    picture.summary(names, found, [len(model.vectors) for model in models], null, beside)
    if view == MAPS:
        with reader_errors.shown():
            laid = layouts.made(models, settings, laid_out)
        retrained = choice.retrained(models)
        picture.maps(models, settings, found, null if retrained else None, retrained, choice.telling_word(found), laid)
    else:
        code = picture.python_of(models, settings)
        alike.alike(names, found, null, null_name, code)
        alike.by_frequency(names, beside, code)
    choice.null_control(models, null)
panels.note("compare")
onward.offer("pages/explore/context.py", "a vector for each place of a word", switch="view", views=VIEWS)
