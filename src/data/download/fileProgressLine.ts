import { liveLine } from '../../commands/liveLine';
import type { Output } from '../../commands/terminal';
import { formatBytes } from '../../core/formatBytes';
import { formatTimeLeft } from '../../core/formatDuration';
import type { FileProgress } from './fetchFile';

const verbs = { download: 'downloading', verify: 'verifying', unpack: 'unpacking' } as const;

/**
 * `downloading train.gz · 45 % of 11.6 MB · 0:03, about 0:04 left`, as a {@link liveLine}; each file's
 * first line is shown in any case.
 */
export function fileProgressLine(
  output: Output,
  clock: () => number = () => performance.now(),
): { readonly update: (progress: FileProgress) => void; readonly end: () => void } {
  const line = liveLine(output, clock);
  let title = '';
  let start = { at: 0, bytes: 0 };
  return {
    update({ step, file, bytes, totalBytes }) {
      const next = `${verbs[step]} ${file}`;
      const begins = next !== title;
      if (begins) {
        title = next;
        start = { at: clock(), bytes };
      }
      const text = (): string => {
        if (!totalBytes) return `${title} · ${formatBytes(bytes)}`;
        const [done, total] = [bytes - start.bytes, totalBytes - start.bytes];
        const percent = Math.floor((100 * bytes) / totalBytes);
        const time = formatTimeLeft(clock() - start.at, done, total);
        return `${title} · ${percent} % of ${formatBytes(totalBytes)} · ${time}`;
      };
      line.update(text, begins);
    },
    end: line.end,
  };
}
