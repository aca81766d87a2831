"""Takes a randomized Hadamard transform back."""

import numpy as np

from .hashing import hashes
from .reading import to_float32

LARGEST_BLOCK = 2**16


def block_lengths(size: int) -> list[int]:
    """Powers of two, at most 2^16, the largest first, whose sum is ``size``."""
    lengths = [LARGEST_BLOCK] * (size // LARGEST_BLOCK)
    rest = size % LARGEST_BLOCK
    return lengths + [2**k for k in reversed(range(16)) if rest & 2**k]


def rotated_back(blocks: list[np.ndarray], seed: int) -> np.ndarray:
    turned = np.concatenate([hadamard(block) for block in blocks] or [np.empty(0)])
    return to_float32(turned * signs(seed, turned.size))


def signs(seed: int, count: int) -> np.ndarray:
    """1 or -1: each hash holds 32 of them, the first in its lowest bit."""
    bits = hashes(seed, (count + 31) // 32).astype("<u4").view(np.uint8)
    return 1.0 - 2.0 * np.unpackbits(bits, bitorder="little")[:count]


def hadamard(block: np.ndarray) -> np.ndarray:
    """The Walsh–Hadamard matrix over the root of its length, times the block."""
    step = 1
    while step < block.size:
        pairs = block.reshape(-1, 2, step)
        total, difference = pairs[:, 0] + pairs[:, 1], pairs[:, 0] - pairs[:, 1]
        block = np.stack([total, difference], axis=1)
        step *= 2
    return block.ravel() * (1 / np.sqrt(block.size))
