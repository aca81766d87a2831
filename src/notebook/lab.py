"""Runs JupyterLab on the chapters.

    python -B lab.py --log FILE [options of JupyterLab]

Says in a few lines where the lab is, or why it cannot start; everything that Jupyter itself logs goes to
FILE. It ends, with its kernels, on a signal and with the process that started it.
"""

import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def talk_and_log(file):
    """Sends both output streams to the file, also those of kernels, and returns the first as it was."""
    terminal = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace", buffering=1)
    log = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)
    return terminal


def main():
    _, flag, file, *options = sys.argv
    if flag != "--log":
        raise SystemExit(f"expected --log FILE, got {flag}")
    terminal = talk_and_log(file)
    from server.lab_app import run

    return run(ROOT, terminal, file, options)


if __name__ == "__main__":
    sys.exit(main())
