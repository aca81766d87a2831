"""The rules that every committed notebook keeps; one function a rule, all in the table `RULES`.

A rule takes a `NotebookFile` and yields pairs: the place and what is wrong there. To add one, write the
function and a line of the table.
"""

import copy
import re
import statistics

from clean.notebook_file import WHOLE, texts
from tidy import PLOTLY, PNG, SVG, authored, sources_digest, text_of, tidy

LONGEST_LINE = 100
LONGEST_CELL = 25
USUAL_CELL = 8
CODE_CELLS = (15, 25)
LARGEST_FILE = 1_500_000

FOLDERS = re.compile(
    r"(?<![\w.:/~-])(?:/(?:home|Users|root|tmp|private|mnt|workspaces|var/folders)/[\w.-]+"
    r"|[A-Z]:\\+(?:Users|Temp)\b)|file:///\w+"
)
VERSIONS = re.compile(r"\b(?:node|npm|python|tslab|v8|linux|darwin|windows)[ /@=v]{1,3}\d+\.\d+[\w.]*", re.I)
WARNINGS = re.compile(r"\b\w*Warning\b:?[^\n]{0,60}|\(node:\d+\)[^\n]{0,60}|\x1b\[[0-9;]*m|\r")


def line_length(file):
    for place in file.places:
        for line in code_lines(place.cell):
            if len(line) > LONGEST_LINE:
                yield place, f"{len(line)} characters: {line.strip()[:60]}"


def code_lines(cell):
    """The lines that do not wrap: of code, and of the blocks of code in a text."""
    inside = cell.cell_type == "code"
    for line in cell.source.splitlines():
        if cell.cell_type == "markdown" and re.match(r"\s*(```|~~~)", line):
            inside = not inside
        elif inside:
            yield line


def cell_length(file):
    for place in file.code:
        lines = height(place.cell)
        if lines > LONGEST_CELL:
            yield place, f"{lines} lines"


def usual_cell_length(file):
    median = statistics.median_low([height(place.cell) for place in file.code] or [0])
    if median > USUAL_CELL:
        yield WHOLE, f"{median} lines"


def height(cell):
    return len(cell.source.rstrip().split("\n"))


def number_of_cells(file):
    least, most = CODE_CELLS
    if file.kind == "chapter" and not least <= len(file.code) <= most:
        yield WHOLE, f"{len(file.code)} code cells"


def opening(file):
    first = file.notebook.cells[0] if file.notebook.cells else {}
    text = first.get("source", "")
    if first.get("cell_type") != "markdown" or not text.startswith("# "):
        yield WHOLE, "the first cell is not a text that begins with a title"
        return
    if file.kind != "solutions" and not re.search(r"\byou will\b", text):
        yield file.places[0], "it does not say what you will have at the end"
    before = [place for place in file.markdown if place.code == 0]
    if not any(re.search(r"\btakes\b.*\b(?:seconds?|minutes?)\b", at.cell.source) for at in before):
        yield file.places[0], "no sentence says how long running all cells takes"


def ending(file):
    wanted = {"chapter": ["Summary", "Exercises"], "appendix": ["Summary"], "solutions": []}
    last = wanted[file.kind]
    found = file.headings[-len(last) :] if last else []
    if found != last:
        yield WHOLE, f"it ends with {', '.join(file.headings[-2:]) or 'no section'}"


def seed(file):
    tagged = [at.cell.source for at in file.code if "parameters" in at.cell.metadata.get("tags", [])]
    if not re.search(r"^const seed = \d+;", "\n".join(tagged), re.M):
        yield WHOLE, 'no cell tagged "parameters" holds a line `const seed = 1;`'


def executed_in_order(file):
    for place in file.code:
        if place.cell.execution_count != place.code:
            yield place, f"it was run as number {place.cell.execution_count}"
    if not file.outputs:
        yield WHOLE, "no cell has an output"


def fresh_outputs(file):
    executed = file.notebook.metadata.get("federated", {}).get("executed")
    now = sources_digest(file.notebook)
    if executed != now:
        was = f"of other code ({executed}, now {now})" if executed else "of unknown code"
        yield WHOLE, f"the outputs are {was}"


def nothing_failed(file):
    for place, output in file.outputs:
        marks = output.get("metadata", {}).get("federated", {})
        if output.output_type == "error" or output.get("name") == "stderr":
            yield place, next((text.strip()[:80] for _, text in texts(output)), "")
        if marks.get("claim") is False:
            yield place, f"the sentence does not hold: {output.data['text/plain'][:80]}"
        if "skipped" in marks:
            yield place, output.data["text/plain"][:80]


def no_warnings(file):
    for place, output in file.outputs:
        if output.output_type == "stream":
            for match in WARNINGS.finditer(output.text):
                yield place, repr(match[0])


def pictures(file):
    for place, output in file.outputs:
        data = output.get("data", {})
        if PLOTLY in data and not {SVG, PNG} & set(data):
            yield place, "a chart without a still picture"
        if SVG in data and PNG in data:
            yield place, f"a picture as {SVG} and as {PNG}"


def metadata(file):
    whole = set(file.notebook.metadata) - {"federated", "kernelspec", "language_info"}
    if whole:
        yield WHOLE, ", ".join(sorted(whole))
    for place in file.places:
        alien = set(place.cell.metadata) - set(authored(place.cell.metadata))
        if alien:
            yield place, ", ".join(sorted(alien))


def machine(file):
    for place in file.places:
        yield from ((place, match[0]) for match in FOLDERS.finditer(place.cell.source))
    for place, output in file.outputs:
        for kind, text in texts(output):
            if kind != SVG:
                for pattern in (FOLDERS, VERSIONS):
                    yield from ((place, match[0]) for match in pattern.finditer(text))


def size(file):
    count = len(file.text.encode())
    if count > LARGEST_FILE:
        yield WHOLE, f"{count:,} bytes"


def normalized(file):
    notebook = copy.deepcopy(file.notebook)
    tidy(notebook)
    have, want = file.text.splitlines(keepends=True), text_of(notebook).splitlines(keepends=True)
    if have != want:
        pairs = enumerate(zip(have, want), start=1)
        line = next((at for at, (one, other) in pairs if one != other), min(len(have), len(want)))
        yield WHOLE, f"line {line} of the file differs: {have[line - 1 : line] or 'missing'}"[:120]


RULES = [
    (f"lines of code have at most {LONGEST_LINE} characters", line_length),
    (f"a code cell has at most {LONGEST_CELL} lines", cell_length),
    (f"half of the code cells have at most {USUAL_CELL} lines", usual_cell_length),
    (f"a chapter has {CODE_CELLS[0]} to {CODE_CELLS[1]} code cells", number_of_cells),
    ("it opens with a title, what the reader will have, and how long it takes", opening),
    ("a chapter ends with Summary and Exercises, an appendix with Summary", ending),
    ("its seed stands in a cell tagged parameters", seed),
    ("it was executed in order, from the first cell to the last", executed_in_order),
    ("the outputs are those of the code (npm run notebooks -- --write makes them)", fresh_outputs),
    ("no output is an error, a false sentence or a skipped cell", nothing_failed),
    ("no output holds warnings or terminal codes", no_warnings),
    ("a chart has one still picture", pictures),
    ("metadata hold only what an author sets", metadata),
    ("nothing names a folder or a version of the machine", machine),
    (f"a file has at most {LARGEST_FILE:,} bytes", size),
    ("the file is written as npm run notebooks -- --write does", normalized),
]


def findings(file):
    """What breaks the rules, in the table's order: place, rule, value."""
    return [(place, name, value) for name, rule in RULES for place, value in rule(file)]
