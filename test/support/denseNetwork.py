"""A dense network with ReLU and cross-entropy in NumPy, double precision, for the references here."""
import numpy as np


def losses_and_gradients(layers, x, y):
    """Mean loss of the examples, and the gradient for each layer's (kernel, bias)."""
    inputs = [x]
    for i, (kernel, bias) in enumerate(layers):
        z = inputs[-1] @ kernel + bias
        inputs.append(z if i == len(layers) - 1 else np.maximum(z, 0))
    logits = inputs[-1]
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(len(y)), y]).mean()
    delta = (p - np.eye(p.shape[1])[y]) / len(y)
    result = []
    for i in range(len(layers) - 1, -1, -1):
        result.insert(0, (inputs[i].T @ delta, delta.sum(axis=0)))
        delta = (delta @ layers[i][0].T) * (inputs[i] > 0)
    return loss, result


def flat(layers):
    return np.concatenate([part.ravel() for layer in layers for part in layer])


def unflat(vector, like):
    parts, offset = [], 0
    for layer in like:
        pair = []
        for part in layer:
            pair.append(vector[offset : offset + part.size].reshape(part.shape))
            offset += part.size
        parts.append(tuple(pair))
    return parts
