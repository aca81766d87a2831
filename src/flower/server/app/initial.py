"""The model's arrays before the first round, bit for bit as TypeScript made them."""

import base64
import json
from pathlib import Path

import numpy as np
from flwr.app import Array, ArrayRecord


def initial_arrays(file: str) -> ArrayRecord:
    """The arrays of an .npz file on this machine, or of initial.json if none is named."""
    if file:
        with np.load(file) as arrays:
            return record((name, arrays[name]) for name in arrays.files)
    entries = json.loads(Path(__file__).with_name("initial.json").read_text("utf-8"))
    return record((entry["name"], decoded(entry)) for entry in entries)


def decoded(entry: dict) -> np.ndarray:
    numbers = np.frombuffer(base64.b64decode(entry["data"]), dtype="<f4")
    return numbers.reshape(entry["shape"])


def record(arrays) -> ArrayRecord:
    return ArrayRecord({name: Array(np.asarray(array)) for name, array in arrays})
