"""JupyterLab, quiet: the lines that a reader needs on the terminal, the rest in the log."""

import logging
import threading
import time
import webbrowser
from urllib.parse import quote

from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp
from traitlets import default

from server.chapter_contents import ChapterContents
from server.contents_page import write_contents_page
from server.ending import Ending

SIGN_OF_LIFE_SECONDS = 5

# What the list of files does not show: what other programs made, and their settings.
HIDDEN = ["__pycache__", "*.pyc", "*~", "_build", "_*.yml", "node_modules"]


class Terminal:
    """What the user reads; a terminal that was closed is no reason to fail."""

    def __init__(self, stream):
        self.stream = stream
        self.started = threading.Event()

    def say(self, line):
        try:
            print(line, file=self.stream, flush=True)
        except (OSError, ValueError):
            pass

    def say_while_starting(self):
        """A line every few seconds, until the lab is there."""
        begin = time.monotonic()
        while not self.started.wait(SIGN_OF_LIFE_SECONDS):
            self.say(f"  starting, {time.monotonic() - begin:.0f} s …")


class Problems(logging.Handler):
    """Keeps the first lines of errors, for a server that does not start."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage().strip().split("\n")[0])


class Server(ServerApp):
    """The server behind the lab. The terminal is the class's because traitlets make the instance."""

    terminal = Terminal(None)
    problems = Problems()

    def _configure_logging(self):
        super()._configure_logging()
        logging.getLogger(type(self).__name__).addHandler(self.problems)

    @default("contents_manager_class")
    def _contents(self):
        return ChapterContents

    def init_signal(self):
        self.ending = Ending(lambda: self.stop(from_signal=True))
        self.ending.watch()

    def init_httpserver(self):
        wanted = self.port
        super().init_httpserver()
        if self.port != wanted:
            self.terminal.say(f"Port {wanted} is taken: this is port {self.port}.")

    def start_app(self):
        super().start_app()
        token = self.identity_provider.token
        query = f"?token={quote(token)}" if token else ""
        self.terminal.started.set()
        self.terminal.say(f"JupyterLab: {self.public_url.split('?')[0]}{query}")
        self.terminal.say("Ctrl-C ends it and its kernels.")

    def launch_browser(self):
        try:
            webbrowser.get(self.browser or None)
        except webbrowser.Error:
            self.terminal.say("No browser was found here: open the address below in one.")
            return
        super().launch_browser()


class Lab(LabApp):
    serverapp_class = Server

    @classmethod
    def get_extension_package(cls):
        """Where the server finds the extension that this application is."""
        return "jupyterlab"


def run(root, stream, log, options):
    """Runs the lab until it is told to end; returns the exit code."""
    Server.terminal = terminal = Terminal(stream)
    threading.Thread(target=terminal.say_while_starting, daemon=True).start()
    page = write_contents_page(root)
    defaults = [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={root}",
        "--FileContentsManager.preferred_dir=notebooks",
        f"--LabApp.default_url=/lab/tree/{page}",
        "--LanguageServerManager.autodetect=False",
        f"--ContentsManager.hide_globs={HIDDEN}",
    ]
    try:
        Lab.launch_instance(argv=[*defaults, *options])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception as error:
        logging.getLogger(__name__).exception("the lab did not start")
        terminal.say(f"{type(error).__name__}: {error}")
        code = 1
    terminal.started.set()
    if code != 0:
        for line in Server.problems.lines:
            terminal.say(line)
        terminal.say(f"JupyterLab ended with {code}. Its log: {log}")
    if Server.initialized() and hasattr(Server.instance(), "ending"):
        Server.instance().ending.sweep()
    return code
