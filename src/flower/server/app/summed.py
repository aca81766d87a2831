"""A round's replies become one, the model moved by a mean update; a strategy does with it what it does.

A sum with noise is divided by the number of clients that were asked, which tells nothing about those that
answered.
"""

import numpy as np
from flwr.app import ArrayRecord, Message, MessageType, MetricRecord, RecordDict

from .codecs import moved, sole_record
from .noise import gaussian
from .secure.grid import SecureGrid


def flat(arrays: ArrayRecord) -> np.ndarray:
    """All numbers as one vector, in double precision."""
    return np.concatenate([array.numpy().ravel().astype(np.float64) for array in arrays.values()])


def sole_reply(start: ArrayRecord, mean: np.ndarray, weight: str) -> Message:
    """A reply with the model ``start`` + ``mean``, of weight 1."""
    model = moved(start, mean.astype(np.float32))
    content = RecordDict({"arrays": model, "metrics": MetricRecord({weight: 1})})
    return Message(content, dst_node_id=0, message_type=MessageType.TRAIN)


class Private:
    """Wraps a strategy: it gets the noisy mean of clipped updates, and nothing else of the replies.

    Differential privacy by a server that is trusted: an update has an L2 norm of at most ``clip``, and
    the noise in the sum a standard deviation of ``noise_multiplier`` times as much.
    """

    clip: float
    noise_multiplier: float

    def aggregate_train(self, server_round, replies):
        before = flat(self.start)
        total = gaussian(before.size, self.noise_multiplier * self.clip)
        for reply in replies:
            if reply.has_error():
                continue
            update = flat(sole_record(reply.content)) - before
            norm = np.linalg.norm(update)
            total += update if norm <= self.clip else update * (self.clip / norm)
        mean = total / max(1, self.line["asked"])
        one = sole_reply(self.start, mean, self.weighted_by_key)
        return super().aggregate_train(server_round, [one])


class Secured:
    """Wraps a strategy: it gets the mean that secure aggregation made of a round, if any."""

    grid: SecureGrid
    #: What a whole number of 1 stands for.
    step: float
    #: Whether the sum holds noise: it is then divided by the number of clients that were asked.
    noisy: bool

    def aggregate_train(self, server_round, replies):
        outcome = self.grid.outcome
        self.facts = {
            "answered": len(outcome.survivors),
            "trainedBy": [str(node) for node in outcome.survivors],
            "failures": outcome.failures,
            "bytesUp": outcome.bytes_up,
            "bytesDown": self.line["bytesDown"] + outcome.bytes_down,
            "stageSeconds": outcome.seconds,
        }
        if outcome.total is None:
            return super().aggregate_train(server_round, [])
        count = self.line["asked"] if self.noisy else len(outcome.survivors)
        mean = outcome.total * (self.step / count)
        one = sole_reply(self.start, mean, self.weighted_by_key)
        return super().aggregate_train(server_round, [one])
