"""Starts the TypeScript kernel, runs one cell in it, and says what it is."""

import pathlib
import sys

from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(
    kernel_name="tslab", cwd=str(pathlib.Path(__file__).parents[3] / "notebooks"), startup_timeout=60
)
try:
    shown = []

    def keep(message):
        shown.append(message["content"].get("text", ""))

    reply = client.execute_interactive("console.log(6 * 7)", timeout=60, output_hook=keep)
    if reply["content"]["status"] != "ok" or "".join(shown).strip() != "42":
        sys.exit(f"the cell gave {reply['content']['status']}: {''.join(shown)[:200]}")
    client.kernel_info()
    info = client.get_shell_msg(timeout=20)["content"]
    print(f"runs cells ({info['implementation']} {info['implementation_version']})")
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
