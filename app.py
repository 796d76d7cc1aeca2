"""
The server and its map: which pages there are, in which section, and the route of the live panel.

Streamlit uses this file in two ways. The server imports it and finds `app`; for each click of a
visitor the script runner executes it as `__main__` and shows the page asked for.  Pages lie in
sections below pages/: with a script directly in pages/, a server whose first visit is a deep link
would never run this file.
"""

import sys
from pathlib import Path
from threading import Thread

import pandas as pd  # noqa: F401  whole before any figure: Plotly would take it half imported by another thread
import streamlit as st

ROOT = Path(__file__).parent

if __name__ == "__main__":
    from explorer.ui.canvas.page import view
    from explorer.ui.shell import class_seat, lesson_strip, link, long_work, moved, sheet

    st.set_page_config(page_title="Embedding Explorer", page_icon="🧭", layout="wide", initial_sidebar_state=248)
    st.logo(str(ROOT / "docs/logo.svg"), size="large")
    page = st.navigation(
        {
            "": [
                st.Page(ROOT / "pages/start/welcome.py", title="Welcome", icon=":material/explore:", default=True),
                st.Page(ROOT / "pages/learn/course.py", title=sheet.course_title(), icon=":material/school:"),
            ],
            "Words": [
                st.Page(ROOT / "pages/words/one_hot.py", title="One-hot and look-up", icon=":material/looks_one:"),
                st.Page(ROOT / "pages/words/pairs.py", title="Pairs and sampling", icon=":material/swap_horiz:"),
                st.Page(ROOT / "pages/words/two_vectors.py", title="Why two vectors", icon=":material/call_split:"),
            ],
            "Train": [
                st.Page(ROOT / "pages/train/watch.py", title="Watch it learn", icon=":material/play_circle:"),
                st.Page(ROOT / "pages/train/race.py", title="Race the objectives", icon=":material/sports_score:"),
                st.Page(ROOT / "pages/train/count.py", title="Count and GloVe", icon=":material/grid_on:"),
                st.Page(ROOT / "pages/train/neural_lm.py", title="Neural language model", icon=":material/lan:"),
            ],
            "Sequences": [
                st.Page(ROOT / "pages/sequences/step_by_step.py", title="Step by step", icon=":material/linear_scale:"),
                st.Page(ROOT / "pages/sequences/memory.py", title="What it remembers", icon=":material/history:"),
                st.Page(ROOT / "pages/sequences/language.py", title="Language model", icon=":material/chat:"),
            ],
            "Explore": [
                st.Page(ROOT / "pages/explore/models.py", title="Models", icon=":material/database:"),
                st.Page(ROOT / "pages/explore/map.py", title="Map", icon=":material/scatter_plot:"),
                st.Page(ROOT / "pages/explore/words.py", title="Words", icon=":material/abc:"),
                st.Page(ROOT / "pages/explore/analogies.py", title="Analogies", icon=":material/change_history:"),
                st.Page(ROOT / "pages/explore/compare.py", title="Compare", icon=":material/compare_arrows:"),
                st.Page(ROOT / "pages/explore/context.py", title="In context", icon=":material/short_text:"),
            ],
            "Use": [
                st.Page(ROOT / "pages/use/sentiment.py", title="Sentiment", icon=":material/thumbs_up_down:"),
                st.Page(ROOT / "pages/use/names.py", title="Names", icon=":material/badge:"),
                st.Page(ROOT / "pages/use/search.py", title="Search", icon=":material/manage_search:"),
            ],
            "Judge": [
                st.Page(ROOT / "pages/judge/evaluation.py", title="Evaluation", icon=":material/leaderboard:"),
                st.Page(ROOT / "pages/judge/bias.py", title="Bias", icon=":material/balance:"),
                st.Page(ROOT / "pages/judge/association.py", title="Association tests", icon=":material/rule:"),
                st.Page(ROOT / "pages/judge/debias.py", title="Debias", icon=":material/cleaning_services:"),
                st.Page(ROOT / "pages/judge/known_answers.py", title="Known answers", icon=":material/fact_check:"),
            ],
            "Yours": [
                st.Page(ROOT / "pages/learn/teacher.py", title="Teacher's room", icon=":material/co_present:"),
                st.Page(ROOT / "pages/learn/kept.py", title="Kept", icon=":material/bookmark:"),
                st.Page(ROOT / "pages/learn/glossary.py", title="Glossary", icon=":material/dictionary:"),
            ],
        },
        expanded=True,
    )
    view.show()
    moved.show()
    class_seat.show()
    lesson_strip.show(page.url_path)
    with class_seat.told(), link.watched(page.url_path), long_work.looked_at():
        page.run()
else:
    from starlette.middleware import Middleware

    from explorer.ui import routes
    from explorer.ui.shell import drawing, job_log, reader_errors, ready, streamlit_private
    from explorer.ui.shell.base_address import BaseAddress
    from explorer.ui.shell.cache import shared_work
    from explorer.ui.shell.tidying import tidy, use_few_pools
    from explorer.ui.shell.visitor import Visitors

    streamlit_private.expect_navigation()
    streamlit_private.let_jobs_use_caches()
    streamlit_private.let_parts_of_pages_go()
    streamlit_private.keep_downloads()
    streamlit_private.serve_a_crowd()
    streamlit_private.let_runs_go()
    streamlit_private.draw_within(drawing.in_turn)
    job_log.begin()
    # A thread that waits for the interpreter gets it after this many seconds, in turn with all others. Python's own
    # value is 0.005; a click on the live page waits for it five times, with thirty visitors at work.
    sys.setswitchinterval(0.0005)
    use_few_pools()
    Thread(target=tidy, args=(shared_work.is_under_way,), name="tidying", daemon=True).start()
    ready.begin()
    app = st.App(
        __file__,
        routes=routes.routes(),
        middleware=[Middleware(Visitors), Middleware(BaseAddress)],
        on_script_error=reader_errors.last_resort,
    )
