import { Presets, SingleBar } from 'cli-progress';
import type { Output } from '../../commands/terminal';
import { formatBytes } from '../../core/formatBytes';
import type { FileProgress } from './fetchFile';

const verbs = { download: 'downloading', verify: 'verifying', unpack: 'unpacking' } as const;

/** Shows the progress of files: a bar in a terminal, else a line for every tenth of a file. */
export function progressDisplay(output: Output): {
  readonly show: (progress: FileProgress) => void;
  readonly stop: () => void;
} {
  const display = output.isTTY ? bars(output) : lines(output);
  let current = '';
  return {
    show: (progress) => {
      const title = `${verbs[progress.step]} ${progress.file}`;
      if (title !== current) display.stop();
      const begins = title !== current;
      current = title;
      display.show(title, progress, begins);
    },
    stop: () => {
      display.stop();
      current = '';
    },
  };
}

interface Display {
  show(title: string, progress: FileProgress, begins: boolean): void;
  stop(): void;
}

function bars(output: Output): Display {
  let bar: SingleBar | undefined;
  return {
    show(title, { bytes, totalBytes }, begins) {
      if (begins) {
        const format = `${title} {bar} {percentage}% of {size} {left}`;
        bar = new SingleBar({ format, stream: output, hideCursor: true }, Presets.shades_classic);
        bar.start(totalBytes ?? 0, bytes, { size: totalBytes ? formatBytes(totalBytes) : '?' });
      }
      bar?.update(bytes, { left: totalBytes ? '' : formatBytes(bytes) });
    },
    stop() {
      bar?.stop();
      bar = undefined;
    },
  };
}

function lines(output: Output): Display {
  let tenth = -1;
  return {
    show(title, { bytes, totalBytes }, begins) {
      const size = totalBytes === undefined ? '' : ` of ${formatBytes(totalBytes)}`;
      const now = totalBytes ? Math.floor((10 * bytes) / totalBytes) : 0;
      if (begins || now > tenth) output.write(`${title}: ${formatBytes(bytes)}${size}\n`);
      tenth = now;
    },
    stop() {
      tenth = -1;
    },
  };
}
