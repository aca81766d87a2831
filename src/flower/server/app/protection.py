"""What protects the clients' updates, as pyproject.toml says."""

from .prompt_grid import PromptGrid
from .secure.grid import SecureGrid
from .secure.terms import Secure
from .summed import Private, Secured


def protected(grid: PromptGrid, config: dict) -> tuple[PromptGrid | SecureGrid, type | None]:
    """The grid that asks for updates, and the wrapper of the strategy that gets them."""
    clip = float(config.get("privacy.clip", 0))
    multiplier = float(config.get("privacy.noise-multiplier", 0))
    if "secure.range" in config:
        secure = Secure(
            range=float(config["secure.range"]),
            bits=config["secure.bits"],
            threshold=float(config["secure.threshold"]),
            neighbors=config["secure.neighbors"],
            noise=clip * multiplier,
        )
        grid = SecureGrid(grid, secure)
        members = {"grid": grid, "step": secure.step, "noisy": multiplier > 0}
        return grid, type("Secured", (Secured,), members)
    if clip > 0:
        members = {"clip": clip, "noise_multiplier": multiplier}
        return grid, type("Private", (Private,), members)
    return grid, None
