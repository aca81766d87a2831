"""Runs a notebook from the first cell to the last in a fresh TypeScript kernel.

    python -B execute.py [--set NAME=VALUE]... [--set-any NAME=VALUE]... NOTEBOOK OUTPUT
    python -B execute.py [--set NAME=VALUE]... [--set-any NAME=VALUE]... --into FOLDER NOTEBOOK...
    python -B execute.py --in-place NOTEBOOK...

The kernel works in the notebook's folder. The executed notebook is written completely or not at all,
and contains nothing that differs between equal runs, such as times or the machine's versions. --set
changes a constant in the cells tagged "parameters" for this run; with --set-any a notebook may lack it.
The exit code is 1 if a cell fails, or if a sentence that a cell shows with `showClaim` does not hold.
"""

import argparse
import asyncio
import os
import pathlib
import re
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from progress import Progress
from tidy import KERNEL, record_execution, tidy, write

STOPPED = "stopped before its end; nothing was written"


class Failure(Exception):
    """A notebook that did not run to its end; the message is for the user."""


class Client(NotebookClient):
    """Passes everything that a cell shows, final or temporary, to a progress line."""

    progress = None

    def process_message(self, msg, cell, cell_index):
        content = msg["content"]
        if msg["msg_type"] == "stream":
            self.progress.output(content["text"])
        elif msg["msg_type"] in ("display_data", "update_display_data"):
            data = content["data"]
            kinds = [kind for kind in ("text/plain", "text/markdown", "text/html") if kind in data]
            self.progress.output(data[kinds[0]] if kinds else "")
        return super().process_message(msg, cell, cell_index)


def headings(notebook):
    """Index of each code cell that runs -> the heading above it."""
    found, heading = {}, ""
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            lines = [line for line in cell.source.splitlines() if line.startswith("#")]
            heading = lines[-1].lstrip("# ") if lines else heading
        elif cell.cell_type == "code" and cell.source.strip():
            found[index] = heading
    return found


async def execute(notebook, folder, cell_timeout):
    """Executes the notebook in place; raises `Failure` if a cell fails."""
    titles = headings(notebook)
    numbers = {index: number for number, index in enumerate(titles, start=1)}
    progress = Progress(len(titles))
    running = None

    def start(cell, cell_index):
        nonlocal running
        running = cell_index
        progress.start(numbers[cell_index], titles[cell_index])

    client = Client(
        notebook,
        kernel_name=KERNEL["name"],
        resources={"metadata": {"path": str(folder)}},
        coalesce_streams=True,
        record_timing=False,
        startup_timeout=180,
        timeout=cell_timeout,
        on_cell_execute=start,
        on_cell_executed=lambda **_: progress.finish(),
    )
    client.progress = progress

    async def tick():
        while True:
            await asyncio.sleep(0.25)
            progress.tick()

    ticking = asyncio.create_task(tick())
    try:
        await client.async_execute()
    except asyncio.CancelledError as error:
        progress.finish()
        raise Failure(STOPPED) from error
    except (CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
        progress.finish()
        raise Failure(explain(notebook, running, numbers, error)) from error
    finally:
        ticking.cancel()


def explain(notebook, index, numbers, error):
    """Which cell failed, how it begins, and its error."""
    if index is None:
        return f"the kernel did not start: {error}"
    cell = notebook.cells[index]
    head = "\n".join(f"    {line}" for line in cell.source.splitlines()[:5])
    if isinstance(error, CellExecutionError):
        shown = [output for output in cell.outputs if output.output_type == "error"]
        lines = shown[-1].traceback if shown else [str(error)]
        problem = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(lines))
    elif isinstance(error, CellTimeoutError):
        problem = "the cell did not end in time"
    else:
        problem = "the kernel ended while the cell ran"
    return f"cell {numbers[index]} of {len(numbers)} failed. It begins\n\n{head}\n\n{problem}"


