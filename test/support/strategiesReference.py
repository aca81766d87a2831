"""Federated strategies in NumPy, double precision: the reference for test/strategies/numpy.test.ts.

Reads one JSON object on stdin: strategy and its settings; layers (list of {kernel, bias}); clients
(list of {images, labels, rounds: for each round the index arrays of the steps}); cohorts (for each
round the numbers of its clients); learningRate. Images are already scaled to [0, 1].
Writes the flat parameters after each round (for `local` those of all clients, joined).
"""
import json
import sys

import numpy as np

from denseNetwork import flat, losses_and_gradients, unflat

job = json.load(sys.stdin)
like = [(np.array(l["kernel"], float), np.array(l["bias"], float)) for l in job["layers"]]
data = [(np.array(c["images"], float), np.array(c["labels"])) for c in job["clients"]]
sizes = np.array([len(labels) for _, labels in data], float)
strategy, eta = job["strategy"], job["learningRate"]
momentum, mu, beta, q = (job.get(k, 0) for k in ("momentum", "mu", "beta", "q"))


def measure(w, k, step=slice(None)):
    images, labels = data[k]
    loss, gradient = losses_and_gradients(unflat(w, like), images[step], labels[step])
    return loss, flat(gradient)


def train(w, k, t, direction):
    """The model after a client's steps, and how many there were."""
    y, v, steps = w, 0, job["clients"][k]["rounds"][t]
    for step in steps:
        v = momentum * v + direction(measure(y, k, step)[1], y)
        y = y - eta * v
    return y, len(steps)


x = flat(like)
own = {k: x for k in range(len(data))}
c, controls = np.zeros_like(x), {}
m = np.zeros_like(x)
after = []
for t, cohort in enumerate(job["cohorts"]):
    n = sizes[cohort]
    p = n / n.sum()
    if strategy == "fedsgd":
        x = x - eta * sum(p_k * measure(x, k)[1] for p_k, k in zip(p, cohort))
    elif strategy == "fedprox":
        ys = [train(x, k, t, lambda g, y: g + mu * (y - x))[0] for k in cohort]
        x = sum(p_k * y for p_k, y in zip(p, ys))
    elif strategy == "scaffold":
        uniform = job["weighting"] == "uniform"
        weights = np.ones(len(cohort)) / len(cohort) if uniform else p
        new, step = dict(controls), 0
        for weight, k in zip(weights, cohort):
            c_k = controls.get(k, 0)
            y, steps = train(x, k, t, lambda g, y: g - c_k + c)
            new[k] = c_k - c + (x - y) / (steps * eta)
            step = step + weight * (y - x)
        x, controls = x + step, new
        u = {k: 1.0 if uniform else sizes[k] for k in controls}
        total = len(data) * np.mean(list(u.values()))
        c = sum(u[k] * controls[k] for k in controls) / total
    elif strategy == "fednova":
        normalized, norms = [], []
        for k in cohort:
            y, steps = train(x, k, t, lambda g, y: g + mu * (y - x))
            if momentum:  # Wang et al. 2020, section 4.1
                a = [(1 - momentum ** (steps - s)) / (1 - momentum) for s in range(steps)]
            else:
                a = [(1 - eta * mu) ** (steps - 1 - s) for s in range(steps)]
            norms.append(sum(a))
            normalized.append((y - x) / sum(a))
        x = x + p @ norms * sum(p_k * d for p_k, d in zip(p, normalized))
    elif strategy == "mimelite":
        ys = [train(x, k, t, lambda g, y: (1 - beta) * g + beta * m)[0] for k in cohort]
        gradient = sum(p_k * measure(x, k)[1] for p_k, k in zip(p, cohort))
        m = (1 - beta) * gradient + beta * m
        x = sum(p_k * y for p_k, y in zip(p, ys))
    elif strategy == "qfedavg":
        L, deltas, hs = 1 / eta, 0, 0
        for k in cohort:
            loss = measure(x, k)[0]
            dw = L * (x - train(x, k, t, lambda g, y: g)[0])
            deltas = deltas + loss**q * dw
            hs += q * loss ** (q - 1) * (dw @ dw) + L * loss**q
        x = x - deltas / hs
    elif strategy == "local":
        for k in cohort:
            own[k] = train(own[k], k, t, lambda g, y: g)[0]
    else:
        raise ValueError(strategy)
    after.append((np.concatenate(list(own.values())) if strategy == "local" else x).tolist())
json.dump(after, sys.stdout)
