"""Writes parquetTables.json: one small table as pyarrow writes it with each codec, in Base64.

python test/support/parquetTables.py > test/support/parquetTables.json   (pyarrow 26.0.1)
"""

import base64
import datetime
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq

table = pa.table(
    {
        "hospital": ["north", "south", None, "north"],
        "age": pa.array([54, 61, 47, None], pa.int64()),
        "weight": [80.5, None, 62.25, 71.0],
        "treated": [True, False, True, None],
        "day": [datetime.date(2024, 2, 29)] * 4,
    }
)


def written(content, **options):
    """The Parquet file of a table, in Base64."""
    file = io.BytesIO()
    plain = {"write_statistics": False, "store_schema": False, "row_group_size": 3}
    pq.write_table(content, file, **plain, **options)
    return base64.b64encode(file.getvalue()).decode()


codecs = ["none", "snappy", "gzip", "zstd", "brotli", "lz4"]
files = {codec: written(table, compression=codec) for codec in codecs}
files["nested"] = written(pa.table({"age": [54], "visits": [[1, 2]]}))
print(json.dumps(files, indent=2))
