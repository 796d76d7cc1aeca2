"""The settings of a server: every environment variable that the app reads, with its default and what it is for."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from typing import Final, Literal

from explorer.doctor.finding import Finding

PREFIX: Final = "EMBEDDING_EXPLORER_"


@dataclass(frozen=True)
class Setting:
    """One variable; a "switch" is on when it is 1, a "number" is above `above`."""

    name: str
    default: str
    meaning: str
    kind: Literal["text", "switch", "number"] = "text"
    above: float = 0.0


SETTINGS: Final = (
    Setting("STORE", "the platform's cache folder", "folder of the store; several servers share one"),
    Setting("STORE_GB", "20", "largest total size of the models in the store, in GB", "number"),
    Setting("CACHE_MB", "400", "most memory for the results that all visitors share, in MB", "number"),
    Setting("KEEP_HOURS", "24", "hours after which a model or work that nobody has opened is removed", "number"),
    Setting("SHARED", "0", "1: all visitors share one shelf, which only the operator empties", "switch"),
    Setting("MODELS", "none", "folder of large vector files that the page Models offers"),
    Setting("LESSONS", "none", "folder of your own lessons"),
    Setting("DATABASE", "none", "LanceDB database: a folder or s3://bucket/path"),
    Setting("URLS", "0", "1: visitors may fetch files from public addresses of the web"),
    Setting("URL_GB", "8", "largest file that visitors may fetch, in GB", "number"),
    Setting("CATALOGUE", "gensim's", "address of the list of models offered for download"),
    Setting("CATALOGUE_FILES", "gensim's", "address of the folder of these files"),
    Setting("READY", "1", "0: a server prepares nothing before its first visitor comes", "switch"),
    Setting("SCAN", "the fastest, by measurement", "instructions of exact search: avx512, avx2 or plain"),
    Setting("SERVERS", "1", "how many servers share the visitors behind a balancer", "number"),
    Setting("API", "0", "1: programs may get what the pages compute as JSON, at /api/", "switch"),
    Setting("METRICS", "0", "1: figures for the operator at /metrics", "switch"),
    Setting("LOG", "0", "1: one line of JSON for each job that has ended, on stderr", "switch"),
)


def checked(environment: Mapping[str, str] = os.environ) -> Iterator[Finding]:
    """What is wrong with the settings, or one finding that all is well."""
    known = {PREFIX + setting.name: setting for setting in SETTINGS}
    there = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    wrong = [finding for name, value in sorted(there.items()) if (finding := _of(name, value, known)) is not None]
    yield from wrong
    if not wrong:
        said = f"{len(there)} of them set" if there else "none of them set"
        yield Finding("settings", "well", f"The app has {len(known)} settings, {said}, and nothing is wrong with them.")


def _of(name: str, value: str, known: Mapping[str, Setting]) -> Finding | None:
    setting = known.get(name)
    if setting is None:
        near = get_close_matches(name.removeprefix(PREFIX), [one.name for one in known.values()], 1)
        meant = f"Did you mean {PREFIX}{near[0]}?" if near else "Remove it; docs/operating.md lists the settings."
        return Finding("settings", "wrong", f"{name} is not a setting of this app.", meant)
    if setting.kind == "switch" and value not in ("", "0", "1"):
        return Finding("settings", "note", f"{name} is “{value}”.", "It is on when it is 1 and off when it is 0.")
    if setting.kind == "number" and not _is_above(value, setting.above):
        return Finding(
            "settings",
            "wrong",
            f"{name} is “{value}”.",
            f"It must be a number above {setting.above:g}, as {setting.default}.",
        )
    return None


def _is_above(value: str, least: float) -> bool:
    try:
        return isfinite(float(value)) and float(value) > least
    except ValueError:
        return False
