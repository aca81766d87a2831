import { freemem, process } from '../../platform/system';

/** Three quarters of the memory that is free here, in bytes; within the process's limit if it has one. */
export function availableBytes(): number {
  const limit = process.constrainedMemory();
  const free = freemem();
  const left = limit > 0 ? Math.min(free, limit - process.memoryUsage.rss()) : free;
  return Math.max(0, Math.floor(0.75 * left));
}
