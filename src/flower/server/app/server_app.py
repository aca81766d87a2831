"""A federation's server: one of Flower's strategies over the arrays of a TypeScript model.

Every number stands in pyproject.toml below [tool.flwr.app.config].
"""

from pathlib import Path

from flwr.app import ConfigRecord, Context
from flwr.serverapp import Grid, ServerApp

from .codecs import KNOWN
from .prompt_grid import PromptGrid
from .protection import protected
from .rounds import recorded
from .tables.start import started

app = ServerApp()


@app.main()
def main(grid: Grid, context: Context) -> None:
    config = context.run_config
    folder = Path(config["results"]) / f"run-{context.run_id}"
    options = {
        key.removeprefix("strategy-options.").replace("-", "_"): value
        for key, value in config.items()
        if key.startswith("strategy-options.")
    }
    start = started(PromptGrid(grid, float(config["poll-seconds"])), config)
    grid, wrapper = protected(start.grid, config)
    strategy = recorded(config["strategy"], folder, config["keep-replies"], wrapper)(
        fraction_train=float(config["fraction-train"]),
        fraction_evaluate=float(config["fraction-evaluate"]),
        min_train_nodes=config["min-clients"],
        min_evaluate_nodes=config["min-clients"],
        min_available_nodes=start.available,
        **options,
    )
    strategy.begin(start.preprocessing, start.left_out)
    strategy.start(
        grid=grid,
        initial_arrays=start.arrays,
        num_rounds=config["rounds"],
        timeout=float(config["timeout-seconds"]),
        train_config=ConfigRecord(
            {
                "lr": float(config["lr"]),
                "local-epochs": config["local-epochs"],
                "batch-size": config["batch-size"],
                "codecs": KNOWN,
            }
            | start.config()
        ),
        evaluate_config=ConfigRecord(start.config()),
        evaluate_fn=strategy.keep_arrays,
    )
    if strategy.aggregated == 0:
        why = "\n".join(strategy.failures) or "no client was asked"
        raise RuntimeError(f"no round was aggregated: no client trained the model\n{why}")
