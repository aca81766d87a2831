"""Gaussian noise whose bits come from the operating system's cryptographic generator."""

import os

import numpy as np


def gaussian(size: int, deviation: float) -> np.ndarray:
    """Independent numbers of this standard deviation (Box and Muller 1958), in double precision.

    Their laws hold up to the rounding of floating-point numbers, which a privacy guarantee takes no
    account of (Mironov 2012, "On significance of the least significant bits for differential privacy").
    """
    half = (size + 1) // 2
    radius = np.sqrt(-2 * np.log(1 - uniform(half)))
    angle = 2 * np.pi * uniform(half)
    both = np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])
    return deviation * both[:size]


def uniform(size: int) -> np.ndarray:
    """Numbers in [0, 1) with 53 random bits."""
    bits = np.frombuffer(os.urandom(8 * size), dtype="<u8") >> np.uint64(11)
    return bits.astype(np.float64) / 2.0**53
