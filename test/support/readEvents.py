"""Reads a log folder with TensorBoard's own event reader and prints it as JSON.

    python -B readEvents.py FOLDER

{ run: { "plugins": { plugin: { tag: data class } }, "values": { tag: [{ step, seconds, value }] } } }
Scalars are numbers or names of numbers, histograms rows of [left, right, count], strings base64.
"""

import base64
import json
import math
import sys

from tensorboard.backend.event_processing import event_multiplexer
from tensorboard.util import tensor_util


def plain(value):
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


multiplexer = event_multiplexer.EventMultiplexer(
    size_guidance={"tensors": 0}, purge_orphaned_data=False
)
multiplexer.AddRunsFromDirectory(sys.argv[1])
multiplexer.Reload()
runs = {}
for run in multiplexer.Runs():
    accumulator = multiplexer.GetAccumulator(run)
    tags = accumulator.Tags()["tensors"]
    plugins = {}
    for tag in tags:
        metadata = accumulator.SummaryMetadata(tag)
        plugins.setdefault(metadata.plugin_data.plugin_name, {})[tag] = metadata.data_class
    values = {
        tag: [
            {
                "step": event.step,
                "seconds": event.wall_time,
                "value": plain(tensor_util.make_ndarray(event.tensor_proto).tolist()),
            }
            for event in accumulator.Tensors(tag)
        ]
        for tag in tags
    }
    runs[run] = {"plugins": plugins, "values": values}
print(json.dumps(runs))
