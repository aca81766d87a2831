"""The page on which JupyterLab opens: the chapters, what they are about, and how to run them."""

import json
import os
import re

PLACE = "notebooks/_build/contents.md"

HOW = """\
Open a chapter and run its cells one after the other with <kbd>Shift</kbd> <kbd>Enter</kbd>, or all of them
with *Run → Run All Cells*. Change a number and run the cell again. *Kernel → Restart Kernel* begins anew.
"""


def write_contents_page(root):
    """Writes the page, generated from the notebooks, and returns its path from `root`."""
    page = root / PLACE
    page.parent.mkdir(parents=True, exist_ok=True)
    temporary = page.with_name(f".{page.name}.{os.getpid()}")
    try:
        temporary.write_text(contents_page(root / "notebooks"), encoding="utf-8")
        os.replace(temporary, page)
    finally:
        temporary.unlink(missing_ok=True)
    return PLACE


def contents_page(folder):
    """The chapters in reading order, each with its opening and a link to its solutions."""
    files = [path for path in sorted(folder.glob("*.ipynb")) if re.match(r"\d+-|[A-Z]-", path.name)]
    entries = [entry(folder, path) for path in files]
    return "\n".join(["# Federated learning, a tutorial that you run", "", HOW, *entries])


def entry(folder, path):
    """One chapter: its title, what the reader will have, how long it takes, its solutions."""
    title, text, time = opening(path)
    solutions = folder / "solutions" / path.name
    links = f" [Solutions to its exercises](../solutions/{path.name})" if solutions.exists() else ""
    return f"## [{title}](../{path.name})\n\n{text}\n\n{time}{links}\n"


def opening(path):
    """The title of a notebook, its first paragraph, and the sentence that says how long it takes."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return path.stem, "This file is not a notebook.", ""
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    heading, *paragraphs = re.split(r"\n\s*\n", texts[0]) if texts else [path.stem]
    time = re.search(r"Running all cells takes [^.\n]*\.", "\n".join(texts))
    return heading.lstrip("# ").strip(), (paragraphs or [""])[0], time[0] if time else ""
