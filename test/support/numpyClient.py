"""A Flower ClientApp in NumPy alone: trains the tutorial's CNN by plain SGD.

The node config names an .npz file with images (bytes, [n, 28, 28, 1]) and labels of a training and of
a test part. The arrays are those of the TypeScript model: convolution kernels [height, width, in,
out], dense kernels [in, out].
"""

import numpy as np
from flwr.app import Array, ArrayRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

app = ClientApp()


def patches(images: np.ndarray) -> np.ndarray:
    """[n, h - 2, w - 2, 9 c], the 3 x 3 neighborhood of each inner pixel."""
    n, h, w, c = images.shape
    windows = np.lib.stride_tricks.sliding_window_view(images, (3, 3), axis=(1, 2))
    return windows.transpose(0, 1, 2, 4, 5, 3).reshape(n, h - 2, w - 2, 9 * c)


def forward(weights: list[np.ndarray], images: np.ndarray):
    kernel, bias, hidden_kernel, hidden_bias, output_kernel, output_bias = weights
    columns = patches(images)
    maps = columns @ kernel.reshape(-1, kernel.shape[-1]) + bias
    n, h, w, c = maps.shape
    cells = maps.reshape(n, h // 2, 2, w // 2, 2, c).transpose(0, 1, 3, 5, 2, 4)
    cells = cells.reshape(n, h // 2, w // 2, c, 4)
    flat = np.maximum(cells.max(-1), 0).reshape(n, -1)
    hidden = np.maximum(flat @ hidden_kernel + hidden_bias, 0)
    logits = hidden @ output_kernel + output_bias
    logits -= logits.max(1, keepdims=True)
    probabilities = np.exp(logits)
    probabilities /= probabilities.sum(1, keepdims=True)
    return columns, cells, flat, hidden, probabilities


def gradients(weights: list[np.ndarray], images: np.ndarray, labels: np.ndarray):
    kernel, _, hidden_kernel, _, output_kernel, _ = weights
    columns, cells, flat, hidden, probabilities = forward(weights, images)
    n = len(labels)
    loss = -np.log(probabilities[np.arange(n), labels] + 1e-12).mean()
    error = probabilities.copy()
    error[np.arange(n), labels] -= 1
    error /= n
    hidden_error = (error @ output_kernel.T) * (hidden > 0)
    flat_error = (hidden_error @ hidden_kernel.T) * (flat > 0)
    pooled = flat_error.reshape(cells.shape[:-1])
    first = np.arange(4) == cells.argmax(-1)[..., None]
    cell_error = pooled[..., None] * first
    h, w, c = cells.shape[1:4]
    maps = cell_error.reshape(n, h, w, c, 2, 2).transpose(0, 1, 4, 2, 5, 3)
    maps = maps.reshape(-1, c)
    kernel_gradient = columns.reshape(-1, columns.shape[-1]).T @ maps
    return loss, [
        kernel_gradient.reshape(kernel.shape),
        maps.sum(0),
        flat.T @ hidden_error,
        hidden_error.sum(0),
        hidden.T @ error,
        error.sum(0),
    ]


def examples(context: Context, part: str) -> tuple[np.ndarray, np.ndarray]:
    with np.load(context.node_config["data"]) as file:
        images = file[f"{part}_images"].astype(np.float32) / np.float32(255)
        return images, file[f"{part}_labels"].astype(np.int64)


def answer(message: Message, content: dict) -> Message:
    return Message(content=RecordDict(content), reply_to=message)


@app.train()
def train(message: Message, context: Context) -> Message:
    arrays = message.content["arrays"]
    config = message.content["config"]
    names = list(arrays.keys())
    weights = [arrays[name].numpy().copy() for name in names]
    images, labels = examples(context, "train")
    random = np.random.default_rng(config["server-round"])
    losses = []
    for _ in range(config["local-epochs"]):
        order = random.permutation(len(labels))
        for start in range(0, len(order), config["batch-size"]):
            batch = order[start : start + config["batch-size"]]
            loss, steps = gradients(weights, images[batch], labels[batch])
            losses.append(loss)
            for weight, step in zip(weights, steps):
                weight -= np.float32(config["lr"]) * step.astype(np.float32)
    record = ArrayRecord({name: Array(weight) for name, weight in zip(names, weights)})
    metrics = {"train_loss": float(np.mean(losses)), "num-examples": len(labels)}
    return answer(message, {"arrays": record, "metrics": MetricRecord(metrics)})


@app.evaluate()
def evaluate(message: Message, context: Context) -> Message:
    weights = [array.numpy() for array in message.content["arrays"].values()]
    images, labels = examples(context, "test")
    probabilities = forward(weights, images)[-1]
    chosen = probabilities[np.arange(len(labels)), labels]
    metrics = {
        "eval_loss": float(-np.log(chosen + 1e-12).mean()),
        "eval_acc": float((probabilities.argmax(1) == labels).mean()),
        "num-examples": len(labels),
    }
    return answer(message, {"metrics": MetricRecord(metrics)})
