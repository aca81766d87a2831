import { createHash } from 'node:crypto';
import { defaultLimits } from '../../../../src/flower/wire/limits';
import {
  allObjects,
  buildObject,
  objectTree,
  parseObject,
  treeIds,
} from '../../../../src/flower/wire/objects/objects';
import { decodeNames, encodeNames, pythonString } from '../../../../src/flower/wire/names';
import { standInSchema } from '../../../support/flowerSchema';

const idOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');
const parse = (text: string) => {
  const content = Buffer.from(text, 'latin1');
  return parseObject(idOf(content), content);
};

const chunk = buildObject('ArrayChunk', [Buffer.from('ab'), Buffer.from('\0c')]);
const array = buildObject('Array', [Buffer.from('{}')], [chunk, chunk]);

test('an object is head, zero byte and body; its id is the hash of all that', () => {
  expect(Buffer.from(chunk.content()).toString('latin1')).toBe('ArrayChunk  4\0ab\0c');
  expect(chunk.id).toBe(idOf(chunk.content()));
  expect(chunk.bytes).toBe(chunk.content().length);
  expect(Buffer.from(array.content()).toString('latin1')).toBe(`Array ${chunk.id} 2\0{}`);
  const parsed = parseObject(array.id, array.content());
  expect(parsed).toMatchObject({ id: array.id, type: 'Array', children: [chunk.id] });
  expect(Buffer.from(parsed.body).toString()).toBe('{}');
});

test('every object once, children first', () => {
  const root = buildObject('ArrayRecord', [Buffer.from('{}')], [array, chunk]);
  expect([...allObjects(root).keys()]).toEqual([chunk.id, array.id, root.id]);
  const schema = standInSchema();
  const tree = schema.decode('ObjectTree', schema.encode('ObjectTree', objectTree(root)));
  expect(treeIds(tree, defaultLimits)).toEqual([chunk.id, array.id, root.id]);
});

test('malformed objects are refused, with what is wrong', () => {
  expect(() => parseObject(chunk.id, Buffer.from('ArrayChunk  0\0'))).toThrow(
    'content has the hash',
  );
  expect(() => parse('ArrayChunk  0')).toThrow('has no head');
  expect(() => parse('Array\0')).toThrow('unknown type');
  expect(() => parse('Pickle  0\0')).toThrow('has the unknown type "Pickle"');
  expect(() => parse('ArrayChunk  2\0abc')).toThrow('has a body of 3 bytes, its head says "2"');
  expect(() => parse('ArrayChunk  03\0abc')).toThrow('its head says "03"');
  expect(() => parse('Array xyz 0\0')).toThrow('names a child that is not an id');
  expect(() => parse(`Array ${chunk.id},${chunk.id} 0\0`)).toThrow('names a child twice');
});

test('trees that are too deep, too large or of other ids are refused', () => {
  const leaf = { objectId: chunk.id, children: [] };
  const deep = [1, 2, 3, 4, 5].reduce<Parameters<typeof treeIds>[0]>(
    (tree) => ({ objectId: chunk.id, children: [tree] }),
    leaf,
  );
  expect(() => treeIds(deep, defaultLimits)).toThrow('is deeper than 5');
  const wide = { objectId: chunk.id, children: [leaf, leaf, leaf] };
  expect(() => treeIds(wide, { ...defaultLimits, objects: 3 })).toThrow(
    'object tree has 4 objects, the limit is 3',
  );
  const other = { objectId: '../../etc/passwd', children: [] };
  expect(() => treeIds(other, defaultLimits)).toThrow('not a SHA-256');
});

test('names keep their order and are written as in Python', () => {
  // python: json.dumps({"b": "1", "10": "2", "2": "3", "__proto__": "4", "ä\n\x7f😀\"\\": "5"})
  const python =
    '{"b": "1", "10": "2", "2": "3", "__proto__": "4", "\\u00e4\\n\\u007f\\ud83d\\ude00\\"\\\\": "5"}';
  const names = new Map([
    ['b', '1'],
    ['10', '2'],
    ['2', '3'],
    ['__proto__', '4'],
    ['ä\n\x7f😀"\\', '5'],
  ]);
  expect(Buffer.from(encodeNames(names)).toString()).toBe(python);
  expect([...decodeNames(Buffer.from(python), 'x', 10)]).toEqual([...names]);
  expect(pythonString('/')).toBe('"/"');
  expect([...decodeNames(Buffer.from('{"a":"1","a":"2"}'), 'x', 10)]).toEqual([['a', '2']]);
  expect(decodeNames(Buffer.from(' { } '), 'x', 10).size).toBe(0);
});

test('other JSON is refused', () => {
  const read = (text: string) => () => decodeNames(Buffer.from(text), 'ArrayRecord', 2);
  expect(read('{')).toThrow('ArrayRecord: its body is not JSON');
  expect(read('["a"]')).toThrow('not a JSON object of object ids');
  expect(read('null')).toThrow('not a JSON object of object ids');
  expect(read('{"a": {"b": "c"}}')).toThrow('not a JSON object of object ids');
  expect(read('{"a":"","b":"","c":""}')).toThrow('ArrayRecord has 3 entries, the limit is 2');
});
