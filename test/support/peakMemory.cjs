const { existsSync, readFileSync } = require('node:fs');

/**
 * The most memory, in bytes, that this process has held. Linux lets a process inherit `maxRSS` from
 * the one that started it; there, the count of its own address space is read.
 */
exports.peakBytes = function peakBytes() {
  const status = '/proc/self/status';
  const found = existsSync(status) && /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8'));
  return (found ? Number(found[1]) : process.resourceUsage().maxRSS) * 1024;
};
