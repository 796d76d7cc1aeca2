"""
Is this machine ready for visitors?  One sentence for each thing looked at, and what to do where something is wrong.

    python -m explorer.doctor                                the machine, with the settings of this shell
    python -m explorer.doctor --url https://school.example   also the app as browsers reach it
    python -m explorer.doctor --json                         the same as a list for programs
    python -m explorer.doctor --compile                      first compile the compiled parts, and keep them

It exits with 1 if something is wrong.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence

from explorer.doctor import kernels, machine, settings, site
from explorer.doctor.finding import Finding


def main(arguments: Sequence[str] | None = None) -> int:
    """0 if nothing is wrong, else 1."""
    parser = argparse.ArgumentParser(
        prog="python -m explorer.doctor", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--url", help="the address that visitors type")
    parser.add_argument("--json", action="store_true", help="print a list for programs")
    parser.add_argument("--compile", action="store_true", help="compile the compiled parts, and keep them")
    parser.add_argument("--compile-beside", action="store_true", help=argparse.SUPPRESS)  # used by a server
    chosen = parser.parse_args(arguments)
    if chosen.compile_beside:
        kernels.beside()
        return 0
    if chosen.compile:
        sys.stderr.write(f"Compiled in {kernels.compile_all():.0f} s.\n")
    found = [*_all(chosen.url)]
    if chosen.json:
        sys.stdout.write(json.dumps([finding.as_dict() for finding in found], ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write("".join(f"{finding}\n" for finding in found))
    return int(any(finding.state == "wrong" for finding in found))


def _all(url: str | None) -> Iterator[Finding]:
    wrong = [*settings.checked()]
    yield from wrong
    if any(finding.state == "wrong" and "STORE_GB" in finding.says for finding in wrong):
        return  # the store cannot be looked at without its size
    yield from machine.store()
    yield from machine.folders()
    yield from machine.fonts()
    yield from kernels.checked()
    if url is not None:
        yield from site.checked(url)


if __name__ == "__main__":
    sys.exit(main())
