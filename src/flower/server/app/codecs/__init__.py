"""Decodes the updates of clients into models."""

import numpy as np
from flwr.app import Array, ArrayRecord, Error, Message, RecordDict

from .decoders import DECODERS

#: The record of an encoded update: one array of bytes, whose name is the encoding's.
RECORD = "update"

#: The names of the decoders, as clients are told them.
KNOWN = ",".join(DECODERS)


def decoded(reply: Message, start: ArrayRecord) -> Message:
    """The reply with the client's model instead of an encoded update of ``start``.

    If the update cannot be read, the reply becomes an error.
    """
    if reply.has_error() or RECORD not in reply.content.array_records:
        return reply
    content = reply.content
    codec = ", ".join(content.array_records[RECORD])
    if codec not in DECODERS:
        return refused(reply, f"encoded as {codec!r}, must be in a codec that this server knows: {KNOWN}")
    try:
        data = sole_record(content)[codec].numpy().tobytes()
        update = DECODERS[codec](data, [array.shape for array in start.values()])
        reply.content = with_model(content, start, update)
    except (KeyError, ValueError) as problem:
        return refused(reply, f"encoded as {codec!r}, cannot be read: {problem}")
    return reply


def refused(reply: Message, why: str) -> Message:
    return Message(error=Error(code=0, reason=f"its update, {why}"), metadata=reply.metadata)


def sole_record(content: RecordDict) -> ArrayRecord:
    (record,) = content.array_records.values()
    return record


def with_model(content: RecordDict, start: ArrayRecord, update: np.ndarray) -> RecordDict:
    records = {key: record for key, record in content.items() if key != RECORD}
    return RecordDict(records | {"arrays": moved(start, update)})


def moved(start: ArrayRecord, update: np.ndarray) -> ArrayRecord:
    """The model ``start`` + ``update``, all of whose numbers are one vector."""
    before = {name: array.numpy() for name, array in start.items()}
    size = sum(array.size for array in before.values())
    if update.size != size:
        raise ValueError(f"it has {update.size} numbers, the model {size}")
    at = 0
    model = {}
    for name, array in before.items():
        part = update[at : at + array.size].reshape(array.shape)
        model[name] = Array((array + part).astype(array.dtype))
        at += array.size
    return ArrayRecord(model)
