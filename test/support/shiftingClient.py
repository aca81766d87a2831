"""A Flower ClientApp without training: adds its own number to every array, and says how far it is."""

import numpy as np
from flwr.app import Array, ArrayRecord, Context, Message, MetricRecord, RecordDict
from flwr.clientapp import ClientApp

app = ClientApp()


@app.train()
def train(message: Message, context: Context) -> Message:
    config = message.content["config"]
    shift = np.float32(context.node_config["shift"])
    if config["server-round"] == context.node_config.get("fails-in", 0):
        raise ValueError("this client fails in this round")
    arrays = {
        name: Array(array.numpy() + shift) for name, array in message.content["arrays"].items()
    }
    metrics = {
        "train_loss": float(config["lr"]),
        "num-examples": context.node_config["examples"],
    }
    content = RecordDict({"arrays": ArrayRecord(arrays), "metrics": MetricRecord(metrics)})
    return Message(content=content, reply_to=message)


@app.evaluate()
def evaluate(message: Message, context: Context) -> Message:
    total = sum(float(array.numpy().sum()) for array in message.content["arrays"].values())
    metrics = {"eval_loss": total, "num-examples": context.node_config["examples"]}
    return Message(content=RecordDict({"metrics": MetricRecord(metrics)}), reply_to=message)
