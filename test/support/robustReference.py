"""An independent NumPy version of robust rules: the reference for test/aggregation/robustRules.test.ts.

    python test/support/robustReference.py > test/support/robustReference.json

Vectors hold float32 numbers, which are computed on in double precision.
"""
import json

import numpy as np

rng = np.random.default_rng(7)
vectors = rng.normal(size=(9, 12)).astype(np.float32)
vectors[3] *= 30
vectors[6] = -vectors[3] / 2
weights = [5, 12, 3, 8, 40, 1, 9, 22, 7]
root = vectors[[0, 1, 2, 4]].mean(axis=0).astype(np.float32)
center = rng.normal(size=12).astype(np.float32)
x = vectors.astype(np.float64)
norms = np.linalg.norm(x, axis=1)


def geometric_median(alphas, smoothing=1e-6, passes=200):
    point = np.median(x, axis=0)
    for _ in range(passes):
        beta = np.asarray(alphas) / np.maximum(smoothing, np.linalg.norm(x - point, axis=1))
        point = beta @ x / beta.sum()
    return point


def centered_clipping(point, radius, passes):
    for _ in range(passes):
        away = x - point
        scale = np.minimum(1, radius / np.linalg.norm(away, axis=1))
        point = point + np.mean(away * scale[:, None], axis=0)
    return point


def zeroing(quantile, multiple):
    stay = norms <= multiple * np.quantile(norms, quantile)
    return np.average(x[stay], axis=0, weights=np.asarray(weights)[stay])


def fltrust(g0):
    g0 = g0.astype(np.float64)
    scores = np.maximum(0, x @ g0 / (norms * np.linalg.norm(g0)))
    scaled = x * (np.linalg.norm(g0) / norms)[:, None]
    return scores @ scaled / scores.sum()


bounded = x * np.minimum(1, 2.5 / norms)[:, None]
values = {
    "vectors": vectors.tolist(),
    "weights": weights,
    "root": root.tolist(),
    "center": center.tolist(),
    "aggregates": {
        "geometric median": geometric_median(np.ones(9)).tolist(),
        "geometric median by weights": geometric_median(weights).tolist(),
        "centered clipping from 0": centered_clipping(np.zeros(12), 2, 3).tolist(),
        "centered clipping": centered_clipping(center.astype(np.float64), 1.5, 1).tolist(),
        "norm bounding": np.average(bounded, axis=0, weights=weights).tolist(),
        "zeroing": zeroing(0.5, 2).tolist(),
        "zeroing at 0.7": zeroing(0.7, 1.2).tolist(),
        "FLTrust": fltrust(root).tolist(),
    },
}
print(json.dumps(values))
