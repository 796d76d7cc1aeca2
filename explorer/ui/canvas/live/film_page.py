"""
A run as one HTML page that needs no server: the panel, and the frames that a viewer would be sent, step by step.
"""

import base64
import html
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from explorer.figures import live
from explorer.figures.film import film, packed
from explorer.figures.live import Cursor, View
from explorer.training.live.live_run import LiveRun
from explorer.training.live.moment import Standing
from explorer.training.live.past import at_checkpoint
from explorer.ui.canvas import modules
from explorer.ui.shell import terms

HERE: Final = Path(__file__).parent
SENTENCE: Final = (
    "A training of skip-gram with negative sampling, recorded. Replay, or move the slider: text, pairs, losses, map "
    "and nearest words show that step."
)


def film_page(run: LiveRun, view: View, palette: dict[str, Any]) -> str:
    """The page: map, losses, pairs, text and nearest words at each checkpoint up to now, for `view`."""
    moment, corpus = run.moment, run.corpus
    view = replace(view, at=None, xray=False, rows=())
    cursor, standing = Cursor(), Standing(False, 0, True, run.speed, run.rate)
    now = live.frame(moment, standing, corpus, cursor, view)
    made = film(moment.kept, view.matrix, view.shown)
    kept = [checkpoint for checkpoint in moment.kept if checkpoint.step < moment.steps_done]
    past = [
        live.frame(
            moment,
            standing,
            corpus,
            cursor,
            replace(view, at=checkpoint.step),
            past=at_checkpoint(moment, corpus, checkpoint),
        )
        for checkpoint in kept
    ]
    words = corpus.vocabulary.words
    recorded = {
        "data": {
            "film": True,
            "polled": True,
            "token": "film",
            "palette": palette,
            "probes": [words[i] for i in view.probes],
            "analogy": [words[i] for i in view.analogy or ()],
            "pairs": ", ".join(f"{words[a]} {words[b]}" for a, b in view.pairs),
            "look": {"map": view.matrix} if view.matrix != "v" else {},
        },
        "hello": _letters(live.hello(corpus, run.settings, is_held_out=run.is_held_out)),
        "now": _letters(now),
        "steps": [checkpoint.step for checkpoint in kept],
        "past": [_letters(frame) for frame in past],
        "film": _letters(packed(made)),
    }
    panel = terms.explained((HERE / "panel.html").read_text(encoding="utf-8"))
    title = html.escape(f"{run.whole.name}, {moment.steps_done:,} steps")
    told = json.dumps(recorded, separators=(",", ":")).replace("<", "\\u003c")  # no word of the text ends the script
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        "script-src 'unsafe-inline'; img-src blob: data:\">\n"
        f"<style>\n{modules.style('live/panel.css')}\n{(HERE / 'film_page.css').read_text(encoding='utf-8')}</style>\n"
        f"</head>\n<body>\n<h1>{title}</h1>\n<p>{SENTENCE}</p>\n{panel}\n"
        f'<script type="application/json" id="recorded">{told}</script>\n'
        f'<script type="module">\n{modules.script("live/film_page.js")}</script>\n</body>\n</html>\n'
    )


def _letters(frame: bytes) -> str:
    return base64.b64encode(frame).decode()
