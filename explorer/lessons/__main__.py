"""
Lessons on the terminal.

    python -m explorer.lessons check                  all lessons of the app; exits with 1 if something is wrong
    python -m explorer.lessons check my-lesson.md     one of your own: FILE:LINE: what is wrong
    python -m explorer.lessons template               a lesson to begin with
    python -m explorer.lessons functions              what right answers can be asked for
"""

import argparse
import inspect
import sys
from pathlib import Path

from explorer.errors import LessonError, Problem
from explorer.lessons import check, course, observed
from explorer.lessons.answers import table as answers
from explorer.lessons.reached import table as reached
from explorer.lessons.reading import read

TEMPLATE = Path(__file__).parent / "template.md"


def main() -> int:
    """Run the command; 0 if all is well, else 1."""
    parser = argparse.ArgumentParser(prog="python -m explorer.lessons", description="Check and write lessons.")
    commands = parser.add_subparsers(dest="command", required=True)
    checked = commands.add_parser("check", help="say what is wrong with lessons")
    checked.add_argument("files", nargs="*", type=Path, help="lessons of your own; without any, those of the app")
    commands.add_parser("template", help="print a lesson to begin with")
    commands.add_parser("functions", help="print what answers and pages can be asked for")
    chosen = parser.parse_args()
    if chosen.command == "template":
        sys.stdout.write(TEMPLATE.read_text(encoding="utf-8"))
        return 0
    if chosen.command == "functions":
        sys.stdout.write(_functions())
        return 0
    files = chosen.files or sorted(course.FOLDER.glob("*.md"))
    found = {path: problems_of(path) for path in files}
    for path, problems in found.items():
        for one in problems:
            sys.stdout.write(f"{path}:{one.line or 1}: {one.sentence}\n")
    wrong = sum(bool(problems) for problems in found.values())
    sys.stdout.write(f"{len(files) - wrong} of {len(files)} lessons are without errors\n")
    return 1 if wrong else 0


def problems_of(path: Path) -> tuple[Problem, ...]:
    """What is wrong with the lesson in that file."""
    try:
        with path.open("rb") as file:
            lesson = read(file.read(1_000_000), name=path.name)
    except LessonError as error:
        return error.problems
    except OSError as error:
        return (Problem(0, f"The file cannot be read: {error.strerror or error}."),)
    return check.problems(lesson, typed=path.resolve().parent != course.FOLDER.resolve())


def _functions() -> str:
    """All functions for answers and states, and all that pages report, one per line."""
    lines = []
    for heading, functions in (("Right answers", answers.functions()), ("States", reached.functions())):
        lines.append(f"{heading}:")
        for name, function in sorted(functions.items()):
            about = (inspect.getdoc(function) or "").partition("\n")[0]
            taken = ", ".join(
                one.name if one.default is inspect.Parameter.empty else f"{one.name}={one.default!r}"
                for one in inspect.signature(function).parameters.values()
            )
            lines.append(f"  {name}({taken})\n      {about}")
    lines.append("What pages report:")
    for page, told in observed.OBSERVED.items():
        lines.extend([f"  {page}", *(f"      {name} ({one.kind}): {one.about}" for name, one in told.items())])
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
