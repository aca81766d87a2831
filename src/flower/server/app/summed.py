"""A round's replies become one: the model moved by the sum of all updates over a fixed denominator.

Whatever a strategy does with a mean, it does with this one. The denominator is the number of clients that
were asked, which tells nothing about those that answered.
"""

from dataclasses import dataclass

import numpy as np
from flwr.app import Array, ArrayRecord, Message, MessageType, MetricRecord, RecordDict

from .noise import gaussian
from .secure.grid import Outcome, SecureGrid


def flat(arrays: ArrayRecord) -> np.ndarray:
    """All numbers as one vector, in double precision."""
    return np.concatenate([array.numpy().ravel().astype(np.float64) for array in arrays.values()])


def moved(start: ArrayRecord, update: np.ndarray, weight: str) -> Message:
    """A reply with the model ``start`` + ``update``, of weight 1."""
    after = flat(start) + update.astype(np.float32)
    arrays = {}
    at = 0
    for name, array in start.items():
        before = array.numpy()
        part = after[at : at + before.size].reshape(before.shape)
        arrays[name] = Array(part.astype(before.dtype))
        at += before.size
    content = {"arrays": ArrayRecord(arrays), "metrics": MetricRecord({weight: 1})}
    return Message(RecordDict(content), dst_node_id=0, message_type=MessageType.TRAIN)


@dataclass(frozen=True)
class CentralNoise:
    """Differential privacy by a server that is trusted: it clips every update and adds the noise."""

    #: The largest L2 norm of an update, and the standard deviation of the noise in units of it.
    clip: float
    noise_multiplier: float

    def sum_of(self, updates: list[np.ndarray], size: int) -> np.ndarray:
        total = np.zeros(size)
        for update in updates:
            total += update * min(1.0, self.clip / max(np.linalg.norm(update), 1e-300))
        return total + gaussian(size, self.noise_multiplier * self.clip)


class Private:
    """Wraps a strategy: after each round it gets the noisy mean of clipped updates, and nothing else."""

    mechanism: CentralNoise

    def aggregate_train(self, server_round, replies):
        good = [reply for reply in replies if not reply.has_error()]
        before = flat(self.start)
        updates = [flat(record) - before for record in map(sole_arrays, good)]
        total = self.mechanism.sum_of(updates, before.size)
        one = moved(self.start, total / max(1, self.line["asked"]), self.weighted_by_key)
        return super().aggregate_train(server_round, [one])


class Secured:
    """Wraps a strategy: after each round it gets the mean that secure aggregation made, if any."""

    grid: SecureGrid
    #: What a whole number of 1 stands for.
    step: float

    def aggregate_train(self, server_round, replies):
        outcome: Outcome = self.grid.outcome
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
        self.keep_sum(server_round, outcome.total)
        mean = outcome.total * self.step / self.line["asked"]
        one = moved(self.start, mean, self.weighted_by_key)
        return super().aggregate_train(server_round, [one])


def sole_arrays(reply: Message) -> ArrayRecord:
    (record,) = reply.content.array_records.values()
    return record