def set_parameters(notebook, name, settings, required):
    """Sets constants in the cells tagged "parameters" to other values."""
    cells = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    for parameter, value in settings:
        line = re.compile(rf"^(const {re.escape(parameter)}\b[^=\n]*= )[^;\n]*;", re.MULTILINE)
        found = [cell for cell in cells if line.search(cell.source)]
        if required and not found:
            raise Failure(f'{name}: no cell tagged "parameters" holds a line `const {parameter} = …;`')
        for cell in found:
            cell.source = line.sub(lambda match: f"{match[1]}{value};", cell.source)


def false_claims(notebook):
    """The sentences that do not hold, each with the number of its code cell."""
    numbers = {index: number for number, index in enumerate(headings(notebook), start=1)}
    claims = [
        f"cell {numbers[index]}: {output.data['text/plain']}"
        for index, cell in enumerate(notebook.cells)
        for output in cell.get("outputs", [])
        if output.get("metadata", {}).get("federated", {}).get("claim") is False
    ]
    return "\n".join(f"    {claim}" for claim in claims)


def read(source):
    """Reads a notebook; cells without an id get none until `tidy`."""
    try:
        notebook = nbformat.reads(source.read_text(encoding="utf-8"), as_version=nbformat.NO_CONVERT)
    except (OSError, ValueError) as error:
        raise Failure(f"{source}: {error}") from error
    if notebook.nbformat != 4:
        raise Failure(f"{source}: nbformat must be 4, got {notebook.nbformat}")
    return notebook


def run(source, target, chosen):
    notebook = read(source)
    tidy(notebook)
    set_parameters(notebook, source.name, chosen.set, required=True)
    set_parameters(notebook, source.name, chosen.set_any, required=False)
    try:
        asyncio.run(execute(notebook, source.parent, chosen.cell_timeout))
    except KeyboardInterrupt as error:
        raise Failure(STOPPED) from error
    tidy(notebook)
    record_execution(notebook)
    claims = false_claims(notebook)
    if claims and source == target:
        raise Failure(f"sentences that do not hold; nothing was written:\n{claims}")
    write(notebook, target)
    if claims:
        raise Failure(f"sentences that do not hold:\n{claims}")


def setting(text):
    """NAME=VALUE as a pair."""
    name, equals, value = text.partition("=")
    if not (equals and name.isidentifier() and value):
        raise argparse.ArgumentTypeError(f"must read NAME=VALUE, got {text}")
    return name, value


def places(notebooks):
    """Each notebook with its path from the innermost common folder: chapters and their solutions have
    the same file names.
    """
    common = os.path.commonpath([source.resolve().parent for source in notebooks])
    return [(source, source.resolve().relative_to(common)) for source in notebooks]


def targets(chosen, parser):
    """Each notebook with the file for its executed form."""
    if chosen.in_place:
        if chosen.set or chosen.set_any or chosen.into:
            parser.error("--in-place runs notebooks as committed: it excludes --set and --into")
        return [(source, source) for source in chosen.notebooks]
    if chosen.into:
        return [(source, chosen.into / place) for source, place in places(chosen.notebooks)]
    if len(chosen.notebooks) != 2:
        parser.error("expected NOTEBOOK OUTPUT, --into FOLDER NOTEBOOK..., or --in-place NOTEBOOK...")
    return [tuple(chosen.notebooks)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="+", type=pathlib.Path, metavar="NOTEBOOK")
    parser.add_argument("--in-place", action="store_true", help="write to the notebooks themselves")
    parser.add_argument("--into", type=pathlib.Path, metavar="FOLDER")
    for flag in ("--set", "--set-any"):
        parser.add_argument(flag, action="append", type=setting, default=[], metavar="NAME=VALUE")
    parser.add_argument("--cell-timeout", type=int, default=900, metavar="SECONDS")
    chosen = parser.parse_args()
    # Nobody watches the charts grow: only the finished ones are drawn.
    os.environ["FEDERATED_LIVE_CHARTS"] = "final"
    failed = False
    for source, target in targets(chosen, parser):
        print(source.name, flush=True)
        try:
            run(source.resolve(), target.resolve(), chosen)
        except Failure as failure:
            print(f"\n{source.name}: {failure}", file=sys.stderr)
            if str(failure) == STOPPED:
                return 1
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
