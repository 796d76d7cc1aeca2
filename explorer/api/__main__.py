"""`python -m explorer.api openapi` prints the OpenAPI file of the HTTP interface."""

import argparse
import json

from explorer.api import openapi


def main(arguments: list[str] | None = None) -> None:
    """Print the OpenAPI file."""
    parser = argparse.ArgumentParser(prog="python -m explorer.api", description="The HTTP interface, described.")
    parser.add_argument("what", choices=["openapi"], help="the OpenAPI file, as JSON")
    parser.parse_args(arguments)
    print(json.dumps(openapi.document(), indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
