"""Keeps numbers that are not finite out of a strategy: one of them would spoil the model for everybody."""

import numpy as np
from flwr.app import Error, Message


def finite(reply: Message) -> Message:
    """The reply, or an error in its place if its arrays hold an infinite number or NaN."""
    if reply.has_error():
        return reply
    for record in reply.content.array_records.values():
        for name, array in record.items():
            numbers = array.numpy()
            if numbers.dtype.kind == "f" and not np.isfinite(numbers).all():
                reason = f"rejected: arrays must be finite, but {name} holds numbers that are not"
                return Message(error=Error(code=0, reason=reason), metadata=reply.metadata)
    return reply
