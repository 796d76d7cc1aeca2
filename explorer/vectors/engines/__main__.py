"""
A file of vectors into a table of a database, from the command line.

    python -m explorer.vectors.engines glove.840B.300d.zip /data/vectors.lance --table glove840b --index
"""

import argparse
import sys
from pathlib import Path

from explorer.errors import ExplorerError
from explorer.files.imports import import_file, model_name
from explorer.vectors.engines import lance


def main() -> None:
    """Read the file, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="a file of vectors, in any format the page Models reads")
    parser.add_argument("database", help="a folder, or the address of an object store such as s3://bucket/vectors")
    parser.add_argument("--table", help="the table (default: the name of the file)")
    parser.add_argument("--index", action="store_true", help="find neighbours without comparing every row")
    options = parser.parse_args()
    name = options.table or model_name(options.file.name)
    try:
        vectors = import_file(options.file).vectors
        lance.write(options.database, name, vectors.words, vectors.matrix)
        if options.index:
            lance.make_index(options.database, name)
    except ExplorerError as error:
        sys.exit(str(error))
    print(f"{len(vectors):,} words of {vectors.dim} numbers are in the table {name}.")


if __name__ == "__main__":
    main()
