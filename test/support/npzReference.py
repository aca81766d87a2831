"""NumPy's side of test/core/npz.test.ts.

`read FILE` prints each array of an npz file as JSON: name, type, shape and bytes (hexadecimal).
`write FILE` writes three arrays, compressed.
"""
import json
import sys

import numpy as np

mode, path = sys.argv[1:]
if mode == "read":
    with np.load(path) as arrays:
        print(
            json.dumps(
                [
                    [name, array.dtype.str, array.shape, array.tobytes().hex()]
                    for name, array in arrays.items()
                ]
            )
        )
else:
    np.savez_compressed(
        path,
        **{
            "dense/kernel": np.arange(6, dtype=np.float32).reshape(2, 3) / 3,
            "double": np.array(0.1),
            "labels": np.array([3, 1, 4], dtype=np.int32),
        },
    )
