"""Federated averaging in NumPy, double precision: the reference for test/strategies/fedAvg.test.ts.

Reads one JSON object on stdin: layers (list of {kernel, bias}), clients (list of {images, labels,
rounds: for each round the index arrays of the steps}), learningRate, serverLearningRate.
Images are already scaled to [0, 1]. Writes the flat parameters after each round.
"""
import json
import sys

import numpy as np

from denseNetwork import flat, losses_and_gradients, unflat

job = json.load(sys.stdin)
layers = [(np.array(l["kernel"], float), np.array(l["bias"], float)) for l in job["layers"]]

after = []
for t in range(len(job["clients"][0]["rounds"])):
    total, weight = 0, 0
    for client in job["clients"]:
        images, labels = np.array(client["images"], float), np.array(client["labels"])
        local = layers
        for step in client["rounds"][t]:
            _, grads = losses_and_gradients(local, images[step], labels[step])
            local = [
                (k - job["learningRate"] * gk, b - job["learningRate"] * gb)
                for (k, b), (gk, gb) in zip(local, grads)
            ]
        total = total + len(labels) * (flat(local) - flat(layers))
        weight += len(labels)
    new = flat(layers) + job["serverLearningRate"] * total / weight
    layers = unflat(new, layers)
    after.append(new.tolist())
json.dump(after, sys.stdout)
