"""Messages of the protocol as records of Flower's messages.

Each is a config record; a list without entries is left out. Only the bytes of a masked vector are an
array, because they are many.
"""

from flwr.app import ConfigRecord, Message

from .layouts import LAYOUTS, is_list

#: The config record that holds a message, and the array that holds the bytes of a masked vector.
RECORD = "secure"
ARRAY = "input"


def record_of(message: dict) -> ConfigRecord:
    return ConfigRecord({name: value for name, value in message.items() if value != []})


def message_of(reply: Message) -> dict:
    """The protocol's message in a reply; a ValueError if there is none."""
    content = reply.content
    if RECORD not in content.config_records:
        raise ValueError("an answer without a message of the protocol")
    message = dict(content.config_records[RECORD])
    for name, field in LAYOUTS.get(message.get("stage"), {}).items():
        if is_list(field):
            message.setdefault(name, [])
    for arrays in content.array_records.values():
        if ARRAY in arrays:
            message["values"] = arrays[ARRAY].numpy().tobytes()
    return message


def size(message: dict) -> int:
    """Bytes of a message's contents: 4 for each whole number, without names and framing."""
    entries = []
    for value in message.values():
        entries += value if isinstance(value, list) else [value]
    whole = sum(4 for entry in entries if isinstance(entry, int))
    return whole + sum(len(entry) for entry in entries if isinstance(entry, bytes))
