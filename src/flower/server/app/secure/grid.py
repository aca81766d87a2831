"""A grid that asks clients for masked updates instead of updates."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from flwr.app import Error, Message, MessageType, RecordDict
from flwr.serverapp import Grid

from .protocol import Aborted, Round, Terms
from .records import RECORD, message_of, record_of, size


@dataclass
class Outcome:
    """What a round of secure aggregation told the server."""

    #: The sum of the survivors' vectors of whole numbers; None if the round was given up.
    total: np.ndarray | None = None
    survivors: list[int] = field(default_factory=list)
    #: Sentences about clients that are not among the survivors, and about whoever lied.
    failures: list[str] = field(default_factory=list)
    bytes_down: int = 0
    bytes_up: int = 0
    #: Seconds of each stage.
    seconds: dict[str, float] = field(default_factory=dict)


class SecureGrid:
    """Wraps another grid: messages to train become a round of the protocol.

    Its replies are none: the round's outcome is in ``outcome``.
    """

    def __init__(self, grid: Grid, terms) -> None:
        self.grid = grid
        #: Terms for a number of clients.
        self.terms = terms
        self.outcome = Outcome()

    def __getattr__(self, name: str):
        return getattr(self.grid, name)

    def send_and_receive(
        self, messages: Iterable[Message], *, timeout: float | None = None
    ) -> list[Message]:
        messages = list(messages)
        if not messages or messages[0].metadata.message_type != MessageType.TRAIN:
            return self.grid.send_and_receive(messages, timeout=timeout)
        self.outcome = Outcome()
        requests = {message.metadata.dst_node_id: message for message in messages}
        try:
            self.run(dict(sorted(requests.items())), timeout)
        except Aborted as problem:
            self.outcome.failures.append(f"secure aggregation, {problem}")
            self.outcome.total = None
        return []

    def run(self, requests: dict[int, Message], timeout: float | None) -> None:
        outcome = self.outcome
        nodes = list(requests)
        if len(nodes) < 2:
            raise Aborted("a sum of fewer than two vectors would hide nothing")
        state = Round(self.terms(len(nodes)))
        letters = state.begin()
        while letters:
            stage = next(iter(letters.values()))["stage"]
            started = time.monotonic()
            sent = {}
            for index, letter in letters.items():
                # The model travels once, together with the envelopes, when it is to be trained.
                content = requests[nodes[index - 1]].content if stage == "envelopes" else RecordDict()
                records = RecordDict(dict(content) | {RECORD: record_of(letter)})
                message = Message(
                    content=records,
                    dst_node_id=nodes[index - 1],
                    message_type=f"{MessageType.TRAIN}.{stage}",
                    group_id=requests[nodes[index - 1]].metadata.group_id,
                )
                sent[nodes[index - 1]] = index
                outcome.bytes_down += size(letter)
                letters[index] = message
            replies = self.grid.send_and_receive(letters.values(), timeout=timeout)
            self.take(state, sent, replies)
            outcome.seconds[stage] = time.monotonic() - started
            letters = state.next()
        outcome.total = state.result()
        outcome.survivors = [nodes[index - 1] for index in state.survivors]
        for index, problem in state.rejected.items():
            sentence = f"node {nodes[index - 1]}: {problem}"
            if sentence not in outcome.failures:
                outcome.failures.append(sentence)

    def take(self, state: Round, sent: dict[int, int], replies: list[Message]) -> None:
        """Passes the replies on; whoever sent none, or a wrong one, has dropped out."""
        failures = self.outcome.failures
        silent = dict(sent)
        for reply in replies:
            node = reply.metadata.src_node_id
            silent.pop(node, None)
            if reply.has_error():
                error: Error = reply.error
                failures.append(f"node {node}: {error.reason} (code {error.code})")
                continue
            try:
                message = message_of(reply)
                self.outcome.bytes_up += size(message)
                state.receive(sent[node], message)
            except ValueError as problem:
                failures.append(f"node {node}: {problem}")
        failures += [f"node {node}: no answer in stage {state.stage}" for node in silent]
