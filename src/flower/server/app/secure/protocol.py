"""One round of the protocol as a state machine that knows nothing of Flower."""

import secrets
from dataclasses import dataclass, field

import numpy as np

from .layouts import SESSION_BYTES, checked
from .packed import signed, unpacked
from .primitives import commitment_to, is_share, mask, mask_seed, public_key, random_bytes, recovered

STAGES = ["keys", "shares", "input", "consistency", "unmasking"]


class Aborted(Exception):
    """Too few clients are left: the round is over, and nothing can be unmasked."""


@dataclass(frozen=True)
class Terms:
    """What the clients are told at the beginning of a round."""

    clients: int
    #: Shares that recover a secret: more than half of those that hold its shares.
    threshold: int
    #: The least number of clients whose sum is unmasked, at least the threshold.
    least_survivors: int
    #: Numbers in each vector, and bits of the modulus: 8, 16, 24 or 32.
    size: int
    modulus_bits: int
    #: Clients with which each one shares masks and secrets, an even number; None for all.
    neighbors: int | None = None


@dataclass
class Received:
    """What the clients have sent so far, by their indices."""

    keys: dict[int, dict] = field(default_factory=dict)
    commitments: dict[int, bytes] = field(default_factory=dict)
    #: Receiver -> sender -> what the server passes on: envelopes, then proofs.
    letters: dict[int, dict[int, bytes]] = field(default_factory=dict)
    #: Owner -> holder -> a share of its self-mask's seed, and of its mask key.
    seed_shares: dict[int, dict[int, bytes]] = field(default_factory=dict)
    key_shares: dict[int, dict[int, bytes]] = field(default_factory=dict)


