"""Flower's own serialisation of messages, the reference of test/flower/wire/python.test.ts.

    make     prints a message made here, as its objects
    read     reads a message's objects from standard input, and prints what flwr finds in them
             and the ids of the objects that flwr makes of it
    keys     signs with, and checks, identities of the wire's formats
"""

import base64
import json
import sys

import numpy as np
from flwr.app import ArrayRecord, ConfigRecord, MetricRecord, RecordDict
from flwr.app.error import Error
from flwr.app.message.array import Array
from flwr.app.message.message import make_message
from flwr.app.metadata import Metadata
from flwr.supercore.inflatable.inflatable_object import get_all_nested_objects
from flwr.supercore.inflatable.inflatable_utils import (
    inflate_object_from_contents,
    validate_object_content,
)


def arrays():
    """Arrays of every type, order and byte order, with values that are easy to get wrong."""
    named = {}
    for dtype in "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8".split():
        info = np.finfo(dtype) if dtype[0] == "f" else np.iinfo(dtype)
        named[dtype] = np.array([[info.min, 0, 1], [2, 3, info.max]], dtype)
    named["bool"] = np.array([True, False, True])
    named["halves"] = np.array([np.inf, -np.inf, np.nan, -0.0, 6e-8, 1e-5, 65504], "f2")
    named["fortran"] = np.asfortranarray(np.arange(24, dtype="f4").reshape(2, 3, 4))
    named["column"] = np.asfortranarray(np.arange(3, dtype="i8").reshape(3, 1))
    named["fortran bool"] = np.asfortranarray(np.arange(6).reshape(2, 3) % 2 == 0)
    named["big endian"] = np.array([1.5, -2], ">f8")
    named["big endian half"] = np.array([1.5, -2], ">f2")
    named["scalar"] = np.array(7.5, "f4")
    named["empty"] = np.zeros((0, 3), "f4")
    named["1"] = np.array([1], "f4")
    named["0"] = np.array([0], "f4")
    named['Gewicht "ä\n\x7f😀'] = np.array([1], "f4")
    named["__proto__"] = np.array([1], "f4")
    named["zeros"] = np.zeros(4_000_000, "f4")  # 16 MB: four chunks, two of them equal
    return named


def metadata():
    return Metadata(
        run_id=2**64 - 1,
        message_id="",
        src_node_id=1,
        dst_node_id=2**63 + 5,
        reply_to_message_id="",
        group_id="3",
        created_at=1_763_700_000.123456,
        ttl=43200.0,
        message_type="train",
        src_task_id=7,
        dst_task_id=None,
    )


def content():
    configs = {
        "lr": 0.1,
        "nan": float("nan"),
        "epochs": 3,
        "negative": -(2**63),
        "huge": 2**64 - 1,
        "yes": True,
        "no": False,
        "text": "größer 😀",
        "bytes": bytes(range(256)),
        "floats": [0.5, float("inf"), -0.0],
        "ints": [1, -2, 2**63 - 1],
        "unsigned": [1, 2**63],
        "bools": [True, False],
        "texts": ["a", ""],
        "blobs": [b"\0", b""],
        "none": [],
    }
    metrics = {"loss": 0.25, "zero": 0.0, "num-examples": 30, "curve": [1.0, 0.5], "none": []}
    return RecordDict(
        {
            "configs": ConfigRecord(configs),
            "arrays": ArrayRecord({name: Array(value) for name, value in arrays().items()}),
            "metrics": MetricRecord(metrics),
            "empty": ArrayRecord(),
        }
    )


def value(item):
    """A value with its type, exactly."""
    if isinstance(item, list):
        return ["list", [value(part) for part in item]]
    if isinstance(item, bool):
        return ["bool", str(item)]
    if isinstance(item, bytes):
        return ["bytes", item.hex()]
    if isinstance(item, float):
        return ["float", np.float64(item).tobytes().hex()]
    return [type(item).__name__, str(item)]


def array(item):
    numbers = np.ascontiguousarray(item.numpy())
    little = numbers.astype(numbers.dtype.newbyteorder("<"), copy=False)
    return {"dtype": numbers.dtype.name, "shape": item.shape, "data": little.tobytes().hex()}


def describe(message):
    if message.has_error():
        return {"error": [message.error.code, message.error.reason]}
    records = {}
    for name, record in message.content.items():
        read = array if isinstance(record, ArrayRecord) else value
        records[name] = [[key, read(item)] for key, item in record.items()]
    return {"records": records}


def objects(message):
    nested = get_all_nested_objects(message)
    return {key: base64.b64encode(item.deflate()).decode() for key, item in nested.items()}


def make(error):
    if error:
        message = make_message(metadata(), error=Error(2, "größer"))
    else:
        message = make_message(metadata(), content=content())
    return {"id": message.object_id, "objects": objects(message), "found": describe(message)}


def read(job):
    contents = {key: base64.b64decode(item) for key, item in job["objects"].items()}
    for item in contents.values():
        validate_object_content(item)
    message = inflate_object_from_contents(job["id"], contents)
    again = list(get_all_nested_objects(message))
    meta = {key.lstrip("_"): str(item) for key, item in message.metadata.__dict__.items()}
    return {"found": describe(message), "ids": again, "metadata": meta}


def keys(job):
    """The SuperLink's check of a request's headers; the reading of an OpenSSH public key."""
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key
    from flwr.supercore.primitives.asymmetric import (
        bytes_to_public_key,
        public_key_to_bytes,
        verify_signature,
    )

    headers = job["headers"]
    public_key = base64.b64decode(headers["flwr-public-key"], validate=True)
    signature = base64.b64decode(headers["flwr-signature"], validate=True)
    text = headers["flwr-timestamp"].encode("ascii")
    registered = load_ssh_public_key(job["openSsh"].encode())
    return {
        "valid": verify_signature(bytes_to_public_key(public_key), text, signature),
        "same": public_key_to_bytes(registered) == public_key,
    }


task = sys.argv[1]
given = json.load(sys.stdin) if task != "make" else None
answer = make(sys.argv[2:] == ["error"]) if task == "make" else {"read": read, "keys": keys}[task](given)
json.dump(answer, sys.stdout)
