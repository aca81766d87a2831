import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePng, pngSize } from '../../src/data/png';
import { EventWriter, openRuns } from '../../src/tensorboard/eventFile';
import { pythonTest, runPython } from '../support/python';
import { withTemporaryFolder } from '../support/temporaryFolder';

interface Run {
  readonly plugins: Record<string, Record<string, number>>;
  readonly values: Record<string, { step: number; seconds: number; value: unknown }[]>;
}

const read = async (folder: string): Promise<Record<string, Run>> =>
  JSON.parse(await runPython('readEvents.py', '', [folder])) as Record<string, Run>;

const base64 = (content: string | Uint8Array): string => Buffer.from(content).toString('base64');

pythonTest('TensorBoard reads back what was written', () =>
  withTemporaryFolder(async (folder) => {
    let now = 1_700_000_000_250;
    const { train, heldOut } = openRuns(folder, ['train', 'heldOut'], { clock: () => now });
    const png = encodePng({ bytes: new Uint8Array(6), shape: [2, 3, 1] });
    train.scalar('accuracy', 0.5, 1);
    now += 1000;
    train.scalar('accuracy', 0.75, 2 ** 40);
    train.scalar('loss', NaN, 1);
    train.scalar('loss', -Infinity, 2);
    train.histogram('weights', [0, 1, 1, 2], 3, 2);
    train.image('digits/first', png, pngSize(png), 0);
    train.text('notes', '**naïve** 数字', 0);
    train.flush();
    train.close();
    heldOut.scalar('accuracy', 0.25, 1);
    heldOut.close();

    const runs = await read(folder);
    expect(Object.keys(runs).sort()).toEqual(['heldOut', 'train']);
    const { plugins, values } = runs.train;
    // DataClass of summary.proto: 1 scalar, 2 tensor, 3 blob sequence.
    expect(plugins).toEqual({
      scalars: { accuracy: 1, loss: 1 },
      histograms: { weights: 2 },
      images: { 'digits/first': 3 },
      text: { notes: 2 },
    });
    expect(values.accuracy).toEqual([
      { step: 1, seconds: 1_700_000_000.25, value: 0.5 },
      { step: 2 ** 40, seconds: 1_700_000_001.25, value: 0.75 },
    ]);
    expect(values.loss.map(({ value }) => value)).toEqual(['nan', '-inf']);
    expect(values.weights[0].value).toEqual([
      [0, 1, 1],
      [1, 2, 3],
    ]);
    expect(values['digits/first'][0].value).toEqual([base64('3'), base64('2'), base64(png)]);
    expect(values.notes[0].value).toBe(base64('**naïve** 数字'));
    expect(runs.heldOut.values.accuracy.map(({ value }) => value)).toEqual([0.25]);
  }),
);

test('two writers of one folder write two files', () =>
  withTemporaryFolder((folder) => {
    const writers = [1, 2].map(() => new EventWriter(folder, { clock: () => 5000 }));
    for (const writer of writers) writer.close();
    const files = readdirSync(folder).sort();
    expect(files.length).toBe(2);
    for (const file of files) expect(file).toMatch(/^events\.out\.tfevents\.5\..*\.[01]\.v2$/);
  }));

test('equal events at equal times are equal bytes', () =>
  withTemporaryFolder((folder) => {
    const write = (run: string): Buffer => {
      const writer = new EventWriter(join(folder, run), { clock: () => 1000 });
      writer.scalar('loss', 0.1, 1);
      writer.close();
      return readFileSync(writer.file);
    };
    expect(write('a').equals(write('b'))).toBe(true);
  }));

test('a closed writer refuses to write, and may be closed again', () =>
  withTemporaryFolder((folder) => {
    const writer = new EventWriter(folder);
    writer.close();
    writer.close();
    expect(() => {
      writer.scalar('loss', 1, 1);
    }).toThrow(`${writer.file} is closed`);
    expect(() => {
      writer.flush();
    }).toThrow('is closed');
  }));

test('wrong names, steps and values are refused and leave the file as it was', () =>
  withTemporaryFolder((folder) => {
    const writer = new EventWriter(mkdtempSync(join(folder, 'run-')));
    const before = readFileSync(writer.file);
    const refused: [() => void, string][] = [
      [
        () => {
          writer.scalar('', 1, 1);
        },
        'name must not be empty',
      ],
      [
        () => {
          writer.scalar('loss', 1, -1);
        },
        'step must be a whole number of at least 0, got -1',
      ],
      [
        () => {
          writer.scalar('loss', 1, 0.5);
        },
        'step must be a whole number',
      ],
      [
        () => {
          writer.histogram('w', [], 1);
        },
        'values must hold at least one number',
      ],
      [
        () => {
          writer.histogram('w', [Infinity], 1);
        },
        'values[0] must be a finite number',
      ],
      [
        () => {
          writer.image('i', new Uint8Array(), { width: 0, height: 1 }, 1);
        },
        'width must be',
      ],
    ];
    for (const [call, message] of refused) expect(call).toThrow(message);
    expect(readFileSync(writer.file).equals(before)).toBe(true);
    writer.close();
  }));

test('a run can take the place of an earlier one, and touches no other file', async () => {
  await withTemporaryFolder((folder) => {
    const open = (replace: boolean): void => {
      const { train } = openRuns(folder, ['train'], { replace });
      train.scalar('accuracy', 0.5, 1);
      train.close();
    };
    open(false);
    open(false);
    writeFileSync(join(folder, 'train', 'notes.txt'), 'mine');
    expect(readdirSync(join(folder, 'train'))).toHaveLength(3);
    open(true);
    const left = readdirSync(join(folder, 'train'));
    expect(left).toHaveLength(2);
    expect(left).toContain('notes.txt');
  });
});
