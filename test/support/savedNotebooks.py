"""What the lab writes for what JupyterLab sends: standard input is a JSON list of [sent, file's text].

Prints the texts of the files.
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "src" / "notebook"))

import nbformat  # noqa: E402
from server.chapter_contents import for_file  # noqa: E402
from tidy import text_of  # noqa: E402


def written(content, text):
    """As the contents manager does: notebooks without what is only for the moment."""
    stored = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    return text_of(for_file(content, lambda: {cell["id"]: cell for cell in stored.cells}))


json.dump([written(content, text) for content, text in json.load(sys.stdin)], sys.stdout)
