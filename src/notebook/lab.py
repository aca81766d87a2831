"""Starts JupyterLab so that it and its kernels end with the terminal."""

import os
import signal

from jupyterlab.labapp import main


def end(*_):
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, end)
    main()
