"""
The command that makes the app's first picture again from the built-in model.

    python -m explorer.projection
"""

import sys

from explorer.files import library
from explorer.projection import first_picture


def main() -> int:
    """0 when the file is written."""
    picture = first_picture.made(library.built_in())
    first_picture.write(picture)
    sys.stdout.write(f"{len(picture.words)} words written to {first_picture.FILE}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
