"""Cryptography of the package `cryptography`, and the secret sharing of Shamir 1979."""

import os
from itertools import combinations
from collections.abc import Callable

import numpy as np
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: The field of the shares: the integers modulo the smallest prime above 2^256.
PRIME = 2**256 + 297
SHARE_BYTES = 33

#: Subsets of shares that are tried before a secret is given up.
MOST_ATTEMPTS = 5000

random_bytes = os.urandom


def labeled(label: str, *numbers: int) -> bytes:
    text = f"federated secure aggregation 1: {label}".encode("ascii")
    return text + b"".join(number.to_bytes(4, "big") for number in numbers)


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=info).derive(secret)


def public_key(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def agreed(private: bytes, public: bytes) -> bytes:
    """Raises ValueError for a public key of small order."""
    own = X25519PrivateKey.from_private_bytes(private)
    return own.exchange(X25519PublicKey.from_public_bytes(public))


def commitment_to(seed: bytes, session: bytes, owner: int) -> bytes:
    return hkdf(seed, session, labeled("commitment", owner, owner))


def mask_seed(session: bytes, own: tuple[int, bytes], other: tuple[int, bytes]) -> bytes:
    """The seed of the mask that two clients share, of one's private key and the other's public one."""
    (index, private), (to, public) = own, other
    info = labeled("mask", min(index, to), max(index, to))
    return hkdf(agreed(private, public), session, info)


def mask(seed: bytes, size: int) -> np.ndarray:
    """The keystream of AES-256 in counter mode as numbers of 32 bits."""
    encryptor = Cipher(algorithms.AES(seed), modes.CTR(bytes(16))).encryptor()
    return np.frombuffer(encryptor.update(bytes(4 * size)), dtype="<u4")


def is_share(value: bytes) -> bool:
    return len(value) == SHARE_BYTES and int.from_bytes(value, "big") < PRIME


def combined(shares: dict[int, bytes]) -> bytes | None:
    """The secret behind shares, by their holders' indices; None if no secret of 32 bytes is."""
    total = 0
    for index, value in shares.items():
        numerator = denominator = 1
        for other in shares:
            if other != index:
                numerator = numerator * other % PRIME
                denominator = denominator * (other - index) % PRIME
        factor = numerator * pow(denominator, -1, PRIME)
        total += factor * int.from_bytes(value, "big")
    secret = total % PRIME
    return secret.to_bytes(32, "big") if secret < 2**256 else None


def recovered(
    shares: dict[int, bytes], threshold: int, fits: Callable[[bytes], bool]
) -> tuple[bytes, list[int]] | None:
    """The secret that fits, and the holders whose shares do not: first all shares are tried, then
    without one, without two, and so on."""
    attempts = 0
    for without in range(len(shares) - threshold + 1):
        for wrong in combinations(sorted(shares), without):
            attempts += 1
            if attempts > MOST_ATTEMPTS:
                return None
            secret = combined({at: share for at, share in shares.items() if at not in wrong})
            if secret is not None and fits(secret):
                return secret, list(wrong)
    return None
