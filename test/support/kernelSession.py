"""Takes steps in one kernel, for tests of it: a JSON list of steps on stdin, a JSON list of results on stdout.

    {"run": CODE}          runs a cell; with "go_on", the cells after it run even if it fails
      "at": TEXT             when the cell has printed the text: "interrupt", or a list of "requests"
                             [TYPE, CONTENT] that are sent and answered meanwhile
      "interrupt": HOW       "signal", or "message" for an interrupt_request
    {"queue": [CODE...]}   sends all cells at once
    {"request": [TYPE, CONTENT]}
    {"listen": TEXT}       waits until the text is printed by a cell that has ended

Results hold the reply's content as "reply" and, of cells, "messages" on IOPub: {"type", "parent", ...content},
whose parent is the type of the request that they belong to.
"""

import json
import queue
import signal
import subprocess
import sys
import time

from jupyter_client.manager import start_new_kernel

LIMIT = 120


class Session:
    def __init__(self, folder):
        # Node.js makes the pipes that it inherits non-blocking; this script writes to its own.
        self.manager, self.client = start_new_kernel(
            kernel_name="tslab", startup_timeout=180, cwd=folder, stdout=subprocess.DEVNULL
        )
        self.replies = {}

    def send(self, kind, content):
        message = self.client.session.msg(kind, content)
        self.client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def reply(self, sent):
        """The reply to a message; replies to others are kept."""
        end = time.monotonic() + LIMIT
        while sent not in self.replies:
            message = self.client.get_shell_msg(timeout=end - time.monotonic())
            self.replies[message["parent_header"]["msg_id"]] = message["content"]
        return self.replies.pop(sent)

    def messages(self, sent, moment=None, act=None):
        """What is published until a request is done; `act` is called when it has printed `moment`."""
        found, printed = [], ""
        end = time.monotonic() + LIMIT
        while True:
            message = self.client.get_iopub_msg(timeout=end - time.monotonic())
            parent, kind, content = message["parent_header"], message["msg_type"], message["content"]
            found.append({"type": kind, "parent": parent.get("msg_type"), **content})
            if kind == "stream":
                printed += content["text"]
            if act and moment in printed:
                act()
                act = None
            done = kind == "status" and content["execution_state"] == "idle"
            if done and parent.get("msg_id") == sent:
                return found

    def run(self, step):
        content = {
            "code": step["run"],
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": not step.get("go_on", False),
        }
        answers = []

        def act():
            if "interrupt" in step:
                self.interrupt(step["interrupt"])
            for kind, request in step.get("requests", []):
                answers.append(self.reply(self.send(kind, request)))

        sent = self.send("execute_request", content)
        messages = self.messages(sent, step["at"], act) if "at" in step else self.messages(sent)
        return {"reply": self.reply(sent), "messages": messages, "answers": answers}

    def interrupt(self, how):
        if how == "signal":
            self.manager.interrupt_kernel()
        else:
            message = self.client.session.msg("interrupt_request", {})
            self.client.control_channel.send(message)

    def take(self, step):
        if "run" in step:
            return self.run(step)
        if "queue" in step:
            sent = [self.client.execute(code) for code in step["queue"]]
            messages = self.messages(sent[-1])
            return {"replies": [self.reply(one) for one in sent], "messages": messages}
        if "request" in step:
            return {"reply": self.reply(self.send(*step["request"]))}
        printed = ""
        while step["listen"] not in printed:
            message = self.client.get_iopub_msg(timeout=LIMIT)
            if message["msg_type"] == "stream":
                printed += message["content"]["text"]
        return {"printed": printed}

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


def main():
    steps = json.load(sys.stdin)
    session = Session(sys.argv[1])
    try:
        results = []
        for step in steps:
            try:
                results.append(session.take(step))
            except queue.Empty:
                results.append({"problem": f"no answer within {LIMIT} s"})
                break
    finally:
        session.close()
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    # A test that is given up must not leave the kernel behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
