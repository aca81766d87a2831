"""Runs cells in one stock kernel, whether they fail or not: for test/notebooks/kernel.test.ts.

Reads a JSON list of cells on stdin; writes a JSON list of {status, text}.
"""
import json
import sys
import time

from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(kernel_name="tslab", startup_timeout=180, cwd=sys.argv[1])
results = []
try:
    for code in json.load(sys.stdin):
        said = []

        def collect(message):
            if message["msg_type"] == "stream":
                said.append(message["content"]["text"])

        reply = client.execute_interactive(
            code, output_hook=collect, stop_on_error=False, timeout=240
        )
        if reply["content"]["status"] != "ok":
            time.sleep(0.5)  # the kernel drops what comes within 0.2 s of an error
        results.append({"status": reply["content"]["status"], "text": "".join(said)})
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
json.dump(results, sys.stdout)
