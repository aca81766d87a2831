"""Records each round in a folder: its arrays as .npz files, and a line of rounds.jsonl."""

import json
import math
import os
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from flwr.app import ArrayRecord, Message, MetricRecord
from flwr.serverapp import strategy as strategies

from .averaged import STEPPING, Averaged, untrained_arrays
from .codecs import decoded
from .finite import finite


def recorded(name: str, folder: Path, keep_replies: bool, wrapper: type | None = None) -> type:
    """One of Flower's strategies by its name, which records its rounds in this folder.

    A wrapper gets the decoded replies of a round and passes others on to the strategy.
    """
    folder.mkdir(parents=True)
    members = {"folder": folder, "keep_replies": keep_replies}
    bases = [Recorded] if wrapper is None else [Recorded, wrapper]
    untrained = untrained_arrays()
    if untrained and name in STEPPING:
        members |= {"untrained": untrained, "weighted_by": STEPPING[name]}
        bases.append(Averaged)
    return type(name, (*bases, getattr(strategies, name)), members)


class Recorded:
    """Measures what passes through a strategy; updates are decoded, and rejected if not finite."""

    folder: Path
    keep_replies: bool
    #: Rounds in which clients' models were averaged, and the latest reasons for missing answers.
    aggregated = 0
    failures: tuple[str, ...] = ()
    #: What a wrapper knows better about the round's line.
    facts: dict = {}

    #: Clients that the rounds begin without, and why.
    left_out: tuple[str, ...] = ()

    def begin(self, preprocessing: str, left_out: tuple[str, ...]) -> None:
        """Notes what precedes the rounds of clients with tables."""
        self.left_out = left_out
        if preprocessing:
            (self.folder / "preprocessing.json").write_text(preprocessing + "\n", "utf-8")

    def configure_train(self, server_round, arrays, config, grid):
        messages = list(super().configure_train(server_round, arrays, config, grid))
        # By now, enough clients are connected.
        self.started = time.monotonic()
        self.start = arrays
        self.line = {
            "round": server_round,
            "asked": len(messages),
            "bytesDown": size(messages),
        }
        return messages

    def aggregate_train(self, server_round, replies):
        replies = list(replies)
        sent = size(reply for reply in replies if not reply.has_error())
        replies = [finite(decoded(reply, self.start)) for reply in replies]
        good = [reply for reply in replies if not reply.has_error()]
        if self.keep_replies:
            for reply in good:
                self.keep_reply(server_round, reply)
        arrays, metrics = super().aggregate_train(server_round, replies)
        self.aggregated += arrays is not None
        line = {
            "answered": len(good),
            "trainedBy": [str(node) for node in sorted(r.metadata.src_node_id for r in good)],
            "failures": reasons(replies),
            "bytesUp": sent,
            "train": plain(metrics),
            "trainSeconds": time.monotonic() - self.started,
        } | self.facts
        if server_round == 1:
            line["failures"] = [*self.left_out, *line["failures"]]
        self.failures = tuple(line["failures"]) or self.failures
        self.line |= line
        return arrays, metrics

    def configure_evaluate(self, server_round, arrays, config, grid):
        messages = list(super().configure_evaluate(server_round, arrays, config, grid))
        self.line["bytesDown"] += size(messages)
        return messages

    def aggregate_evaluate(self, server_round, replies):
        replies = list(replies)
        metrics = super().aggregate_evaluate(server_round, replies)
        self.line["failures"] += reasons(replies)
        self.line["evaluate"] = plain(metrics)
        self.line["seconds"] = time.monotonic() - self.started
        return metrics

    def keep_arrays(self, server_round: int, arrays: ArrayRecord) -> None:
        """Replaces an evaluation on the server, the last step of each round."""
        name = f"round-{server_round:03d}" if server_round > 0 else "initial"
        save(self.folder / f"{name}.npz", arrays)
        if server_round > 0:
            with (self.folder / "rounds.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(self.line) + "\n")

    def keep_reply(self, server_round: int, reply: Message) -> None:
        name = f"round-{server_round:03d}-{reply.metadata.src_node_id}"
        for arrays in reply.content.array_records.values():
            save(self.folder / "replies" / f"{name}.npz", arrays)
        metrics = {key: plain(record) for key, record in reply.content.metric_records.items()}
        (self.folder / "replies" / f"{name}.json").write_text(json.dumps(metrics), "utf-8")


def save(file: Path, arrays: ArrayRecord) -> None:
    """Writes atomically: a reader sees the whole file or none."""
    file.parent.mkdir(exist_ok=True)
    part = file.with_suffix(".part")
    with part.open("wb") as output:
        np.savez(output, **{name: array.numpy() for name, array in arrays.items()})
    os.replace(part, file)


def size(messages: Iterable[Message]) -> int:
    """Bytes of all arrays in these messages."""
    return sum(
        len(array.data)
        for message in messages
        for record in message.content.array_records.values()
        for array in record.values()
    )


def reasons(replies: Iterable[Message]) -> list[str]:
    return [
        f"node {reply.metadata.src_node_id}: {reply.error.reason} (code {reply.error.code})"
        for reply in replies
        if reply.has_error()
    ]


def plain(metrics: MetricRecord | None) -> dict:
    """JSON has no NaN and no infinity."""
    return {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in (metrics or {}).items()
    }
