import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError, FederatedError, FileError } from '../../src/core/errors';
import { exitCode } from '../../src/commands/exitCode';
import { onFile, systemProblem, whileReading } from '../../src/core/systemError';
import { withTemporaryFolder } from '../support/temporaryFolder';

/** What a command says of an error, and its exit code. */
function said(error: unknown): [code: number, text: string] {
  let text = '';
  const code = exitCode(error, { err: (part) => (text += part) });
  return [code, text];
}

function thrown(body: () => unknown): unknown {
  try {
    body();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('a system’s error is a sentence that names the file and what to do', async () => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const none = join(folder, 'none');
    const below = join(file, 'below');
    const errors: readonly (readonly [() => unknown, string])[] = [
      [
        () => readFileSync(none),
        `cannot open ${none}: there is no such file or folder (ENOENT); check the path`,
      ],
      [
        () => openSync(folder, 'w'),
        `cannot open ${folder}: it is a folder, not a file (EISDIR); name a file`,
      ],
      [
        () => openSync(below, 'w'),
        `cannot open ${below}: a part of the path is a file, not a folder (ENOTDIR); check the path`,
      ],
      [
        () => {
          mkdirSync(file);
        },
        `cannot make ${file}: something of this name is there already (EEXIST); remove it, or choose another name`,
      ],
      [
        () => {
          rmdirSync(folder);
        },
        `cannot remove ${folder}: the folder is not empty (ENOTEMPTY); remove what it holds, or choose another one`,
      ],
    ];
    for (const [body, message] of errors) expect(said(thrown(body))).toEqual([1, `${message}\n`]);
  });
});

/** As Node.js makes it. */
const systemError = (code: string, syscall: string, path?: string) =>
  Object.assign(new Error(`${code}: as the system says it, ${syscall}`), { code, syscall, path });

test.each([
  ['ENOSPC', 'write', 'write', 'the disk is full', 'free some space and try again'],
  [
    'EDQUOT',
    'write',
    'write',
    'your share of the disk is used up',
    'free some space and try again',
  ],
  ['EROFS', 'mkdir', 'make', 'the file system can only be read', 'choose a place that can be'],
  ['EACCES', 'open', 'open', 'permission is missing', 'check who may read and write there'],
  ['EMFILE', 'open', 'open', 'too many files are open', 'raise the limit'],
])('%s of %s', (code, syscall, verb, problem, advice) => {
  const error = systemError(code, syscall);
  const wrapped = thrown(() =>
    onFile('runs/a', () => {
      throw error;
    }),
  );
  expect(wrapped).toBeInstanceOf(FileError);
  expect(wrapped).toMatchObject({ file: 'runs/a', code, cause: error });
  const [exit, text] = said(wrapped);
  expect(exit).toBe(1);
  expect(text).toContain(`cannot ${verb} runs/a: ${problem} (${code}); ${advice}`);
});

test('other codes keep the system’s text, and a missing program is named', () => {
  expect(systemProblem(systemError('ESTALE', 'read', '/a'))).toBe(
    'cannot read /a: as the system says it (ESTALE)',
  );
  const { error } = spawnSync('no-such-program');
  expect(systemProblem(error)).toBe(
    'cannot start no-such-program: there is no such program (ENOENT)',
  );
  expect(systemProblem(new Error('no system’s'))).toBeUndefined();
});

test('system errors while reading become data errors, others pass through', () => {
  const error = thrown(() => whileReading('none', () => readFileSync('none')));
  expect(error).toBeInstanceOf(DataError);
  expect((error as Error).message).toBe(
    'none: cannot be read: there is no such file or folder (ENOENT)',
  );
  const other = new FederatedError('another');
  for (const wrap of [whileReading, onFile]) {
    expect(
      thrown(() =>
        wrap('none', () => {
          throw other;
        }),
      ),
    ).toBe(other);
  }
});

(existsSync('/dev/full') ? test : test.skip)('a disk that is full while writing', () => {
  const descriptor = openSync('/dev/full', 'w');
  const error = thrown(() => {
    onFile('weights.npz', () => {
      writeFileSync(descriptor, 'x');
    });
  });
  expect(said(error)).toEqual([
    1,
    'cannot write weights.npz: the disk is full (ENOSPC); free some space and try again\n',
  ]);
});
