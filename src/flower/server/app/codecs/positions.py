"""Positions of numbers that were sent."""

import numpy as np

from .hashing import hashes
from .reading import Reader


def read_positions(reader: Reader, low_bits: int, count: int, size: int) -> np.ndarray:
    """Ascending positions, from Rice codes of gaps whose low bits come first."""
    low = reader.bits(count, low_bits) if low_bits > 0 else 0
    data = reader.rest()
    marks = ones(data, count)
    if len(data) != (0 if count == 0 else marks[-1] // 8 + 1):
        raise ValueError("it must end with its last gap")
    gaps = (np.diff(marks, prepend=-1) - 1 << low_bits) + low
    positions = np.cumsum(gaps + 1) - 1
    if count > 0 and positions[-1] >= size:
        raise ValueError(f"it must have positions below {size}, got {positions[-1]}")
    return positions


def ones(data: bytes, count: int) -> np.ndarray:
    marks = np.flatnonzero(np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little"))
    if marks.size != count:
        raise ValueError(f"it must mark {count} positions, got {marks.size}")
    return marks


def random_positions(seed: int, size: int, count: int) -> np.ndarray:
    """Those with the largest hashes; of equal ones, the first."""
    return np.sort(np.argsort(~hashes(seed, size), kind="stable")[:count])
