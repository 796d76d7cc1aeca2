"""
How soon the pages of the lectures answer a control, on a text of 5,000 words: the script's whole run, in this process.

    python benchmarks/lectures.py [--quick] [--json]

A control that begins a training is answered when the first picture of it is there.  The aim is 0.3 s.
Processor time is that of the process, including training in the background; clock time depends on what
else the machine does.  The peer is the same page run again with nothing changed.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

Move = Callable[[AppTest, int], Any]  # sets a control, another value for each turn


def labelled(kind: str, label: str, values: list[Any]) -> Move:
    """The control of that label."""
    return lambda at, turn: next(c for c in at.get(kind) if c.label == label).set_value(values[turn % len(values)])


def keyed(kind: str, key: str, values: list[Any]) -> Move:
    """The control of that key."""
    return lambda at, turn: getattr(at, kind)(key=key).set_value(values[turn % len(values)])


CONTROLS: list[tuple[str, str, dict[str, str], Move]] = [
    ("vocabulary", "words/one_hot", {}, labelled("slider", "Words in the vocabulary, V", [50, 500, 1000])),
    (
        "measure",
        "words/one_hot",
        {"hot_view": "Likeness"},
        keyed("segmented_control", "hot_measure", ["distance", "dot product"]),
    ),
    ("window", "words/pairs", {}, labelled("slider", "Slide the window", [2, 3, 4, 5])),
    ("threshold", "words/pairs", {"pairs_view": "Subsampling"}, keyed("select_slider", "t", [0.01, 0.001, 0.003])),
    ("noise", "words/pairs", {"pairs_view": "Negatives"}, keyed("slider", "noise_exponent", [0.5, 1.0, 0.0])),
    ("word", "words/two_vectors", {}, labelled("selectbox", "Word", ["said", "government", "and"])),
    ("dimensions_new", "words/two_vectors", {}, keyed("slider", "two_dim", [16, 24, 48, 20])),
    ("back", "train/race", {}, labelled("select_slider", "Go back to step", [0, 750, 1500])),
    ("negatives_new", "train/race", {}, keyed("slider", "race_k", [3, 6, 10, 4])),
    (
        "tree_word",
        "train/race",
        {"race_view": "Huffman tree"},
        keyed("selectbox", "tree_context", ["said", "and", "of"]),
    ),
    (
        "gradient_word",
        "train/race",
        {"race_view": "Gradient"},
        keyed("selectbox", "gradient_context", ["said", "and", "of"]),
    ),
    (
        "neighbours",
        "train/race",
        {"race_view": "Skip-gram and CBOW"},
        keyed("selectbox", "two_probe", ["said", "and", "of"]),
    ),
    ("words_shown", "train/count", {}, keyed("slider", "count_words", [12, 40, 24])),
    ("shift", "train/count", {"view": "PMI"}, keyed("slider", "shift", [5.0, 2.0, 1.0])),
    ("svd_dimensions", "train/count", {"view": "SVD"}, labelled("slider", "Dimensions D", [10, 30, 50, 40])),
    ("epoch", "train/count", {"view": "GloVe"}, keyed("slider", "glove_epoch", [0, 5, 20])),
    ("x_max_new", "train/count", {"view": "GloVe"}, keyed("slider", "x_max", [10, 50, 150, 30])),
    ("k_new", "train/count", {"view": "SGNS"}, keyed("slider", "pmi_k", [2, 8, 12, 3])),
    ("step", "train/neural_lm", {"lm_steps": "300"}, labelled("select_slider", "Go back to step", [0, 300])),
    ("temperature", "train/neural_lm", {"lm_steps": "300"}, keyed("slider", "temperature", [0.0, 1.0, 2.0])),
    (
        "context_new",
        "train/neural_lm",
        {"lm_steps": "300"},
        keyed(
            "segmented_control", "lm_context", ["Last 1 word", "1 word nearby", "4 left and 4 right", "Last 4 words"]
        ),
    ),
]


def text_of(words: int) -> str:
    """So many words of the news that come with gensim, in their sentences."""
    from explorer.text import corpus

    taken = corpus.read_packaged("lee", seed=1).split(" ")[: words + words // 20]  # marks are no words
    return " ".join(taken)


def opened(page: str, link: dict[str, str], text: str) -> AppTest:
    """The page with that text, its training over."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    at.run().switch_page(f"pages/{page}.py")
    for key, value in link.items():
        at.query_params[key] = value
    at.run()
    if any(box.key == "text" for box in at.selectbox):
        at.selectbox(key="text").set_value("own").run()
        at.text_area(key="own_text").set_value(text).run()
    while any(button.label == "Stop" for button in at.button):
        time.sleep(0.2)
        at.run()
    return at


def timed(at: AppTest) -> tuple[float, float]:
    """Seconds by the clock and of the processor that one run of the page takes."""
    clock, processor = time.perf_counter(), time.process_time()
    at.run()
    if at.exception:
        raise SystemExit(at.exception[0].value)
    return time.perf_counter() - clock, time.process_time() - processor


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    from explorer.text.corpus import from_text
    from explorer.ui.shell import watching

    watching.LEAST = 0.5  # the courses are not watched here
    text, turns = text_of(5000), 3 if chosen.quick else 9
    read = from_text(text, name="Lee news")
    print(f"{len(read.tokens):,} words, {len(read.vocabulary):,} different ones; median of {turns} moves")
    print(f"{'page':<20}{'control':<20}{'clock, s':>10}{'worst, s':>10}{'processor, s':>14}{'unchanged, s':>14}")
    found = []
    for name, page, link, move in CONTROLS:
        at = opened(page, link, text)
        runs, unchanged = [], []
        for turn in range(turns):
            move(at, turn)
            runs.append(timed(at))
            for stop in [button for button in at.button if button.label == "Stop"]:
                stop.click().run()
            unchanged.append(timed(at)[0])
        clock, processor = (statistics.median(column) for column in zip(*runs, strict=True))
        worst, peer = max(run[0] for run in runs), statistics.median(unchanged)
        print(f"{page:<20}{name:<20}{clock:>10.3f}{worst:>10.3f}{processor:>14.3f}{peer:>14.3f}", flush=True)
        found.append({"name": f"answer_{name}_s", "value": round(clock, 4), "unit": "s", "peer": "page unchanged"})
    if chosen.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
