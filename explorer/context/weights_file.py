"""
The file of a context model: its weights at one byte each, and everything that is known about how it was made.

    NAME.codes, NAME.scales   a matrix (R, C) as int8, one float32 scale a row
    NAME                      a vector (R,) as float16
    common                    float32 (1 + a, D): what context vectors of random places share
    about                     UTF-8, JSON: settings, seed, text with its checksum, vectors it stands on, own scores

Storing the matrices in 8 bits turns a context vector by less than a degree.
"""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.context.network import ContextNetwork, NetworkSettings
from explorer.context.type_vectors import TypeVectors
from explorer.errors import VectorFileError
from explorer.files.modelfile import quantised, restored
from explorer.vectors.word_vectors import Floats

NAMES = ("left.W", "left.b", "right.W", "right.b", "merge.W", "merge.b", "out.W", "out.b", "tie", "bias")
OWN = ("own", "own.map")  # only where words have numbers of their own


@dataclass(frozen=True, eq=False)
class WeightsFile:
    """What such a file holds.

    Parameters
    ----------
    settings : NetworkSettings
    parameters : mapping
    common : (1 + a, D)
        Mean and main axes of context vectors of random places.
    sample : float
        Threshold of the training above which words were guessed less often.
    about : mapping
    """

    settings: NetworkSettings
    parameters: Mapping[str, Floats]
    common: Floats
    sample: float
    about: Mapping[str, object]


def packed(parameters: Mapping[str, Floats]) -> dict[str, NDArray[np.generic]]:
    """The arrays of a file from parameters (R, C) and (R,)."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for name in (*NAMES, *(name for name in OWN if name in parameters)):
        value = parameters[name]
        if value.ndim == 2:
            arrays[f"{name}.codes"], arrays[f"{name}.scales"] = quantised(value)
        else:
            arrays[name] = value.astype(np.float16)
    return arrays


def unpacked(arrays: Mapping[str, NDArray[np.generic]]) -> dict[str, Floats]:
    """float32 parameters (R, C) and (R,) from the arrays of a file.

    Raises
    ------
    KeyError
        If one is missing.
    """
    found: dict[str, Floats] = {}
    for name in (*NAMES, *(name for name in OWN if f"{name}.codes" in arrays)):
        if f"{name}.codes" in arrays:
            codes, scales = arrays[f"{name}.codes"], arrays[f"{name}.scales"]
            found[name] = restored(codes.astype(np.int8), scales.astype(np.float32))
        else:
            found[name] = arrays[name].astype(np.float32)
    return found


def save(path: Path, network: ContextNetwork, common: Floats, about: Mapping[str, object]) -> None:
    """Write the weights, `common` (A, D) and the description, under the final name only when the file is whole."""
    notes = {**about, "network": asdict(network.settings), "vectors": network.types.fingerprint}
    text = np.frombuffer(json.dumps(notes, indent=1).encode(), np.uint8)
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        np.savez_compressed(
            file, allow_pickle=False, about=text, common=common.astype(np.float32), **packed(network.parameters)
        )
    part.replace(path)


def load(path: Path) -> WeightsFile:
    """What a file that `save` wrote holds.

    Raises
    ------
    VectorFileError
        If it is not such a file, or damaged.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes().decode("utf-8"))
            parameters = unpacked({name: arrays[name] for name in arrays.files})
            common = arrays["common"]
        sample = float(about["settings"]["sample"])
        return WeightsFile(NetworkSettings(**about["network"]), parameters, common, sample, about)
    except OSError as error:
        raise VectorFileError(f"{path.name} cannot be read: {error.strerror or error}.") from None
    except (ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile):
        raise VectorFileError(f"{path.name} is not a file of a context model, or it is damaged.") from None


def network_of(file: WeightsFile, types: TypeVectors) -> ContextNetwork:
    """The network of a file over the vectors that it was trained on.

    Raises
    ------
    VectorFileError
        If it was trained on other vectors.
    """
    if file.about.get("vectors") != types.fingerprint:
        raise VectorFileError("This context model was trained on other word vectors. Choose the right ones.")
    return ContextNetwork(types, file.settings, file.parameters)
