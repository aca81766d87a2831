"""Shows a notebook's progress: one line that changes on a terminal, plain lines elsewhere."""

import re
import sys
import time

HEARTBEAT_SECONDS = 10
LONGEST_LINE = 120


class Progress:
    """The line of the running cell: its number, heading, seconds and latest output."""

    def __init__(self, total, stream=sys.stdout, clock=time.monotonic):
        self.total = total
        self.stream = stream
        self.clock = clock
        self.living = stream.isatty()
        self.title = None

    def start(self, number, heading):
        width = len(str(self.total))
        self.title = f"[{number:>{width}}/{self.total}] {heading}"
        self.latest = ""
        self.started = self.shown = self.clock()
        self.tick()

    def output(self, text):
        """Takes the cell's output; its last complete line is shown."""
        lines = [line.strip() for line in re.split(r"[\r\n]", plain(text))]
        self.latest = next((line for line in reversed(lines) if line), self.latest)

    def tick(self):
        """Must be called a few times per second."""
        if self.title is None:
            return
        now = self.clock()
        if self.living:
            self._write(f"\r\x1b[K{self._line()[: columns() - 1]}")
        elif now - self.shown >= HEARTBEAT_SECONDS:
            self.shown = now
            self._write(f"{self._line()[:LONGEST_LINE]}\n")

    def finish(self):
        """Leaves the line of a finished or failed cell behind."""
        if self.title is None:
            return
        self.latest = ""
        start = "\r\x1b[K" if self.living else ""
        self._write(f"{start}{self._line()}\n")
        self.title = None

    def _line(self):
        parts = [self.title, f"{self.clock() - self.started:.1f} s", self.latest]
        return "  " + " · ".join(part for part in parts if part)

    def _write(self, text):
        self.stream.write(text)
        self.stream.flush()


def plain(text):
    """The text without terminal colors and HTML tags."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|<[^<>]*>", "", text)


def columns():
    import shutil

    return shutil.get_terminal_size().columns
