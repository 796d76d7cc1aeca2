"""The ladder of dinosaur names: a character model trained exactly as the course's exercise trains it."""

from pathlib import Path

import numpy as np
import pytest

from explorer.sequence.inputs import OneHot
from explorer.sequence.language.draws import hit
from explorer.sequence.network import Network, NetworkSettings
from explorer.sequence.optimisers import Optimiser, OptimiserSettings

LOSSES = {0: 23.087336, 2000: 27.884160, 4000: 25.901815}
FIRST = ["Nkzxwtdmfqoeyhsqwasjkjvu", "Kneb", "Kzxwtdmfqoeyhsqwasjkjvu", "Neb", "Zxwtdmfqoeyhsqwasjkjvu", "Eb"]


def sampled(network: Network, letters: list[str], seed: int) -> str:
    drawn: list[int] = []
    state = None
    while len(drawn) < 50 and (not drawn or drawn[-1]):
        passed = network.forward(np.array([[drawn[-1] if drawn else -1]]), start=state)
        state = passed.end
        random = np.random.RandomState(seed + 2 * len(drawn)).random_sample()
        drawn.append(hit(passed.probability[0, 0], random)[0])
    return "".join(letters[i] for i in drawn).strip().capitalize()


def test_the_dinosaurs_of_the_course(shared: Path) -> None:
    """Loss at steps 0, 2,000 and 4,000 to the printed digits, and the names of the first step."""
    text = (shared / "downstream" / "dinos.txt").read_text(encoding="utf-8").lower()
    letters = sorted(set(text))
    names = [name.strip() for name in text.split("\n")]
    assert (len(names), len(letters)) == (1536, 27)
    np.random.RandomState(0).shuffle(names)
    random = np.random.RandomState(1)
    settings = NetworkSettings(cell="RNN", units=50, initialisation="zeros")
    network = Network(settings, OneHot(27, np.float64), 27, dtype=np.float64)
    blocks = network.blocks()
    for name in ("layer1.forward.W_ax", "layer1.forward.W_aa", "head.W_ya"):
        blocks[name][:] = random.randn(*blocks[name].shape) * 0.01
    optimiser = Optimiser(OptimiserSettings("SGD", 0.01, clip="value", limit=5))
    smooth, state = 7 * np.log(27), None
    for step in range(4001):
        ids = np.array([letters.index(letter) for letter in names[step % len(names)]])
        passed = network.forward(np.concatenate([[-1], ids])[:, None], start=state)
        found = network.backward(passed, np.concatenate([ids, [0]])[:, None], average="sentence")
        state = passed.end  # carried from name to name
        optimiser.clip(found.parameters)
        optimiser.move(network.parameters, found.parameters)
        smooth = 0.999 * smooth + 0.001 * found.judged.loss
        if step in LOSSES:
            assert smooth == pytest.approx(LOSSES[step], abs=1e-6)
        if step == 0:
            assert [sampled(network, letters, seed) for seed in range(6)] == FIRST
