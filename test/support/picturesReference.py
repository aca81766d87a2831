"""Writes picturesReference.json: image files and their pixels by Pillow, and a Parquet file by PyArrow.

    pip install pillow==13.0.0 numpy==2.4.6 pyarrow==26.0.1
    python test/support/picturesReference.py > test/support/picturesReference.json
    npx prettier --write test/support/picturesReference.json
"""

import base64
import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image, ImageOps

height, width = 9, 14
y, x = np.mgrid[0:height, 0:width]
rgb = np.stack([x * 18, y * 28, (x * y * 7) % 256], -1).astype(np.uint8)
alpha = ((x * 19) % 256).astype(np.uint8)[..., None]
color = Image.fromarray(rgb)


def text(content):
    return base64.b64encode(content).decode()


def entry(content, picture):
    pixels = np.asarray(picture.convert("RGB"))
    return {"file": text(content), "shape": list(pixels.shape), "pixels": text(pixels.tobytes())}


def saved(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def decoded(content, background=None):
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    if background is None:
        return entry(content, picture)
    opaque = Image.new("RGBA", picture.size, background)
    return entry(content, Image.alpha_composite(opaque, picture.convert("RGBA")))


def exif(orientation):
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


pictures = {
    "color.png": decoded(saved(color, "PNG")),
    "palette.png": decoded(saved(color.quantize(16), "PNG")),
    "gray.png": decoded(saved(color.convert("L"), "PNG")),
    "bits.png": decoded(saved(color.convert("1"), "PNG")),
    "baseline.jpg": decoded(saved(color, "JPEG", quality=85)),
    "whole.jpg": decoded(saved(color, "JPEG", quality=85, subsampling=0)),
    "progressive.jpg": decoded(saved(color, "JPEG", quality=85, progressive=True)),
    "gray.jpg": decoded(saved(color.convert("L"), "JPEG", quality=85)),
}
for orientation in range(1, 9):
    tags = exif(orientation)
    pictures[f"{orientation}.jpg"] = decoded(saved(color, "JPEG", quality=50, exif=tags))
    pictures[f"{orientation}.png"] = decoded(saved(color, "PNG", exif=tags))

transparent = saved(Image.fromarray(np.concatenate([rgb, alpha], -1)), "PNG")
sixteen = saved(Image.fromarray((x * 4000 + y * 100).astype(np.uint16)), "PNG")


def resized(size, box=None):
    pixels = np.asarray(color.resize(size[::-1], Image.Resampling.BILINEAR, box))
    return {"size": size, "pixels": text(pixels.tobytes())}


def dot(value):
    return saved(Image.new("L", (2, 2), value), "PNG")


features = {"character": {"names": ["a", "b", "c", "d"], "_type": "ClassLabel"}}
metadata = {"huggingface": json.dumps({"info": {"features": features}})}


def parquet(images, writers, characters, compression):
    columns = {
        "image": images,
        "writer_id": writers,
        "character": pa.array(characters, pa.int64()),
    }
    out = io.BytesIO()
    table = pa.table(columns, metadata=metadata)
    pq.write_table(table, out, row_group_size=4, compression=compression, write_statistics=False)
    return text(out.getvalue())


good = [{"bytes": dot(10 * i), "path": f"{i}.png"} for i in range(6)]
writers = ["f1", "f0", "f0", "f1", "f0", "f1"]
bad = [*good[:3], {"bytes": dot(30)[:50], "path": "3.png"}, {"bytes": None, "path": "4.png"}, None]

print(
    json.dumps(
        {
            "pictures": pictures,
            "transparent": {
                "white": decoded(transparent, "white"),
                "black": decoded(transparent, "black"),
            },
            "sixteen": text(sixteen),
            "gray": text(np.asarray(color.convert("L")).tobytes()),
            "cmyk": text(saved(color.convert("CMYK"), "JPEG")),
            "gif": text(saved(color.convert("1"), "GIF")),
            "resized": [resized((4, 5)), resized((20, 31)), resized((3, 28))],
            "cropped": resized((6, 6), (2.5, 0, 11.5, 9)),
            "parquet": {
                "snappy": parquet(good, writers, [0, 1, 2, 2, 1, 0], "snappy"),
                "zstd": parquet(good, writers, [0, 1, 2, 2, 1, 0], "zstd"),
                "bad": parquet(bad, ["f0", "f1", None, "f1", "f0", "f1"], [0, -1, 1, 2, 1, 0], "snappy"),
            },
        },
        indent=1,
    )
)
