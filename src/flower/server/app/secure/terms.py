"""The terms of a round, which depend on how many clients it has."""

import math
from dataclasses import dataclass

from .protocol import Aborted, Terms

#: Bits of a modulus that a masked vector may have.
MODULI = (8, 16, 24, 32)


@dataclass(frozen=True)
class Secure:
    """What every round has in common, and every client knows."""

    #: The largest absolute value of an update's numbers, and the bits of a whole number for each.
    range: float
    bits: int
    #: The share of the clients, above 1/2, without which nothing is unmasked.
    threshold: float
    #: The even number of clients with which each one shares masks; 0 for all.
    neighbors: int
    #: The standard deviation of the noise that the clients add to the sum; 0 for none.
    noise: float

    @property
    def step(self) -> float:
        """What a whole number of 1 stands for."""
        return self.range / (2 ** (self.bits - 1) - 1)

    def terms(self, clients: int, size: int) -> Terms:
        if clients < 2:
            raise Aborted("a sum of fewer than two vectors would hide nothing")
        neighbors = self.neighbors if 0 < self.neighbors < clients - 1 else None
        threshold = self.least((neighbors or clients - 1) + 1)
        return Terms(
            clients=clients,
            threshold=threshold,
            least_survivors=max(threshold, self.least(clients)),
            size=size,
            modulus_bits=self.modulus_bits(clients),
            neighbors=neighbors,
        )

    def least(self, count: int) -> int:
        """More than half of them, and at least the threshold's share."""
        return min(count, max(2, count // 2 + 1, math.ceil(self.threshold * count - 1e-9)))

    def modulus_bits(self, clients: int) -> int:
        """The smallest modulus in which a sum cannot wrap around, up to 10 deviations of its noise."""
        headroom = math.ceil(10 * math.sqrt(2) * self.noise / self.step)
        largest = clients * (2**self.bits - 1) + 2 * headroom
        for bits in MODULI:
            if largest < 2**bits:
                return bits
        raise Aborted(f"a sum of {clients} vectors of {self.bits} bits does not fit 32 bits")
