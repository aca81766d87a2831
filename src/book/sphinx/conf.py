"""The settings with which Sphinx makes the book from the pages that stageBook.ts writes."""

import pathlib
import sys

here = pathlib.Path(__file__).resolve().parent
project_folder = here.parents[2]
packages = project_folder / "node_modules"
sys.path.insert(0, str(here))

project = "Federated learning, a tutorial that you run"
html_title = "Federated learning"
language = "en"
exclude_patterns = ["_build"]

extensions = ["myst_nb", "sphinx_copybutton", "sphinxcontrib.bibtex", "accessible"]

# Notebooks are shown with the outputs that they have.
nb_execution_mode = "off"
myst_enable_extensions = ["attrs_inline", "dollarmath"]
myst_heading_anchors = 6
# Examples may leave something out, as "…", which is no TypeScript.
suppress_warnings = ["misc.highlighting_failure"]

bibtex_bibfiles = [str(project_folder / "notebooks" / "references.bib")]
bibtex_cite_id = "{key}"

html_theme = "furo"
html_theme_options = {"navigation_with_keys": True}
html_static_path = [
    "static",
    str(packages / "plotly.js-dist" / "plotly.js"),
    str(packages / "mathjax" / "es5" / "tex-svg.js"),
]
html_css_files = ["chart-colors.css", "book.css", "playground.css"]
html_js_files = [("charts.js", {"defer": "defer"})]
if tags.has("live"):  # noqa: F821, Sphinx defines it
    html_css_files.append("live.css")
    html_js_files.append(("live.js", {"defer": "defer"}))
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
# A page that is opened from disk cannot fetch others.
html_show_search_summary = False
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"

mathjax_path = "tex-svg.js"
mathjax_options = {"defer": "defer"}
# The menu would load parts that the book does not have.
mathjax3_config = {"options": {"enableMenu": False}}

copybutton_exclude = ".linenos, .gp, .go"
copybutton_selector = "div.cell_input pre, div:not(.output) > div.highlight > pre"
