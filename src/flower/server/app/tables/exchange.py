"""What precedes the rounds of clients with tables: one schema, sums over their rows, one preprocessing.

Messages are queries whose record ``table`` holds JSON; sums are float64 arrays. No message holds a row.
The server only compares schemas and adds vectors: what a sum means, the clients know.
"""

import json
import logging
import time
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from flwr.app import Array, ArrayRecord, ConfigRecord, Message, MessageType, RecordDict
from flwr.serverapp import Grid

from .schema import Disagreement, agreed, difference, read_schema, with_categories

RECORD = "table"
log = logging.getLogger("flwr")


@dataclass
class Exchange:
    """Asks the clients that are connected; whoever does not fit is told why, and left out."""

    grid: Grid
    timeout: float
    #: Nodes that take part, ascending, and the reasons of the others.
    nodes: list[int] = field(default_factory=list)
    left_out: dict[int, str] = field(default_factory=dict)

    def ask(self, action: str, nodes: list[int], config: dict, arrays: dict | None = None) -> dict:
        """The answers by node; a client that answers with an error, or not at all, is left out."""
        content = {RECORD: ConfigRecord(config)} if config else {}
        if arrays:
            named = {name: Array(vector) for name, vector in arrays.items()}
            content["sums"] = ArrayRecord(named)
        messages = [
            Message(RecordDict(content), dst_node_id=node, message_type=f"{MessageType.QUERY}.{action}")
            for node in nodes
        ]
        answers = {}
        silent = set(nodes)
        for reply in self.grid.send_and_receive(messages, timeout=self.timeout):
            node = reply.metadata.src_node_id
            silent.discard(node)
            if reply.has_error():
                self.leave_out(node, reply.error.reason, tell=False)
            else:
                answers[node] = reply.content
        for node in silent:
            self.leave_out(node, f"no answer to {action}", tell=False)
        return answers

    def leave_out(self, node: int, reason: str, tell: bool = True) -> None:
        self.left_out[node] = reason
        self.nodes = [one for one in self.nodes if one != node]
        log.warning("node %s is left out: %s", node, reason)
        if tell:
            config = {RECORD: ConfigRecord({"reason": reason})}
            letter = Message(
                RecordDict(config), dst_node_id=node, message_type=f"{MessageType.QUERY}.left_out"
            )
            self.grid.send_and_receive([letter], timeout=self.timeout)

    def agree(self, features: list[str], target: str) -> dict:
        """The columns that every remaining client has."""
        schemas = {}
        for node, content in self.ask("schema", self.nodes, {}).items():
            try:
                schemas[node] = read_schema(text_in(content, "schema"))
            except (ValueError, KeyError, TypeError) as problem:
                self.leave_out(node, f"no schema: {problem}")
        if not schemas:
            raise Disagreement("no client told its schema")
        terms, notes = agreed(list(schemas.values()), features, target)
        for note in notes:
            log.warning(note)
        for node, schema in schemas.items():
            if problem := difference(schema, terms):
                self.leave_out(node, problem)
        return with_categories(terms, [schemas[node] for node in self.nodes])

    def sums(self, terms: dict) -> tuple[np.ndarray, np.ndarray]:
        """Both sums over the same clients: if one leaves in between, the others are asked again."""
        config = {"terms": json.dumps(terms)}
        while self.nodes:
            first = self.added("sums", self.ask("sums", self.nodes, config))
            asked = list(self.nodes)
            second = self.added("deviations", self.ask("deviations", asked, config, {"first": first}))
            if self.nodes == asked:
                return first, second
        raise Disagreement("no client told its sums")

    def added(self, name: str, answers: dict) -> np.ndarray:
        vectors = {node: vector_in(content) for node, content in answers.items()}
        sizes = Counter(vector.size for vector in vectors.values())
        size = sizes.most_common(1)[0][0] if sizes else 0
        total = np.zeros(size)
        for node, vector in sorted(vectors.items()):
            if vector.size != size or not np.isfinite(vector).all():
                self.leave_out(node, f"its {name} are not {size} finite numbers")
            else:
                total += vector
        return total

    def preprocessing(self, config: dict, arrays: dict) -> tuple[str, ArrayRecord]:
        """What one client makes of the sums; all would make the same."""
        while self.nodes:
            node = self.nodes[0]
            content = self.ask("preprocessing", [node], config, arrays).get(node)
            if content is not None:
                return text_in(content, "preprocessing"), content["arrays"]
        raise Disagreement("no client made a model")


def text_in(content: RecordDict, name: str) -> str:
    text = content[RECORD][name]
    if not isinstance(text, str):
        raise ValueError(f"{name} is not text")
    return text


def vector_in(content: RecordDict) -> np.ndarray:
    """The only array; one that is none has no numbers."""
    records = list(content.array_records.values())
    arrays = [array.numpy() for record in records for array in record.values()]
    return arrays[0].astype(np.float64).ravel() if len(arrays) == 1 else np.full(1, np.nan)


def connected(grid: Grid, count: int) -> list[int]:
    """The nodes, once there are as many as this."""
    while len(nodes := sorted(grid.get_node_ids())) < count:
        time.sleep(0.25)
    return nodes
