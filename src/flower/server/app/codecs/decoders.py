"""Decoders of updates. Each returns all numbers of an update as one vector.

They get the bytes and the shapes of the model's arrays, and raise a ``ValueError`` for bytes that are no
encoding of an update of this model.
"""

import zlib
from collections.abc import Callable, Sequence
from math import prod

import numpy as np

from .positions import random_positions, read_positions
from .reading import LARGEST, Reader, on_grid, to_float32
from .rotation import block_lengths, rotated_back

Shapes = Sequence[tuple[int, ...]]
Decoder = Callable[[bytes, Shapes], np.ndarray]


def sizes_of(shapes: Shapes) -> list[int]:
    return [prod(shape) for shape in shapes]


def joined(parts: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.empty(0, np.float32), *parts], dtype=np.float32)


def float16(data: bytes, shapes: Shapes) -> np.ndarray:
    reader = Reader(data)
    update = reader.halves(sum(sizes_of(shapes)))
    reader.end()
    return update


def quantized(data: bytes, shapes: Shapes) -> np.ndarray:
    reader = Reader(data)
    bits = reader.number("u1", 1, 16)
    threshold = reader.number("<u4", 0, 2**32 - 1)
    sizes = sizes_of(shapes)
    ranged = [size > 0 and size >= threshold for size in sizes]
    parts = [None if on else reader.floats(size) for size, on in zip(sizes, ranged)]
    ranges = [read_range(reader, "<f4", LARGEST) for on in ranged if on]
    counts = [size for size, on in zip(sizes, ranged) if on]
    places = reader.bits(sum(counts), bits)
    reader.end()
    at = 0
    for i, count, (low, high) in zip(np.flatnonzero(ranged), counts, ranges):
        parts[i] = on_grid(places[at : at + count], low, high, 2**bits - 1).astype(np.float32)
        at += count
    return joined(parts)


def read_range(reader: Reader, kind: str, largest: float) -> tuple[float, float]:
    low = reader.number(kind, -largest, largest)
    return low, reader.number(kind, low, largest)


def rotated(data: bytes, shapes: Shapes) -> np.ndarray:
    reader = Reader(data)
    bits = reader.number("u1", 1, 16)
    seed = reader.number("<u4", 0, 2**32 - 1)
    size = sum(sizes_of(shapes))
    lengths = block_lengths(size)
    ranges = [read_range(reader, "<f8", 2**8 * LARGEST) for _ in lengths]
    blocks = split(reader.bits(size, bits), lengths)
    reader.end()
    grids = zip(blocks, ranges)
    return rotated_back([on_grid(block, *ends, 2**bits - 1) for block, ends in grids], seed)


def split(numbers: np.ndarray, lengths: Sequence[int]) -> list[np.ndarray]:
    return np.split(numbers, np.cumsum(lengths)[:-1]) if lengths else []


def drive(data: bytes, shapes: Shapes) -> np.ndarray:
    reader = Reader(data)
    seed = reader.number("<u4", 0, 2**32 - 1)
    size = sum(sizes_of(shapes))
    lengths = block_lengths(size)
    scales = [reader.number("<f8", 0, 2**9 * LARGEST) for _ in lengths]
    signs = split(1 - 2 * reader.bits(size, 1), lengths)
    reader.end()
    return rotated_back([scale * block for scale, block in zip(scales, signs)], seed)


