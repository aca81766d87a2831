"""A notebook as the rules see it, and what they say about it."""

import dataclasses
import functools
import re

import nbformat


@dataclasses.dataclass(frozen=True)
class Place:
    """A code cell by its number, or the text that follows it; none of both is the whole notebook."""

    code: int = 0
    cell: object = None

    def __str__(self):
        if self.cell is None:
            return "the notebook"
        first = next((line for line in self.cell.source.splitlines() if line.strip()), "")
        kind = "cell" if self.cell.cell_type == "code" else "text after cell"
        return f"{kind} {self.code}, `{first.strip()[:60]}`"


WHOLE = Place()


class NotebookFile:
    """One file: its text, its notebook, and its cells with the numbers that JupyterLab shows."""

    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
        if self.notebook.nbformat != 4:
            raise ValueError(f"nbformat must be 4, got {self.notebook.nbformat}")

    @functools.cached_property
    def kind(self):
        """`chapter` if its name begins with a number, `appendix` with a letter; or `solutions`."""
        if self.path.parent.name == "solutions":
            return "solutions"
        return "chapter" if re.match(r"\d", self.path.name) else "appendix"

    @functools.cached_property
    def places(self):
        """Every cell, with the number of the code cell that it is or follows."""
        found, number = [], 0
        for cell in self.notebook.cells:
            if cell.cell_type == "code" and cell.source.strip():
                number += 1
            found.append(Place(number, cell))
        return found

    @functools.cached_property
    def code(self):
        """The code cells that do something."""
        return [
            place
            for place in self.places
            if place.cell.cell_type == "code" and place.cell.source.strip()
        ]

    @property
    def outputs(self):
        """Every output with the place of its cell."""
        return [(place, output) for place in self.code for output in place.cell.outputs]

    @property
    def markdown(self):
        return [place for place in self.places if place.cell.cell_type == "markdown"]

    @property
    def headings(self):
        """The headings of the second level, in order."""
        lines = [line for place in self.markdown for line in place.cell.source.splitlines()]
        return [line[3:].strip() for line in lines if line.startswith("## ")]


def texts(output):
    """What a reader may see of an output as text, each with the form it has."""
    if output.output_type == "stream":
        return [(output.name, output.text)]
    if output.output_type == "error":
        return [("error", f"{output.ename}: {output.evalue}")]
    return [(kind, value) for kind, value in output.data.items() if isinstance(value, str)]
