"""Whole numbers modulo 2^bits as bytes, little endian."""

import numpy as np


def unpacked(values: bytes, bits: int) -> np.ndarray:
    width = bits // 8
    digits = np.frombuffer(values, dtype=np.uint8).reshape(-1, width)
    padded = np.zeros((len(digits), 4), dtype=np.uint8)
    padded[:, :width] = digits
    return padded.view("<u4").reshape(-1)


def signed(values: np.ndarray, bits: int) -> np.ndarray:
    """Numbers modulo 2^bits as those of [-2^(bits - 1), 2^(bits - 1))."""
    shift = 32 - bits
    return (values << np.uint32(shift)).astype(np.uint32).view(np.int32) >> np.int32(shift)
