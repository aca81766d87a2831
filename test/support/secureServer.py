"""Runs the server app's rounds of secure aggregation for a client on standard input and output.

Each line is one call in JSON, bytes as {"base64": …}; each answer is a line.
"""

import base64
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "src" / "flower" / "server"))

from app.secure.protocol import Aborted, Round, Terms  # noqa: E402


def plain(value):
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def given(value):
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    if isinstance(value, list):
        return [given(one) for one in value]
    return value


def answer(state, call):
    match call["call"]:
        case "begin":
            return messages(state.begin())
        case "receive":
            message = {name: given(value) for name, value in call["message"].items()}
            state.receive(call["index"], message)
            return None
        case "next":
            return messages(state.next())
        case "result":
            total = state.result().tolist()
            return {"sum": total, "survivors": state.survivors, "rejected": state.rejected}


def messages(sent):
    return {
        str(index): {name: plain(value) for name, value in message.items()}
        for index, message in sent.items()
    }


state = None
for line in sys.stdin:
    call = json.loads(line)
    if call["call"] == "begin":
        state = Round(Terms(**call["terms"]))
    try:
        print(json.dumps({"answer": answer(state, call)}), flush=True)
    except (Aborted, ValueError) as problem:
        print(json.dumps({"problem": str(problem)}), flush=True)
