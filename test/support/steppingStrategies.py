"""The strategies of a server app, run on given numbers: for test/flower/server/averaged.test.ts.

    python steppingStrategies.py APP < job.json

The job holds names of strategies, a model `{array: numbers}`, the numbers of examples of its clients,
and for each round and client an update `{array: numbers}`. Writes the model after each round.
"""
import json
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from flwr.app import Array, ArrayRecord, ConfigRecord, MetricRecord, RecordDict

sys.path.insert(0, sys.argv[1])
from federated_server.rounds import recorded  # noqa: E402

job = json.load(sys.stdin)


def record(model):
    return ArrayRecord({name: Array(np.asarray(part, np.float32)) for name, part in model.items()})


def reply(model, update, size):
    moved = {name: np.add(model[name], update[name]) for name in model}
    metrics = MetricRecord({"num-examples": size, "train_loss": 1.5})
    content = RecordDict({"arrays": record(moved), "metrics": metrics})
    metadata = SimpleNamespace(src_node_id=1)
    return SimpleNamespace(content=content, has_error=lambda: False, metadata=metadata)


def run(name, folder):
    options = {"client_learning_rate": 0.1} if name == "QFedAvg" else {}
    strategy = recorded(name, folder / name, keep_replies=False)(
        fraction_train=0.0, min_train_nodes=0, min_available_nodes=0, **options
    )
    grid = SimpleNamespace(get_node_ids=lambda: [])
    model, after = job["model"], []
    for t, updates in enumerate(job["updates"]):
        list(strategy.configure_train(t + 1, record(model), ConfigRecord({}), grid))
        replies = [reply(model, *client) for client in zip(updates, job["examples"])]
        arrays, _ = strategy.aggregate_train(t + 1, replies)
        model = {key: array.numpy().tolist() for key, array in arrays.items()}
        after.append(model)
    return after


with tempfile.TemporaryDirectory() as folder:
    json.dump({name: run(name, Path(folder)) for name in job["strategies"]}, sys.stdout)
