"""Positions of numbers that were sent."""

import numpy as np

from .hashing import hashes
from .reading import Reader

BITMAP = 255


def read_positions(reader: Reader, way: int, count: int, size: int) -> np.ndarray:
    """Ascending positions: a bitmap, or Rice codes of gaps whose ``way`` low bits come first."""
    if way == BITMAP:
        positions = ones(reader.take((size + 7) // 8), count)
        reader.end()
    else:
        if way > 16:
            raise ValueError(f"it must have at most 16 low bits, got {way}")
        low = reader.bits(count, way) if way > 0 else 0
        data = reader.rest()
        marks = ones(data, count)
        if len(data) != (0 if count == 0 else marks[-1] // 8 + 1):
            raise ValueError("it must end with its last gap")
        gaps = (np.diff(marks, prepend=-1) - 1 << way) + low
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
