import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { Database } from 'node-sqlite3-wasm';
import { parseFedjaxExamples } from '../../../src/data/sources/fedjaxExamples';
import { loadFedjaxEmnist } from '../../../src/data/sources/fedjaxSqlite';
import { loadTffEmnist } from '../../../src/data/sources/tffSqlite';
import { testWithRealData } from '../../support/realData';
import { withTemporaryFolder } from '../../support/temporaryFolder';
import { ink, python } from './femnistFixtures';

/**
 * FedJAX's format written without its code or a msgpack library. The bytes of `pack` are those of
 * msgpack's specification; the nesting is that of msgpack_serialize({'pixels': …, 'label': …}).
 */
const pythonWriter = `
import json, sqlite3, struct, sys, zlib
def text(s): return bytes([0xa0 | len(s)]) + s.encode()
def whole(n): return struct.pack('>BH', 0xcd, n)
def array(shape, dtype, raw):
    body = (b'\\x93' + bytes([0x90 | len(shape)]) + b''.join(map(whole, shape)) + text(dtype)
            + struct.pack('>BI', 0xc6, len(raw)) + raw)
    return struct.pack('>BIb', 0xc9, len(body), 1) + body
def pack(images, labels, dtype='int32'):
    n = len(labels)
    pixels = array((n, 28, 28), 'float32', b''.join(struct.pack('<784f', *i) for i in images))
    label = array((n,), dtype, struct.pack('<%d%s' % (n, {'int32': 'i', 'int64': 'q'}[dtype]), *labels))
    return zlib.compress(b'\\x82' + text('pixels') + pixels + text('label') + label)
def write(path, rows):
    db = sqlite3.connect(path)
    db.execute('CREATE TABLE federated_data (client_id BLOB NOT NULL PRIMARY KEY, '
               'data BLOB NOT NULL, num_examples INTEGER NOT NULL)')
    db.executemany('INSERT INTO federated_data VALUES (?, ?, ?)', rows)
    db.commit()
def page(level): return [level / 255] + [1.0] * 783
`;

const train = '00a1b2c3d4e5f607:f0002_01';
const other = 'ffa1b2c3d4e5f607:f0001_44';

test('reads a file that Python wrote, with arrays of NumPy’s types', async () => {
  await withTemporaryFolder((folder) => {
    const files = { train: join(folder, 'train.sqlite'), test: join(folder, 'test.sqlite') };
    python(
      `${pythonWriter}
write(sys.argv[1], [
    (b'${other}', pack([page(9)], [8]), 1),
    (b'${train}', pack([page(0), page(255)], [3, 5], 'int64'), 2)])
write(sys.argv[2], [(b'${train}', pack([page(128)], [7]), 1), (b'other', pack([page(1)], [1]), 1)])`,
      files.train,
      files.test,
    );
    const data = loadFedjaxEmnist(files);
    expect(data.clientIds).toEqual([train, other]);
    expect(data.clientSize(train)).toEqual({ train: 2, test: 1 });
    expect(data.clientSize(other)).toEqual({ train: 1, test: 0 });
    const client = data.client(train);
    expect([...client.train.images]).toEqual([...ink(0), ...ink(255)]);
    expect([...client.train.labels]).toEqual([3, 5]);
    expect([...client.test.images]).toEqual(ink(128));
    expect([...client.test.labels]).toEqual([7]);
    expect(data.client(other).test.size).toBe(0);
    expect(() => data.client('other')).toThrow('id must be one of the 2 client ids');
    expect(() => data.clientSize('other')).toThrow('id must be one of the 2 client ids');
    data.close();
    expect(() => data.client(train)).toThrow('train.sqlite is closed');

    const alone = loadFedjaxEmnist({ train: files.train });
    expect(alone.client(train).test.size).toBe(0);
    alone.close();
    const absent = join(folder, 'none.sqlite');
    expect(() => loadFedjaxEmnist({ train: files.train, test: absent })).toThrow('none.sqlite');
  });
});

const ok = 'pack([page(0)], [3])';
const cases: [name: string, row: string, problem: string][] = [
  ['data that is text', "(b'c', 'x', 1)", 'client c: expected a blob in data, found string'],
  [
    'data that is not compressed',
    "(b'c', b'x', 1)",
    'data is not zlib-compressed msgpack of arrays',
  ],
  ['no map', "(b'c', zlib.compress(b'\\x01'), 1)", '(expected a map of arrays)'],
  [
    'no arrays',
    "(b'c', zlib.compress(b'\\x80'), 1)",
    'expected arrays pixels and label, found none',
  ],
  [
    'another size',
    `(b'c', ${ok}, 2)`,
    'num_examples 2: expected pixels [2, 28, 28] and label [2], found pixels [1, 28, 28] and label [1]',
  ],
  [
    'a pixel outside',
    "(b'c', pack([[2.0] + [1.0] * 783], [3]), 1)",
    'client c, example 0: pixel 0 must be between 0 and 1, got 2',
  ],
  [
    'a letter',
    "(b'c', pack([page(0)], [36]), 1)",
    'got 36; load a file with letters with onlyDigits: false',
  ],
  [
    'a bomb',
    "(b'c', zlib.compress(b'\\x00' * 10**8), 1)",
    'data is not zlib-compressed msgpack of arrays (Cannot create a Buffer larger than',
  ],
];
test.each(cases)('a row with %s is refused', async (_, row, problem) => {
  await withTemporaryFolder((folder) => {
    const file = join(folder, 'train.sqlite');
    python(`${pythonWriter}\nwrite(sys.argv[1], [${row}])`, file);
    const data = loadFedjaxEmnist({ train: file });
    expect(() => data.client('c')).toThrow(`${file}: client c`);
    expect(() => data.client('c')).toThrow(problem);
    data.close();
  });
});

