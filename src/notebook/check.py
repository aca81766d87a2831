"""Checks that committed notebooks keep to the rules of their form.

    python -B check.py [--executed FOLDER] NOTEBOOK...

Starts no kernel. With --executed, FOLDER holds the same notebooks executed again, and the outputs are
compared: `clean/compare.py` says how. Prints one line a finding, and exits with 1 if there is any.
"""

import argparse
import os
import pathlib
import sys

from clean.compare import differences
from clean.notebook_file import NotebookFile
from clean.rules import findings


def read(path):
    return NotebookFile(path, path.read_text(encoding="utf-8"))


def shown(path):
    """The path from the working directory, if it is below it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def check(path, executed):
    """The lines to print about one notebook."""
    try:
        file = read(path)
        found = findings(file) if executed is None else differences(file, read(executed))
    except (OSError, ValueError) as error:
        return [f"{shown(path)}: {error}"]
    return [f"{shown(path)}: {place}: {rule}; got {value}" for place, rule, value in found]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+", type=pathlib.Path, metavar="NOTEBOOK")
    parser.add_argument("--executed", type=pathlib.Path, metavar="FOLDER")
    chosen = parser.parse_args()
    sources = [path.resolve() for path in chosen.notebooks]
    common = os.path.commonpath([path.parent for path in sources])
    count = 0
    for path in sources:
        executed = chosen.executed and chosen.executed / path.relative_to(common)
        lines = check(path, executed)
        count += len(lines)
        for line in lines:
            print(line)
    files = f"{len(sources)} notebook{'s' if len(sources) != 1 else ''}"
    print(f"{files}: {count or 'no'} finding{'s' if count != 1 else ''}", file=sys.stderr)
    return int(count > 0)


if __name__ == "__main__":
    sys.exit(main())
