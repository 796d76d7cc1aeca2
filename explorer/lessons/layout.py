"""The parts of a lesson's file and the lines where they begin: the front matter, and the steps with their blocks."""

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any, Final

from explorer.errors import Problem

FRONT: Final = "+++"
BLOCKS: Final = ("step", "question")  # words after ``` that make a block one for the app, not the reader
LINE_TOLD: Final = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)\s*$")


@dataclass(frozen=True)
class Block:
    """TOML of a lesson: its values, its lines, and the number of the line before the first of them."""

    values: dict[str, Any]
    lines: tuple[str, ...]
    before: int

    def line_of(self, key: str, nth: int = 0) -> int:
        """The line that gives `key` a value for time `nth`, counted from 0; else the line where the block begins."""
        given = re.compile(rf"""(?:^|[\s{{,.])["']?{re.escape(key)}["']?\s*=""")
        found = [number for number, line in enumerate(self.lines, 1) for _ in given.finditer(line)]
        return self.before + found[nth] if nth < len(found) else max(self.before, 1)


@dataclass
class RawStep:
    """A step as written in the file: its heading, its blocks by name, and its Markdown."""

    title: str
    line: int
    blocks: dict[str, Block] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)


def parts(text: str) -> tuple[Block | None, list[RawStep], list[Problem]]:
    """The front matter, the steps, and all problems with the form of the file or its TOML."""
    lines = text.splitlines()
    problems: list[Problem] = []
    front, at = _front(lines, problems)
    steps: list[RawStep] = []
    while at < len(lines):
        line = lines[at]
        fence = re.match(r"\s{0,3}(`{3,}|~{3,})\s*([\w-]*)", line)
        if fence is not None:
            at = _fenced(lines, at, fence, steps, problems)
            continue
        if heading := re.match(r"#\s+(.*?)\s*#*\s*$", line):
            steps.append(RawStep(heading[1], at + 1))
        elif steps:
            steps[-1].text.append(line)
        elif line.strip():
            problems.append(Problem(at + 1, "Before the first step there may only be the lines between +++ and +++."))
        at += 1
    return front, steps, problems


def _front(lines: list[str], problems: list[Problem]) -> tuple[Block | None, int]:
    """The TOML between the first two lines of +++, and the index of the line after it."""
    first = next((i for i, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines) or lines[first].strip() != FRONT:
        problems.append(
            Problem(first + 1, "A lesson begins with a line of +++, then its title and so on, then +++ again.")
        )
        return None, first
    last = next((i for i in range(first + 1, len(lines)) if lines[i].strip() == FRONT), None)
    if last is None:
        problems.append(Problem(first + 1, "The front matter begins with +++ here, but never ends with +++."))
        return None, len(lines)
    return toml(lines[first + 1 : last], first + 1, problems), last + 1


def _fenced(lines: list[str], at: int, fence: re.Match[str], steps: list[RawStep], problems: list[Problem]) -> int:
    """The index of the line after a fenced block, which is added to the step's blocks or to its text."""
    ends = re.compile(rf"\s{{0,3}}{re.escape(fence[1][0])}{{{len(fence[1])},}}\s*$")
    last = next((i for i in range(at + 1, len(lines)) if ends.match(lines[i])), None)
    if last is None:
        problems.append(Problem(at + 1, f"The block that begins here with {fence[1]} never ends."))
        last = len(lines)
    if not steps:
        problems.append(Problem(at + 1, "A block belongs to a step: write the step's heading first, as # Title."))
    elif (name := fence[2]) not in BLOCKS:
        steps[-1].text.extend(lines[at : last + 1])
    elif name in steps[-1].blocks:
        problems.append(Problem(at + 1, f"A step has one block of ```{name}; this is a second one."))
    elif (block := toml(lines[at + 1 : last], at + 1, problems)) is not None:
        steps[-1].blocks[name] = block
    return last + 1


def toml(lines: list[str], before: int, problems: list[Problem]) -> Block | None:
    """The TOML of these lines, the first of which is line `before` + 1; if it is not TOML, None and a problem."""
    try:
        return Block(tomllib.loads("\n".join(lines)), tuple(lines), before)
    except RecursionError:
        problems.append(Problem(before + 1, "This is nested too deeply."))
    except ValueError as error:  # TOMLDecodeError is one; so is a number of thousands of digits
        told = LINE_TOLD.search(str(error))
        line = before + (int(told[1]) if told and told[1] else len(lines) if told else 1)
        said = LINE_TOLD.sub("", str(error))
        problems.append(Problem(line, f"This is not TOML: {said[:1].lower()}{said[1:200]}."))
    return None
