"""The numbers that client and server derive from a seed in the bytes."""

import numpy as np


def hashes(seed: int, count: int) -> np.ndarray:
    """A hash of the seed and each position below ``count``, as 32-bit whole numbers."""
    key = mixed(np.array([seed], np.uint32) + np.uint32(0x9E3779B9))
    return mixed(mixed(np.arange(count, dtype=np.uint32) + np.uint32(0x7F4A7C15)) ^ key)


def mixed(x: np.ndarray) -> np.ndarray:
    """The finalizer of MurmurHash3."""
    x = (x ^ (x >> 16)) * np.uint32(0x85EBCA6B)
    x = (x ^ (x >> 13)) * np.uint32(0xC2B2AE35)
    return x ^ (x >> 16)
