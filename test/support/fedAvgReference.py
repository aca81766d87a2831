"""Federated averaging in NumPy, double precision: the reference for test/strategies/fedAvg.test.ts.

Reads one JSON object on stdin: layers (list of {kernel, bias}), clients (list of {images, labels,
rounds: for each round the index arrays of the steps}), learningRate, serverLearningRate.
Images are already scaled to [0, 1]. Writes the flat parameters after each round.
"""
import json
import sys

import numpy as np

job = json.load(sys.stdin)
layers = [(np.array(l["kernel"], float), np.array(l["bias"], float)) for l in job["layers"]]


def gradients(layers, x, y):
    inputs = [x]
    for i, (kernel, bias) in enumerate(layers):
        z = inputs[-1] @ kernel + bias
        inputs.append(z if i == len(layers) - 1 else np.maximum(z, 0))
    logits = inputs[-1]
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    delta = (p - np.eye(p.shape[1])[y]) / len(y)
    result = []
    for i in range(len(layers) - 1, -1, -1):
        result.insert(0, (inputs[i].T @ delta, delta.sum(axis=0)))
        delta = (delta @ layers[i][0].T) * (inputs[i] > 0)
    return result


def flat(layers):
    return np.concatenate([part.ravel() for layer in layers for part in layer])


after = []
for t in range(len(job["clients"][0]["rounds"])):
    total, weight = 0, 0
    for client in job["clients"]:
        images, labels = np.array(client["images"], float), np.array(client["labels"])
        local = layers
        for step in client["rounds"][t]:
            grads = gradients(local, images[step], labels[step])
            local = [
                (k - job["learningRate"] * gk, b - job["learningRate"] * gb)
                for (k, b), (gk, gb) in zip(local, grads)
            ]
        total = total + len(labels) * (flat(local) - flat(layers))
        weight += len(labels)
    new = flat(layers) + job["serverLearningRate"] * total / weight
    shapes, offset, layers_new = [p.shape for l in layers for p in l], 0, []
    for shape in shapes:
        size = int(np.prod(shape))
        layers_new.append(new[offset : offset + size].reshape(shape))
        offset += size
    layers = [(layers_new[2 * i], layers_new[2 * i + 1]) for i in range(len(layers))]
    after.append(new.tolist())
json.dump(after, sys.stdout)
