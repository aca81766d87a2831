"""What each message of the clients holds, and whether one is whole."""

from .primitives import SHARE_BYTES

SESSION_BYTES = 32
KEY_BYTES = 32
#: A nonce, a tag, and two shares between them.
ENVELOPE_BYTES = 12 + 16 + 2 * SHARE_BYTES

WHOLES = "wholes"
BYTES = "bytes"
TEXTS = "texts"

#: The fields of each stage's answer. A number is a length in bytes, a list of one that of each entry.
LAYOUTS = {
    "keys": {"cipherKey": KEY_BYTES, "maskKey": KEY_BYTES, "signature": BYTES},
    "shares": {"commitment": KEY_BYTES, "to": WHOLES, "envelopes": [ENVELOPE_BYTES]},
    "input": {"values": BYTES},
    "consistency": {"to": WHOLES, "proofs": TEXTS},
    "unmasking": {
        "seedOwners": WHOLES,
        "seedShares": [SHARE_BYTES],
        "keyOwners": WHOLES,
        "keyShares": [SHARE_BYTES],
        "unreadable": WHOLES,
    },
}

#: Lists of one message that have the same length.
PARALLEL = [
    ("to", "envelopes"),
    ("to", "proofs"),
    ("seedOwners", "seedShares"),
    ("keyOwners", "keyShares"),
]


def checked(message: dict, stage: str, session: bytes, index: int) -> dict:
    """The message, if it is whole and this client's answer in this session; else a ValueError."""
    if message.get("stage") != stage:
        raise ValueError(f"a message of stage {message.get('stage')}")
    if message.get("session") != session:
        raise ValueError("a message of another session")
    if message.get("from") != index:
        raise ValueError("a message in another's name")
    layout = LAYOUTS[stage]
    for name, field in layout.items():
        if not holds(field, message.get(name)):
            raise ValueError(f"the message's {name} is missing or truncated")
    for one, other in PARALLEL:
        if one in layout and other in layout and len(message[one]) != len(message[other]):
            raise ValueError(f"the message's {one} and {other} differ in length")
    return message


def is_list(field) -> bool:
    return field in (WHOLES, TEXTS) or isinstance(field, list)


def holds(field, value) -> bool:
    if field == BYTES:
        return isinstance(value, bytes)
    if isinstance(field, int):
        return isinstance(value, bytes) and len(value) == field
    if not isinstance(value, list):
        return False
    if field == WHOLES:
        return all(type(one) is int and one >= 0 for one in value) and len(set(value)) == len(value)
    length = field[0] if isinstance(field, list) else None
    return all(isinstance(one, bytes) and length in (None, len(one)) for one in value)
