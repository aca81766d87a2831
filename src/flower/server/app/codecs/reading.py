"""Reads the numbers of an encoding one after the other, little endian."""

import numpy as np

LARGEST = float(np.finfo(np.float32).max)


class Reader:
    """Raises a ``ValueError`` where an encoding ends early, goes on, or holds what it cannot."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, count: int) -> bytes:
        if count > len(self.data) - self.at:
            raise ValueError(f"it must have at least {self.at + count} bytes, got {len(self.data)}")
        self.at += count
        return self.data[self.at - count : self.at]

    def rest(self) -> bytes:
        return self.take(len(self.data) - self.at)

    def end(self) -> None:
        if self.at < len(self.data):
            raise ValueError(f"it must end at byte {self.at}, got {len(self.data)}")

    def number(self, kind: str, low: float, high: float) -> int | float:
        """A number of one of NumPy's types in [low, high]."""
        kind = np.dtype(kind)
        value = np.frombuffer(self.take(kind.itemsize), kind)[0].item()
        return within(value, low, high)

    def floats(self, count: int) -> np.ndarray:
        return finite(np.frombuffer(self.take(4 * count), "<f4"))

    def halves(self, count: int) -> np.ndarray:
        return finite(np.frombuffer(self.take(2 * count), "<f2").astype(np.float32))

    def bits(self, count: int, width: int) -> np.ndarray:
        """Whole numbers of so many bits each, the first in the lowest bits of the first byte."""
        data = np.frombuffer(self.take((count * width + 7) // 8), np.uint8)
        if width in (8, 16):
            return data.view(f"<u{width // 8}").astype(np.int64)
        places = np.unpackbits(data, bitorder="little")
        if places[count * width :].any():
            raise ValueError("it must end with bits that are 0")
        places = places[: count * width].reshape(count, width)
        numbers = np.zeros(count, np.int64)
        for bit in range(width):
            numbers |= places[:, bit].astype(np.int64) << bit
        return numbers


def within(value: float, low: float, high: float) -> float:
    if not low <= value <= high:
        raise ValueError(f"a number of it must be between {low} and {high}, got {value}")
    return value


def finite(numbers: np.ndarray) -> np.ndarray:
    if not np.isfinite(numbers).all():
        raise ValueError("it must hold finite numbers")
    return numbers


def to_float32(numbers: np.ndarray) -> np.ndarray:
    """Numbers beyond float32's range become the largest ones."""
    return np.clip(numbers, -LARGEST, LARGEST).astype(np.float32)


def on_grid(places: np.ndarray, low: float, high: float, levels: int) -> np.ndarray:
    """The numbers at these places of a grid of equal steps."""
    return low + places * ((high - low) / levels)
