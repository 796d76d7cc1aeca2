"""
The known answers on the terminal.

    python -m explorer.known_answers                      a table; exits with 1 if one fails
    python -m explorer.known_answers --json               a JSON list, one object for each answer
    python -m explorer.known_answers glove.6B.50d.txt     and those of a pretrained model
    python -m explorer.known_answers stsa.binary.*        and those of sentences that may not be passed on
"""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from explorer.files.formats import reading
from explorer.known_answers.answers import answers
from explorer.known_answers.table import checks
from explorer.known_answers.uses import recognised
from explorer.vectors.model import Model


def main() -> int:
    """Prints the answers; 0 if all passed, else 1."""
    parser = argparse.ArgumentParser(prog="python -m explorer.known_answers", description="Check what is known.")
    parser.add_argument("files", nargs="*", type=Path, help="files of pretrained vectors, or of SST-2 and Emojify")
    parser.add_argument("--json", action="store_true", help="print a JSON list")
    chosen = parser.parse_args()
    labelled = set(recognised(chosen.files).values())
    models = [Model(path.name, reading.read(path)[0]) for path in chosen.files if path not in labelled]
    done = answers(checks(models, sorted(labelled)))
    if chosen.json:
        sys.stdout.write(json.dumps([asdict(one) for one in done], ensure_ascii=False, indent=1) + "\n")
    else:
        for one in done:
            mark = "ok  " if one.passed else "MISS"
            sys.stdout.write(f"{mark} {one.topic}: {one.name}: {one.obtained} (expected {one.expected})\n")
        sys.stdout.write(f"{sum(one.passed for one in done)} of {len(done)} as expected\n")
    return 0 if all(one.passed for one in done) else 1


if __name__ == "__main__":
    sys.exit(main())
