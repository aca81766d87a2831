"""Renders an executed notebook as one HTML page that opens without a network.

    python -B export.py NOTEBOOK PAGE

Charts are interactive (plotly.js, once per page) and formulas are MathML, which browsers support
natively: the page refers to nothing outside itself.
"""

import argparse
import importlib.resources
import os
import pathlib
import sys

import latex2mathml.converter
import nbformat
from jinja2 import pass_context
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

PLOTLY = "application/vnd.plotly.v1+json"
TEMPLATES = pathlib.Path(__file__).parent / "template"


class Renderer(IPythonRenderer):
    """Renders formulas as MathML."""

    def inline_math(self, body):
        return latex2mathml.converter.convert(body, display="inline")

    def block_math(self, body):
        return latex2mathml.converter.convert(body, display="block")

    def latex_environment(self, name, body):
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")


class Exporter(HTMLExporter):
    @pass_context
    def markdown2html(self, context, source):
        cell = context.get("cell", {})
        renderer = Renderer(escape=False, attachments=cell.get("attachments", {}))
        return MarkdownWithMath(renderer=renderer).render(source)


def page(notebook, title):
    """The HTML of an executed notebook."""
    config = Config()
    config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES)]
    config.HTMLExporter.template_name = "tutorial"
    priority = [PLOTLY, "text/html", "text/markdown", "image/svg+xml", "image/png", "text/plain"]
    config.NbConvertBase.display_data_priority = priority
    uses_plotly = any(
        PLOTLY in output.get("data", {})
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )
    script = importlib.resources.files("plotly") / "package_data" / "plotly.min.js"
    resources = {
        "metadata": {"name": title},
        "plotly_js": script.read_text(encoding="utf-8") if uses_plotly else "",
    }
    return Exporter(config=config).from_notebook_node(notebook, resources=resources)[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebook", type=pathlib.Path)
    parser.add_argument("page", type=pathlib.Path)
    chosen = parser.parse_args()
    notebook = nbformat.read(str(chosen.notebook), as_version=4)
    headings = [
        line.lstrip("# ")
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("# ")
    ]
    html = page(notebook, headings[0] if headings else chosen.notebook.stem)
    temporary = chosen.page.with_name(f".{chosen.page.name}.{os.getpid()}")
    try:
        temporary.write_text(html, encoding="utf-8")
        os.replace(temporary, chosen.page)
    finally:
        temporary.unlink(missing_ok=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