test('a table that lists a client twice, or nobody, or wrong sizes, is refused', async () => {
  await withTemporaryFolder((folder) => {
    const refuse = (name: string, values: string, problem: string): void => {
      const file = join(folder, name);
      const database = new Database(file);
      database.exec(
        'CREATE TABLE federated_data (client_id BLOB, data BLOB, num_examples INTEGER)',
      );
      if (values) database.exec(`INSERT INTO federated_data VALUES ${values}`);
      database.close();
      expect(() => loadFedjaxEmnist({ train: file })).toThrow(`${file}: ${problem}`);
    };
    refuse('a', '', 'federated_data has no row');
    refuse('b', "(x'61', x'', 1), ('a', x'', 1)", 'federated_data has client a twice');
    refuse('c', "(x'61', x'', 'one')", 'federated_data: found client_id 97 with num_examples one');
    refuse('d', "(NULL, x'', 1)", 'federated_data: found client_id null with num_examples 1');
  });
});

test('arrays of every supported type, and of an unknown one', () => {
  const packed = (dtype: string, raw: readonly number[]): Uint8Array => {
    const name = Buffer.from(dtype);
    const array = [0x93, 0x91, 2, 0xa0 | name.length, ...name, 0xc4, raw.length, ...raw];
    return deflateSync(Buffer.from([0x81, 0xa1, 0x78, 0xc7, array.length, 1, ...array]));
  };
  const read = (dtype: string, raw: readonly number[]): number[] => [
    ...parseFedjaxExamples(packed(dtype, raw), 1000).get('x')!.values,
  ];
  expect(read('uint8', [200, 3])).toEqual([200, 3]);
  expect(read('int32', [255, 255, 255, 255, 2, 0, 0, 0])).toEqual([-1, 2]);
  expect(read('int64', [254, ...Array<number>(7).fill(255), 1, 0, 0, 0, 1, 0, 0, 0])).toEqual([
    -2,
    2 ** 32 + 1,
  ]);
  expect(read('float32', [0, 0, 128, 63, 0, 0, 0, 63])).toEqual([1, 0.5]);
  expect(read('float64', [0, 0, 0, 0, 0, 0, 240, 63, 0, 0, 0, 0, 0, 0, 224, 191])).toEqual([
    1, -0.5,
  ]);
  expect(() => read('bfloat16', [0, 0, 0, 0])).toThrow('cannot read numbers of type bfloat16');
  expect(() => read('uint8', [1, 2, 3])).toThrow('2 uint8 need 2 bytes, found 3');
});

testWithRealData(
  'the 28 writers, rewritten in FedJAX’s format, are those of TFF’s',
  ['femnist-tff', 'femnist28.sqlite'],
  async (tff) => {
    await withTemporaryFolder((folder) => {
      const [trainFile, testFile] = [join(folder, 'train'), join(folder, 'test')];
      python(
        `${pythonWriter}
source = sqlite3.connect('file:%s?mode=ro' % sys.argv[1], uri=True)
for split, path in (('all_train', sys.argv[2]), ('all_test', sys.argv[3])):
    rows = []
    for client, n in source.execute(
            'SELECT client_id, num_examples FROM client_metadata WHERE split_name = ?', [split]):
        blobs = [b for (b,) in source.execute('SELECT serialized_example_proto FROM examples '
            'WHERE client_id = ? AND split_name = ? ORDER BY rowid', [client, split])]
        # label: the byte after the packed int64 list's header; pixels: the last 3136 bytes
        labels = [b[b.index(b'label') + 11] for b in blobs]
        rows.append((client.encode(), pack([struct.unpack('<784f', b[-3136:]) for b in blobs], labels), n))
    write(path, rows)`,
        tff,
        trainFile,
        testFile,
      );
      const fedjax = loadFedjaxEmnist({ train: trainFile, test: testFile }, { onlyDigits: false });
      const expected = loadTffEmnist(tff, { onlyDigits: false });
      expect(fedjax.clientIds).toEqual(expected.clientIds);
      for (const id of expected.clientIds) expect(fedjax.client(id)).toEqual(expected.client(id));
      fedjax.close();
      expected.close();
    });
  },
);