def qsgd(data: bytes, shapes: Shapes) -> np.ndarray:
    reader = Reader(data)
    levels = 2 ** (reader.number("u1", 2, 16) - 1) - 1
    bucket = reader.number("<u4", 0, 2**32 - 1)
    sizes = sizes_of(shapes)
    size = sum(sizes)
    lengths = [size for size in sizes if size > 0]
    if bucket > 0:
        count = -(-size // bucket)
        norms = reader.take(8 * count)
        lengths = np.minimum(bucket, size - bucket * np.arange(count))
    else:
        norms = reader.take(8 * len(lengths))
    norms = np.frombuffer(norms, "<f8")
    if not ((norms >= 0) & (norms <= 2**16 * LARGEST)).all():
        raise ValueError("it must have norms that are finite and not negative")
    symbols = reader.bits(size, (2 * levels + 1).bit_length()) - levels
    reader.end()
    if (symbols > levels).any():
        raise ValueError(f"it must have levels of at most {levels}")
    return to_float32(np.repeat(norms, lengths) * symbols / levels)


def terngrad(data: bytes, shapes: Shapes) -> np.ndarray:
    reader = Reader(data)
    sizes = sizes_of(shapes)
    size = sum(sizes)
    limits = [reader.number("<f4", 0, LARGEST) if size > 0 else 0 for size in sizes]
    packed = np.frombuffer(reader.take(-(-size // 5)), np.uint8)
    reader.end()
    if (packed >= 3**5).any():
        raise ValueError(f"it must have bytes below {3**5}")
    trits = (packed[:, None] // 3 ** np.arange(5) % 3).ravel()
    if trits[size:].any():
        raise ValueError("it must end with digits of 0")
    signs = np.array([0, 1, -1], np.float32)[trits[:size]]
    return signs * np.repeat(np.array(limits, np.float32), sizes)


def topk(data: bytes, shapes: Shapes) -> np.ndarray:
    reader = Reader(data)
    width = reader.number("u1", 8, 32)
    low_bits = reader.number("u1", 0, 16)
    size = sum(sizes_of(shapes))
    count = reader.number("<u4", 0, size)
    if width == 32:
        values = reader.floats(count)
    elif width == 16:
        values = reader.halves(count)
    elif width == 8:
        low, high = read_range(reader, "<f4", LARGEST)
        values = on_grid(reader.bits(count, 8), low, high, 255)
    else:
        raise ValueError(f"it must have numbers of 8, 16 or 32 bits, got {width}")
    update = np.zeros(size, np.float32)
    update[read_positions(reader, low_bits, count, size)] = values
    return update


def randomk(data: bytes, shapes: Shapes) -> np.ndarray:
    reader = Reader(data)
    seed = reader.number("<u4", 0, 2**32 - 1)
    scaled = reader.number("u1", 0, 1) == 1
    size = sum(sizes_of(shapes))
    count = reader.number("<u4", min(1, size), size)
    values = reader.floats(count).astype(np.float64)
    reader.end()
    update = np.zeros(size, np.float32)
    scale = size / count if scaled and count > 0 else 1
    update[random_positions(seed, size, count)] = to_float32(values * scale)
    return update


def lowrank(data: bytes, shapes: Shapes) -> np.ndarray:
    reader = Reader(data)
    rank = reader.number("<u2", 1, 2**16 - 1)
    parts = []
    for shape, size in zip(shapes, sizes_of(shapes)):
        columns = shape[-1] if shape else 1
        rows = size // columns if columns > 0 else 0
        width = min(rank, rows, columns)
        if 1 + width * (rows + columns) >= size:
            parts.append(reader.floats(size))
            continue
        scale = reader.number("<f4", 0, LARGEST)
        p = reader.floats(rows * width).reshape(rows, width).astype(np.float64)
        q = reader.floats(columns * width).reshape(columns, width).astype(np.float64)
        parts.append(to_float32(scale * p @ q.T).ravel())
    reader.end()
    return joined(parts)


def inflated(decoder: Decoder) -> Decoder:
    """The decoder of bytes in the DEFLATE format."""

    def decode(data: bytes, shapes: Shapes) -> np.ndarray:
        # More bytes than any encoding has: no small message unpacks to a large one.
        most = 16 * sum(sizes_of(shapes)) + 64 * len(shapes) + 1024
        stream = zlib.decompressobj(-15)
        try:
            unpacked = stream.decompress(data, most)
        except zlib.error as problem:
            raise ValueError(f"it must be in the DEFLATE format: {problem}") from problem
        if not stream.eof or stream.unused_data:
            raise ValueError("it must end where its DEFLATE stream ends")
        return decoder(unpacked, shapes)

    return decode


PLAIN: tuple[Decoder, ...] = (
    float16,
    quantized,
    rotated,
    drive,
    qsgd,
    terngrad,
    topk,
    randomk,
    lowrank,
)

#: By the name of the encoding.
DECODERS: dict[str, Decoder] = {decoder.__name__: decoder for decoder in PLAIN}
DECODERS |= {f"{name}+deflate": inflated(decoder) for name, decoder in DECODERS.items()}
