"""Whether a notebook that was executed again shows what the committed one shows.

Outputs are compared one by one: their kinds, their texts, and the numbers in them.

- Texts between numbers and whole numbers must be equal.
- Decimal numbers may differ by one unit in the last place that is shown, by 1 % of the larger one, or by
  0.00001: processors differ in the last bits, and training carries that on. Powers of ten below that are
  what rounding leaves, and count as zero.
- Times vary: columns of a table whose heading has the unit s, ms or min are left out, and so is a number
  that one of these units follows. A cell tagged "varies" is not compared at all: it shows what the clock,
  the network or the installed backend decides.
- A chart is compared by its numbers; its picture follows from them. A table is compared as text.
"""

import json
import re

from clean.notebook_file import WHOLE
from tidy import PLOTLY

RULE = "executed again, it shows the same"
RELATIVE = 0.01
ABSOLUTE = 1e-5
NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?")
ROUNDING = re.compile(r"-?\d+(?:\.\d+)? × 10⁻(?:[⁶⁷⁸⁹]|[¹²³][⁰¹²³⁴-⁹])")
TIMED = re.compile(r"-?\d+(?:\.\d+)?\s?(?:ms|s|min)\b")
TIME_UNIT = re.compile(r"\((?:ms|s|min)\)")


def differences(stored, again):
    """Where two executions of a notebook differ: place, rule, value."""
    if len(stored.code) != len(again.code):
        return [(WHOLE, RULE, f"{len(again.code)} code cells, not {len(stored.code)}")]
    found = []
    for place, other in zip(stored.code, again.code):
        difference = cell_difference(place.cell, other.cell)
        if difference:
            found.append((place, RULE, difference))
    return found


def cell_difference(cell, other):
    """The first difference in the outputs of a cell; empty if there is none."""
    if "varies" in cell.metadata.get("tags", []):
        return ""
    if cell.source != other.source:
        return f"other code: {other.source.splitlines()[0][:60]}"
    have, now = [[kinds(output) for output in it.outputs] for it in (cell, other)]
    if have != now:
        return f"outputs {now}, not {have}"
    pairs = zip(cell.outputs, other.outputs)
    return next(filter(None, (output_difference(one, two) for one, two in pairs)), "")


def kinds(output):
    """An output's forms: the stream's name, or its MIME types."""
    name = output.get("name") or output.get("ename")
    return name or " + ".join(sorted(output.get("data", {})))


def output_difference(output, other):
    if output.output_type == "stream":
        return text_difference(output.text, other.text)
    if output.get("metadata") != other.get("metadata"):
        return f"marks {json.dumps(other.metadata)}, not {json.dumps(output.metadata)}"
    if PLOTLY in output.data:
        return value_difference(output.data[PLOTLY], other.data[PLOTLY], "chart")
    if "text/plain" in output.data:
        return text_difference(output.data["text/plain"], other.data["text/plain"])
    return "" if output.data == other.data else f"another {kinds(output)}"


def text_difference(text, other):
    text, other = (comparable(it) for it in (text, other))
    if NUMBER.split(text) == NUMBER.split(other):
        pairs = list(zip(NUMBER.findall(text), NUMBER.findall(other)))
        return next((f"{b}, not {a}" for a, b in pairs if not same_number(a, b)), "")
    lines = zip(text.splitlines() + [""], other.splitlines() + [""])
    pair = next(((a, b) for a, b in lines if NUMBER.split(a) != NUMBER.split(b)), (text, other))
    return f"{pair[1].strip()[:60]!r}, not {pair[0].strip()[:60]!r}"


def comparable(text):
    """The text without what may vary."""
    return ROUNDING.sub("0", TIMED.sub("…", without_times(text)))


def without_times(text):
    """A table as `showTable` prints it, without its columns of times; any other text unchanged."""
    lines = text.split("\n")
    if len(lines) < 3 or not re.fullmatch(r"-+(?: +-+)*", lines[1]):
        return text
    columns = [match.span() for match in re.finditer("-+", lines[1])]
    kept = [span for span in columns if not TIME_UNIT.search(lines[0][slice(*span)])]
    return "\n".join(" ".join(line[slice(*span)].strip() for span in kept) for line in lines)


def same_number(text, other):
    if text == other:
        return True
    if "." not in text and "." not in other:
        return False
    unit = 10.0 ** -min(len(it.partition(".")[2]) for it in (text, other))
    return close(*(float(it.replace(",", "")) for it in (text, other)), unit)


def close(a, b, unit=0.0):
    slack = max(ABSOLUTE, RELATIVE * max(abs(a), abs(b)), unit)
    return abs(a - b) <= slack * (1 + 1e-9)


def value_difference(value, other, path):
    """The first difference between two JSON values."""
    if isinstance(value, dict) and isinstance(other, dict):
        if set(value) != set(other):
            return f"{path} has {sorted(other)}, not {sorted(value)}"[:160]
        pairs = [(value[key], other[key], f"{path}.{key}") for key in value]
    elif isinstance(value, list) and isinstance(other, list):
        if len(value) != len(other):
            return f"{path} has {len(other)} entries, not {len(value)}"
        pairs = [(a, b, f"{path}[{at}]") for at, (a, b) in enumerate(zip(value, other))]
    elif isinstance(value, str) and isinstance(other, str):
        difference = text_difference(value, other)
        return f"{path} is {difference}" if difference else ""
    elif isinstance(value, float) or isinstance(other, float):
        numbers = all(isinstance(it, (int, float)) for it in (value, other))
        same = close(value, other) if numbers else False
        return "" if same else f"{path} is {other}, not {value}"
    else:
        return "" if value == other else f"{path} is {other}, not {value}"
    return next(filter(None, (value_difference(*pair) for pair in pairs)), "")
