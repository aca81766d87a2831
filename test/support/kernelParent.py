"""Starts a kernel that never ends by itself, says its process id, and waits to be ended in turn."""

import sys
import time

from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(kernel_name="tslab", startup_timeout=180, cwd=sys.argv[1])
client.execute("console.log('busy');\nwhile (true);" if sys.argv[2] == "busy" else "1 + 1")
while client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
    pass
print(manager.provisioner.pid, flush=True)
time.sleep(600)
