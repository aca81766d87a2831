"""Flower's own strategies, run on fixed random numbers: the reference for test/strategies/flower.test.ts.

    python -m venv flwr && flwr/bin/pip install flwr==1.41.0
    flwr/bin/python test/support/flowerStrategies.py > test/support/flowerStrategies.json

Three clients of 45, 20 and 7 examples send the global model plus an update that is drawn beforehand;
each strategy aggregates three rounds of them. Writes the updates and the model after each round.
"""
import json
from types import SimpleNamespace

import flwr
import numpy as np
from flwr.app import Array, ArrayRecord, MetricRecord, RecordDict
from flwr.serverapp import strategy as flower

rng = np.random.default_rng(5)
start = rng.normal(size=6).round(3)
updates = rng.normal(scale=0.3, size=(3, 3, 6)).round(3)  # [round, client, number]
losses = rng.uniform(0.2, 2, size=(3, 3)).round(3)  # [round, client]
examples = [45, 20, 7]


def record(vector):
    return ArrayRecord({"w": Array(vector)})


def reply(vector, size, loss):
    """What the strategies read of a message."""
    metrics = MetricRecord({"num-examples": size, "train_loss": loss})
    content = RecordDict({"arrays": record(vector), "metrics": metrics})
    return SimpleNamespace(content=content, has_error=lambda: False)


def run(strategy):
    model, after = start, []
    for t in range(3):
        # What configure_train does before it samples nodes.
        if isinstance(strategy, flower.fedopt.FedOpt):
            strategy.current_arrays = {"w": model}
        elif isinstance(strategy, flower.QFedAvg) or t == 0:
            strategy.current_arrays = record(model)
        replies = [reply(model + updates[t][k], examples[k], losses[t][k]) for k in range(3)]
        arrays, _ = strategy.aggregate_train(t + 1, replies)
        model = arrays["w"].numpy()
        after.append(model.tolist())
    return after


values = {
    "flwr": flwr.__version__,
    "start": start.tolist(),
    "updates": updates.tolist(),
    "losses": losses.tolist(),
    "examples": examples,
    "after": {
        "fedavg": run(flower.FedAvg()),
        "fedavgm": run(flower.FedAvgM(server_learning_rate=0.7, server_momentum=0.9)),
        "fedadagrad": run(flower.FedAdagrad(eta=0.1, tau=1e-3)),
        "fedadam": run(flower.FedAdam(eta=0.1, beta_1=0.9, beta_2=0.99, tau=1e-3)),
        "fedyogi": run(flower.FedYogi(eta=0.01, beta_1=0.9, beta_2=0.99, tau=1e-3)),
        "qfedavg": run(flower.QFedAvg(client_learning_rate=0.1, q=0.5)),
    },
}
print(json.dumps(values, indent=1))
