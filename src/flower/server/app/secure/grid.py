"""A grid that asks clients for masked updates instead of updates."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from flwr.app import Message, MessageType, RecordDict
from flwr.serverapp import Grid

from .protocol import Aborted, Round
from .records import RECORD, message_of, record_of, size
from .terms import Secure


@dataclass
class Outcome:
    """What a round of secure aggregation told the server."""

    #: The sum of the survivors' vectors of whole numbers; None if the round was given up.
    total: np.ndarray | None = None
    #: The ids of their nodes.
    survivors: list[int] = field(default_factory=list)
    #: Sentences about the others, and about whoever sent something wrong.
    failures: list[str] = field(default_factory=list)
    bytes_down: int = 0
    bytes_up: int = 0
    #: How long each stage took, by the message that began it.
    seconds: dict[str, float] = field(default_factory=dict)


class SecureGrid:
    """Wraps another grid: messages to train become a round of the protocol.

    They get no replies; the round's outcome is in ``outcome``.
    """

    def __init__(self, grid: Grid, secure: Secure) -> None:
        self.grid = grid
        self.secure = secure
        self.outcome = Outcome()

    def __getattr__(self, name: str):
        return getattr(self.grid, name)

    def send_and_receive(
        self, messages: Iterable[Message], *, timeout: float | None = None
    ) -> list[Message]:
        messages = sorted(messages, key=lambda message: message.metadata.dst_node_id)
        if any(message.metadata.message_type != MessageType.TRAIN for message in messages):
            return self.grid.send_and_receive(messages, timeout=timeout)
        self.outcome = Outcome()
        try:
            self.run(messages, timeout)
        except Aborted as problem:
            self.outcome.failures.append(f"secure aggregation: {problem}")
        return []

    def run(self, requests: list[Message], timeout: float | None) -> None:
        """A round; the client with index i + 1 is the receiver of the i-th request."""
        nodes = [request.metadata.dst_node_id for request in requests]
        state = Round(self.secure.terms(len(nodes), numbers_in(requests)))
        letters = state.begin()
        while letters:
            started = time.monotonic()
            stage = letters[next(iter(letters))]["stage"]
            messages = [self.sent(requests[index - 1], letters[index]) for index in letters]
            replies = self.grid.send_and_receive(messages, timeout=timeout)
            self.take(state, nodes, list(letters), replies)
            self.outcome.seconds[stage] = time.monotonic() - started
            letters = state.next()
        self.outcome.total = state.result()
        self.outcome.survivors = [nodes[index - 1] for index in state.survivors]
        said = [f"node {nodes[index - 1]}: {why}" for index, why in state.rejected.items()]
        self.outcome.failures += [text for text in said if text not in self.outcome.failures]

    def sent(self, request: Message, letter: dict) -> Message:
        """The model travels once, with the envelopes: that is when a client trains it."""
        stage = letter["stage"]
        if stage == "setup":
            letter = letter | {"range": self.secure.range, "bits": self.secure.bits}
        content = dict(request.content) if stage == "envelopes" else {}
        self.outcome.bytes_down += size(letter)
        return Message(
            content=RecordDict(content | {RECORD: record_of(letter)}),
            dst_node_id=request.metadata.dst_node_id,
            message_type=f"{MessageType.TRAIN}.{stage}",
            group_id=request.metadata.group_id,
        )

    def take(
        self, state: Round, nodes: list[int], asked: list[int], replies: list[Message]
    ) -> None:
        """Passes the replies on; whoever sent none, or a wrong one, has dropped out."""
        failures = self.outcome.failures
        silent = {nodes[index - 1]: index for index in asked}
        for reply in replies:
            node = reply.metadata.src_node_id
            index = silent.pop(node)
            if reply.has_error():
                failures.append(f"node {node}: {reply.error.reason} (code {reply.error.code})")
                continue
            try:
                message = message_of(reply)
                self.outcome.bytes_up += size(message)
                state.receive(index, message)
            except ValueError as problem:
                failures.append(f"node {node}: {problem}")
        failures += [f"node {node}: no answer in stage {state.stage}" for node in silent]


def numbers_in(requests: list[Message]) -> int:
    """The numbers of the model that the requests carry."""
    arrays = [record for request in requests[:1] for record in request.content.array_records.values()]
    return sum(array.numpy().size for record in arrays for array in record.values())
