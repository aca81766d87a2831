"""Ends the server once, with its kernels, whatever ends it."""

import os
import signal
import sys
import threading
import time

import psutil

SECONDS_TO_END = 8


class Ending:
    """Calls `stop` at the first reason to end, and makes sure that it is the end.

    Reasons are SIGINT, SIGTERM, a closed terminal (SIGHUP), and the end of standard input: the process
    that started this one holds its other side, so that nothing outlives it, even if it was killed.
    """

    def __init__(self, stop):
        self.stop = stop
        self.begun = threading.Lock()
        self.processes = []

    def watch(self):
        """To be called from the main thread."""
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda *_: self.begin())
        threading.Thread(target=self.wait_for_parent, daemon=True).start()
        if "npm_lifecycle_event" in os.environ:
            threading.Thread(target=self.wait_for_npm, daemon=True).start()

    def wait_for_parent(self):
        if sys.stdin is None or sys.stdin.isatty():
            return
        while os.read(sys.stdin.fileno(), 1024):
            pass
        self.begin()

    def wait_for_npm(self):
        """npm starts a shell, and that Node; a killed npm leaves both behind."""
        started_by = psutil.Process().parents()[:3]
        while all(process.is_running() for process in started_by):
            time.sleep(1)
        self.begin()

    def begin(self):
        """Begins to end; later calls do nothing."""
        if not self.begun.acquire(blocking=False):
            return
        threading.Thread(target=self.finally_end, daemon=True).start()
        self.processes = descendants()
        self.stop()

    def finally_end(self):
        """A server that cannot end by itself is ended."""
        threading.Event().wait(SECONDS_TO_END)
        self.sweep()
        os._exit(1)

    def sweep(self):
        """Kills what is left of the kernels and of what they started."""
        for process in {*self.processes, *descendants()}:
            try:
                process.kill()
            except psutil.Error:
                pass


def descendants():
    try:
        return psutil.Process().children(recursive=True)
    except psutil.Error:
        return []
