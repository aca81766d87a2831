"""Decodes updates as the server app does: a line of JSON each, to a line of JSON each.

Does not need Flower: only the package's decoders are imported.
"""

import base64
import json
import sys
import types

package = types.ModuleType("decoding")
package.__path__ = [sys.argv[1]]
sys.modules["decoding"] = package

from decoding.decoders import DECODERS  # noqa: E402

for line in sys.stdin:
    case = json.loads(line)
    data = base64.b64decode(case["data"])
    try:
        update = DECODERS[case["codec"]](data, [tuple(shape) for shape in case["shapes"]])
    except ValueError as problem:
        print(json.dumps({"error": str(problem)}))
    else:
        numbers = base64.b64encode(update.astype("<f4").tobytes()).decode()
        print(json.dumps({"update": numbers, "dtype": str(update.dtype)}))