class Round:
    """Call begin(), then receive() for each answer and next() until it returns no message."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.session = random_bytes(SESSION_BYTES)
        self.stage = "keys"
        self.asked: set[int] = set()
        self.answered: set[int] = set()
        self.got = Received()
        self.around: dict[int, list[int]] = {}
        self.survivors: list[int] = []
        self.total = np.zeros(terms.size, dtype=np.uint32)
        #: Clients whose messages or shares were wrong, and why.
        self.rejected: dict[int, str] = {}

    def begin(self) -> dict[int, dict]:
        terms = self.terms
        content = {
            "clients": terms.clients,
            "threshold": terms.threshold,
            "leastSurvivors": terms.least_survivors,
            "size": terms.size,
            "modulusBits": terms.modulus_bits,
        }
        everybody = range(1, terms.clients + 1)
        return self.send(everybody, "setup", lambda index: {"index": index, **content})

    def receive(self, index: int, message: dict) -> None:
        """Takes a client's answer; a ValueError says why its part in the round is over."""
        if index not in self.asked or index in self.answered:
            raise ValueError("a message that nobody asked for")
        try:
            content = checked(message, self.stage, self.session, index)
            getattr(self, f"take_{self.stage}")(index, content)
            self.answered.add(index)
        except ValueError as problem:
            self.rejected[index] = str(problem)
            raise

    def next(self) -> dict[int, dict]:
        live = sorted(self.answered)
        stage = self.stage
        self.check_enough(stage, live)
        at = STAGES.index(stage) + 1
        self.stage = STAGES[at] if at < len(STAGES) else "done"
        match stage:
            case "keys":
                self.around = neighborhoods(live, self.terms.neighbors)
                return self.send(live, "directory", self.directory)
            case "shares":
                return self.send(live, "envelopes", lambda index: self.letters("envelopes", index))
            case "input":
                self.survivors = live
                self.got.letters = {}
                return self.send(live, "survivors", lambda _: {"survivors": live})
            case "consistency":
                return self.send(live, "proofs", lambda index: self.letters("proofs", index))
        return {}

    def result(self) -> np.ndarray:
        """The sum of the survivors' vectors, as signed integers."""
        size = self.terms.size
        for owner in self.survivors:
            commitment = self.got.commitments[owner]
            seed = self.recover(
                owner,
                self.got.seed_shares,
                lambda seed: commitment_to(seed, self.session, owner) == commitment,
            )
            self.total -= mask(seed, size)
        for owner in self.dropped():
            advertised = self.got.keys[owner]["maskKey"]
            key = self.recover(
                owner, self.got.key_shares, lambda key: public_key(key) == advertised
            )
            for other in set(self.around[owner]) & set(self.survivors):
                theirs = self.got.keys[other]["maskKey"]
                shared = mask(mask_seed(self.session, (owner, key), (other, theirs)), size)
                # Of the two, the client with the higher index has added the mask.
                self.total += shared if owner > other else np.negative(shared)
        return signed(self.total, self.terms.modulus_bits)

    def take_keys(self, index: int, message: dict) -> None:
        self.got.keys[index] = message

    def take_shares(self, index: int, message: dict) -> None:
        if set(message["to"]) != set(self.around[index]) - {index}:
            raise ValueError("not one envelope for each neighbor")
        self.got.commitments[index] = message["commitment"]
        self.deliver(index, message["to"], message["envelopes"])

    def take_input(self, index: int, message: dict) -> None:
        values, bits = message["values"], self.terms.modulus_bits
        if len(values) != self.terms.size * bits // 8:
            raise ValueError(f"{len(values)} bytes of values")
        self.total += unpacked(values, bits)

    def take_consistency(self, index: int, message: dict) -> None:
        if not set(message["to"]) <= set(self.survivors) & set(self.around[index]):
            raise ValueError("a proof for a stranger")
        self.deliver(index, message["to"], message["proofs"])

    def take_unmasking(self, index: int, message: dict) -> None:
        near = set(self.around[index])
        shares = message["seedShares"] + message["keyShares"]
        fits = set(message["seedOwners"]) <= near & set(self.survivors)
        fits = fits and set(message["keyOwners"]) <= near & set(self.dropped())
        if not fits or not all(map(is_share, shares)):
            raise ValueError("shares that do not fit")
        for owner in set(message["unreadable"]) & near:
            self.rejected[owner] = f"its envelope for client {index} cannot be opened"
        for kind, owners, values in (
            (self.got.seed_shares, message["seedOwners"], message["seedShares"]),
            (self.got.key_shares, message["keyOwners"], message["keyShares"]),
        ):
            for owner, value in zip(owners, values, strict=True):
                kind.setdefault(owner, {})[index] = value

    def directory(self, index: int) -> dict:
        indices = self.around[index]
        keys = [self.got.keys[one] for one in indices]
        return {
            "indices": indices,
            "cipherKeys": [key["cipherKey"] for key in keys],
            "maskKeys": [key["maskKey"] for key in keys],
            "signatures": [key["signature"] for key in keys],
        }

    def deliver(self, index: int, to: list[int], letters: list[bytes]) -> None:
        for receiver, letter in zip(to, letters, strict=True):
            self.got.letters.setdefault(receiver, {})[index] = letter

    def letters(self, kind: str, index: int) -> dict:
        """What the clients that are still there wrote to one of them."""
        found = {
            sender: letter
            for sender, letter in self.got.letters.get(index, {}).items()
            if sender in self.asked
        }
        return {"from": list(found), kind: list(found.values())}

    def dropped(self) -> list[int]:
        """Clients that shared keys but whose vectors are not in the sum."""
        return [index for index in self.got.commitments if index not in self.survivors]

    def recover(self, owner: int, kind: dict[int, dict[int, bytes]], fits) -> bytes:
        shares, threshold = kind.get(owner, {}), self.terms.threshold
        if len(shares) < threshold:
            raise Aborted(f"only {len(shares)} of {threshold} shares of client {owner}")
        found = recovered(shares, threshold, fits)
        if found is None:
            raise Aborted(f"the shares of client {owner} do not fit together")
        secret, wrong = found
        for holder in wrong:
            self.rejected[holder] = f"its share of client {owner} does not fit"
        return secret

    def check_enough(self, stage: str, live: list[int]) -> None:
        """Whoever is left must be able to unmask; otherwise nobody is asked to."""
        terms = self.terms
        late = stage in ("consistency", "unmasking")
        least = terms.threshold if late else terms.least_survivors
        if len(live) < least:
            count = f"only {len(live)} of {terms.clients} clients are left"
            raise Aborted(f"stage {stage}: {count}, at least {least} must be")
        if stage in ("keys", "shares"):
            return
        survivors = set(live if stage == "input" else self.survivors)
        for owner in self.got.commitments:
            holders = set(self.around[owner])
            masked = owner in survivors or holders & survivors
            left = len(holders & set(live))
            if masked and left < terms.threshold:
                count = f"only {left} neighbors of client {owner} are left"
                raise Aborted(f"stage {stage}: {count}, at least {terms.threshold} must be")

    def send(self, indices, stage: str, content) -> dict[int, dict]:
        self.asked = set(indices)
        self.answered = set()
        head = {"stage": stage, "session": self.session}
        return {index: head | content(index) for index in indices}


def neighborhoods(indices: list[int], neighbors: int | None) -> dict[int, list[int]]:
    """Everybody, or a Harary graph over a random circle (Bell et al. 2020, section 3)."""
    if neighbors is None or neighbors >= len(indices) - 1:
        return {index: indices for index in indices}
    circle = list(indices)
    secrets.SystemRandom().shuffle(circle)
    half = neighbors // 2
    return {
        index: sorted(circle[(at + step) % len(circle)] for step in range(-half, half + 1))
        for at, index in enumerate(circle)
    }
