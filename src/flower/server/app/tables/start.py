"""The start of a federation of tables: who takes part, with which preprocessing, and from which model."""

import json
from dataclasses import dataclass

from flwr.app import ArrayRecord
from flwr.serverapp import Grid

from ..initial import initial_arrays
from .exchange import Exchange, connected, log
from .schema import Disagreement


@dataclass
class Start:
    """What the rounds begin with."""

    grid: Grid
    arrays: ArrayRecord
    #: JSON, for every message that trains or evaluates; '' for models of anything but tables.
    preprocessing: str = ""
    left_out: tuple[str, ...] = ()
    #: As many clients as a round waits for.
    available: int = 0

    def config(self) -> dict:
        return {"preprocessing": self.preprocessing} if self.preprocessing else {}


class Remaining:
    """Wraps another grid: nodes that were left out are not among its nodes."""

    def __init__(self, grid: Grid, left_out: set[int]) -> None:
        self.grid = grid
        self.left_out = left_out

    def __getattr__(self, name: str):
        return getattr(self.grid, name)

    def get_node_ids(self) -> list[int]:
        return [node for node in self.grid.get_node_ids() if node not in self.left_out]


def started(grid: Grid, config: dict) -> Start:
    """When enough clients are there, and with tables after they have agreed."""
    available = config["min-available-clients"]
    nodes = connected(grid, config["start-clients"])
    if "table.model" not in config:
        return Start(grid, initial_arrays(config["initial"]), available=available)
    exchange = Exchange(grid, float(config["timeout-seconds"]), nodes)
    preprocessing, arrays = config["table.preprocessing"], None
    try:
        if not preprocessing:
            preprocessing, arrays = of_clients(exchange, config)
        exchange.ask("prepare", exchange.nodes, {"preprocessing": preprocessing} | model(config))
        count, least = len(exchange.nodes), config["min-clients"]
        if count < least:
            raise Disagreement(f"{count} of {len(nodes)} clients remain, fewer than the least, {least}")
    except Disagreement as problem:
        reasons = [f"node {node}: {why}" for node, why in exchange.left_out.items()]
        raise RuntimeError("\n".join([f"no federation: {problem}", *reasons])) from None
    log.info("%s of %s clients take part; preprocessing: %s", count, len(nodes), preprocessing)
    return Start(
        Remaining(grid, set(exchange.left_out)),
        arrays or initial_arrays(config["initial"]),
        preprocessing,
        tuple(f"node {node} is left out: {why}" for node, why in exchange.left_out.items()),
        min(available, count),
    )


def of_clients(exchange: Exchange, config: dict) -> tuple[str, ArrayRecord]:
    terms = exchange.agree(json.loads(config["table.features"]), config["table.target"])
    if not exchange.nodes:
        raise Disagreement("no client is like the others")
    first, second = exchange.sums(terms)
    told = {"terms": json.dumps(terms), "clients": len(exchange.nodes)} | model(config)
    return exchange.preprocessing(told, {"first": first, "second": second})


def model(config: dict) -> dict:
    return {"model": config["table.model"], "seed": config["table.seed"]}
