"""Arrays that are not trained are averaged, even by strategies that step beyond the mean."""

import json
from pathlib import Path

import numpy as np
from flwr.app import Array, RecordDict

#: Strategies that scale the clients' mean update or add momentum, and the metric that weights clients
#: there; None weights all equally. The others average or take medians.
STEPPING = {
    "FedAvgM": "num-examples",
    "FedAdagrad": "num-examples",
    "FedAdam": "num-examples",
    "FedYogi": "num-examples",
    "QFedAvg": None,
}


def untrained_arrays() -> list[str]:
    """The names of the model's arrays that are not trained, such as moving variances."""
    return json.loads(Path(__file__).with_name("untrained.json").read_text("utf-8"))


class Averaged:
    """Wraps a strategy: the arrays ``untrained`` become the clients' mean after each round."""

    untrained: list[str]
    weighted_by: str | None

    def aggregate_train(self, server_round, replies):
        replies = list(replies)
        # Read first, because strategies modify the replies; they check only later which are valid.
        contents = [reply.content for reply in replies if not reply.has_error()]
        parts = {name: arrays_called(name, contents) for name in self.untrained}
        weights = [weight(content, self.weighted_by) for content in contents]
        arrays, metrics = super().aggregate_train(server_round, replies)
        if arrays is not None:
            for name, of_clients in parts.items():
                mean = np.average(of_clients, axis=0, weights=weights)
                arrays[name] = Array(mean.astype(of_clients[0].dtype))
        return arrays, metrics


def arrays_called(name: str, contents: list[RecordDict]) -> list[np.ndarray]:
    records = [record for content in contents for record in content.array_records.values()]
    return [record[name].numpy() for record in records if name in record]


def weight(content: RecordDict, by: str | None) -> float:
    records = content.metric_records.values()
    return 1 if by is None else sum(record.get(by, 0) for record in records)
