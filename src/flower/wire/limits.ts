import { FlowerLimitError } from './errors';

/** How much of one message this client is willing to hold. */
export interface WireLimits {
  /**
   * Bytes of one HTTP body; an array's chunk is 5 MiB unless the sender is configured otherwise.
   */
  readonly messageBytes: number;
  /** Bytes of all objects of a message, and of the numbers of all its arrays. */
  readonly totalBytes: number;
  /** Objects in a message's tree. */
  readonly objects: number;
  /** Records of a message. */
  readonly records: number;
  /** Entries of a record, and items of a list in one. */
  readonly entries: number;
  /** Bytes of a record of metrics or settings; decoded, each may take fifty bytes of memory. */
  readonly valueBytes: number;
}

/** Room for a model of two gibibytes in a few thousand arrays. */
export const defaultLimits: WireLimits = {
  messageBytes: 32 * 2 ** 20,
  totalBytes: 2 * 2 ** 30,
  objects: 65_536,
  records: 1_024,
  entries: 1_000_000,
  valueBytes: 4 * 2 ** 20,
};

/** Depth of a message's tree: Message, RecordDict, ArrayRecord, Array, ArrayChunk. */
export const treeDepth = 5;

/** @throws FlowerLimitError if `found` is above `limit` */
export function atMost(what: string, found: number, limit: number, unit: string): void {
  if (found > limit) throw new FlowerLimitError(what, limit, unit, found);
}
