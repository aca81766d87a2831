import type { Rng } from '../../src/core/rng';

/** Damages bytes as a broken or hostile server might. */
export function mutate(bytes: Uint8Array, rng: Rng): Uint8Array {
  let damaged = Buffer.from(bytes);
  for (let count = 1 + rng.integer(3); count > 0; count--) {
    const at = rng.integer(damaged.length + 1);
    const length = rng.integer(8) + 1;
    const before = damaged.subarray(0, at);
    switch (rng.integer(7)) {
      case 0: // another bit
        if (at < damaged.length) damaged[at] ^= 1 << rng.integer(8);
        break;
      case 1: // other bytes
        damaged.subarray(at, at + length).fill(rng.integer(256));
        break;
      case 2: // an end
        damaged = Buffer.from(before);
        break;
      case 3: // a piece left out
        damaged = Buffer.concat([before, damaged.subarray(at + length)]);
        break;
      case 4: // a piece twice
        damaged = Buffer.concat([before, damaged.subarray(Math.max(0, at - 40))]);
        break;
      case 5: // a varint that is large
        damaged = Buffer.concat([before, Buffer.alloc(length, 0xff), damaged.subarray(at)]);
        break;
      default: // a number that is large, in the text of a header or a JSON body
        damaged = Buffer.from(
          damaged
            .toString('latin1')
            .replace(/\d+/g, (digits) =>
              rng.integer(3) === 0 ? String(rng.integer(2 ** 32)) : digits,
            ),
          'latin1',
        );
    }
  }
  return damaged;
}
