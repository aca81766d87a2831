"""Flower's robust rules, run on fixed vectors: the reference for test/aggregation/flowerRules.test.ts.

    python -m venv flwr && flwr/bin/pip install flwr==1.41.0
    flwr/bin/python test/support/flowerRobustRules.py > test/support/flowerRobustRules.json

Each case is a number of clients' vectors, of which Flower's two APIs make one: flwr.serverapp.strategy (the
message API) and flwr.server.strategy.aggregate (the older one). Vectors hold float32 numbers, which are
computed on in double precision.
"""
import json
from types import SimpleNamespace

import flwr
import numpy as np
from flwr.app import Array, ArrayRecord, MetricRecord, RecordDict
from flwr.server.strategy import aggregate as older
from flwr.serverapp import strategy as flower

rng = np.random.default_rng(11)


def case(vectors, attackers, share, select, examples=None):
    vectors = np.asarray(vectors, np.float32)
    examples = examples or rng.integers(1, 90, len(vectors)).tolist()
    return {"vectors": vectors.tolist(), "examples": examples, "attackers": attackers, "share": share, "select": select}


normal = rng.normal(size=(12, 30))
far = normal[:11].copy()
far[[2, 7]] += 40
twins = rng.normal(size=(6, 20))[[0, 1, 2, 0, 3, 1, 4, 5, 2, 0, 3]]
cases = {
    "random": case(normal, 1, 0.1, 4),
    "far away": case(far, 2, 0.2, 5),
    "at the limit of Krum": case(rng.normal(size=(9, 25)), 3, 0.45, 2),
    "at the limit of Bulyan": case(rng.normal(size=(11, 25)), 2, 0.25, 3),
    "the smallest Bulyan": case(rng.normal(size=(7, 25)), 1, 0.2, 3),
    "no attackers": case(rng.normal(size=(5, 10)), 0, 0, 3),
    "beyond the limit of Krum": case(rng.normal(size=(5, 10)), 3, 0.2, 2),
    "twins": case(twins, 2, 0.2, 4, [10 + int(i) for i in [0, 1, 2, 0, 3, 1, 4, 5, 2, 0, 3]]),
    "whole numbers": case(rng.integers(-2, 3, (8, 40)), 1, 0.3, 3),
    "mirrored": case([[1, 0], [-1, 0], [0, 1], [0, -1], [0, 0]], 1, 0.2, 1),
}


def message_api(strategy, vectors, examples):
    def reply(vector, size):
        content = RecordDict({"arrays": ArrayRecord({"w": Array(vector)}), "metrics": MetricRecord({"num-examples": size})})
        return SimpleNamespace(content=content, has_error=lambda: False)

    arrays, _ = strategy.aggregate_train(1, [reply(v, n) for v, n in zip(vectors, examples)])
    return arrays["w"].numpy().tolist()


def rules(given):
    vectors = np.asarray(given["vectors"], np.float32).astype(np.float64)
    examples, f, share, select = (given[key] for key in ("examples", "attackers", "share", "select"))
    new = lambda strategy: message_api(strategy, vectors, examples)
    results = lambda: [([v], n) for v, n in zip(vectors, examples)]
    values = {
        "median": new(flower.FedMedian()),
        "older median": older.aggregate_median(results())[0].tolist(),
        "trimmed mean": new(flower.FedTrimmedAvg(beta=share)),
        "older trimmed mean": older.aggregate_trimmed_avg(results(), share)[0].tolist(),
        "krum": new(flower.Krum(num_malicious_nodes=f)),
        "older krum": older.aggregate_krum(results(), f, 0)[0].tolist(),
        "multi-krum": new(flower.MultiKrum(num_malicious_nodes=f, num_nodes_to_select=select)),
        "older multi-krum": older.aggregate_krum(results(), f, select)[0].tolist(),
    }
    # Which of two values at equal distance from a median np.argpartition takes is left open.
    if len(vectors) >= 4 * f + 3 and not (vectors == vectors.round()).all():
        values["bulyan"] = new(flower.Bulyan(num_malicious_nodes=f))
        values["older bulyan"] = older.aggregate_bulyan(results(), f, older.aggregate_krum, to_keep=0)[0].tolist()
    return values


print(json.dumps({
    "flwr": flwr.__version__,
    "cases": {name: {**given, "aggregates": rules(given)} for name, given in cases.items()},
}))
