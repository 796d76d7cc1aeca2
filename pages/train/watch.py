"""Skip-gram with negative sampling, learned before your eyes: every inner number on the screen."""

import streamlit as st

from explorer.files.formats import export
from explorer.training.live.course import LAST_STEP, Course, read
from explorer.training.live.live_run import LiveRun
from explorer.ui.canvas.live import panel, runs
from explorer.ui.canvas.live.registry import Entry
from explorer.ui.screens.train.watch import reasons, saved, sharing
from explorer.ui.shell import controls, log, onward, panels, reader_errors, visitor
from explorer.ui.shell.linked import linked
from explorer.ui.shell.state import session


@st.dialog("Kept")
def kept(run: LiveRun, wanted: panel.Wanted) -> None:
    """Where to go with a model that has just been kept, and its files."""
    model = log.added(run.model(wanted.checkpoint, wanted.matrix))
    st.markdown(f"**{panels.plain(model.name)}** is now one of your models, on every page.")
    st.caption(visitor.whose())
    link = {"model": model.name}
    st.page_link("pages/explore/map.py", label="See it on the map", icon=":material/scatter_plot:", query_params=link)
    st.page_link(
        "pages/explore/analogies.py", label="Ask it an analogy", icon=":material/change_history:", query_params=link
    )
    files = st.container(horizontal=True)
    name = model.name.replace(",", "").replace(" ", "-").lower()
    for ending, write in (("txt", export.word2vec_text), ("bin", export.word2vec_binary)):
        files.download_button(
            f"word2vec .{ending}",
            write(model.vectors),
            f"{name}.{ending}",
            key=f"file_{ending}",
            icon=":material/download:",
        )


@st.dialog("Share", width="large")
def shared(first: Entry, second: Entry | None) -> None:
    """The link to what is on the page at this moment, and its Python."""
    sharing.share(first, second)
    saved.save(first, second)


panels.opening(
    "Watch it learn",
    "Pull each word towards the words around it, push it away from a few drawn at random, ten thousand times, and "
    "meaning appears.",
)
actions = st.container(key="live_actions", horizontal=True, width="content", gap="small")
with actions.popover("Settings", icon=":material/tune:"), reader_errors.shown():
    settings = controls.sgns_settings()
    left, right = st.columns([2, 3], gap="medium")
    begin_at = linked(left).number_input(
        "Begin at step", 0, LAST_STEP, 0, 100, key="step", help="A link then opens at this step."
    )
    changes = linked(right).text_input(
        "Changes on the way",
        key="course",
        placeholder="0.01@1200, single@1300",
        help="From step 1,200 on a learning rate of 0.01; from 1,300 on single pairs; from 1,320 on whole batches.",
    )
chosen, experiment = None, None
with actions.popover("Text", icon=":material/article:"), reader_errors.shown(stop=False):
    chosen = controls.choose_corpus(seed=settings.seed)
with actions.popover("Experiments", icon=":material/science:"), reader_errors.shown(stop=False):
    experiment = controls.choose_experiment(settings)
    saved.choose_file()
share = actions.button("Share", icon=":material/share:", key="share", help="A link to this moment, and its Python")
keep = actions.button("Keep as model", icon=":material/bookmark_add:", key="keep")

planned: Course = ()
with reader_errors.shown(stop=False):
    planned = read(changes)
with reader_errors.shown():
    entry = runs.current_run(chosen, settings, begin_at=begin_at, planned=planned)
if entry is None:
    st.info("Give a text of your own, or choose one from the list, under “Text”.", icon=":material/article:")
    st.stop()
with reader_errors.shown(stop=False):
    runs.branch_of_link(entry)
    reasons.leave_out_of_link(entry)
branch, other_text = session().branch, session().beside_text
if experiment is None and other_text is not None:
    experiment = (other_text[0], reasons.untrained(other_text[1]), settings)
elif experiment is None and branch is not None:
    experiment = ("", "", settings)
second = None
with reader_errors.shown(stop=False):
    second = runs.run_beside(entry, experiment[2] if experiment else None)

if second is None or experiment is None:
    if (wanted := panel.show(entry)) is not None:
        kept(entry.run, wanted)
else:
    difference, look_for, _ = experiment
    actions.button("One run again", icon=":material/close:", key="one_run", on_click=runs.end_beside)
    if sharing.same_as(entry.run, second.run):
        look_for = sharing.SAME
    if look_for:
        st.markdown(look_for)
    left, right = st.columns(2, gap="medium")
    with left:
        first_kept = panel.show(entry, beside="first", title="Your settings")
    with right:
        title = f"A branch from step {branch.step:,}" if branch else "The same"
        title += f", but {difference}" if difference else ""
        second_kept = panel.show(second, beside="second", title=title, key="live_beside")
    if (wanted := first_kept or second_kept) is not None:
        kept(entry.run if first_kept else second.run, wanted)
sharing.offer(entry, second)
saved.prove(entry, second)
reasons.find_out_why(entry)
if share:
    shared(entry, second)
elif keep:
    kept(entry.run, panel.Wanted(entry.run.now(), "v"))
onward.offer("pages/train/race.py", "three objectives in a race")
