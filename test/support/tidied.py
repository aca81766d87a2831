"""Notebooks from standard input, a JSON list, as the texts of their files: executed and tidy."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "src" / "notebook"))

import nbformat  # noqa: E402
from tidy import record_execution, text_of, tidy  # noqa: E402

texts = []
for value in json.load(sys.stdin):
    notebook = nbformat.reads(json.dumps(value), as_version=nbformat.NO_CONVERT)
    tidy(notebook)
    record_execution(notebook)
    texts.append(text_of(notebook))
json.dump(texts, sys.stdout)
