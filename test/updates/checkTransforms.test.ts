import { float16 } from '../../src/compression/float16';
import { clip } from '../../src/privacy/clip';
import { differentialPrivacy } from '../../src/privacy/differentialPrivacy';
import { localNoise } from '../../src/privacy/localNoise';
import { checkTransforms } from '../../src/updates/checkTransforms';
import type { UpdateTransform } from '../../src/updates/updateTransform';

const named = (name: string): UpdateTransform => ({ name });
const codec = float16();
const remembering: UpdateTransform = { ...codec, name: 'float16-feedback', remembers: 'errors' };
const counted = { clip: 1, clients: 100, clientsPerRound: 10 };
const [clipping] = differentialPrivacy({ ...counted, noiseMultiplier: 0 }).transforms;
const [noisy] = differentialPrivacy({ ...counted, noiseMultiplier: 1 }).transforms;
const local = localNoise({ clip: 1, noiseMultiplier: 1 });

test.each<[string, UpdateTransform[]]>([
  ['have different names without a slash, got "a"', [named('a'), named('a')]],
  ['have different names without a slash, got "a/b"', [named('a/b')]],
  ['end with privacy, got "privacy, clip"', [noisy, clip(1)]],
  ['have float16 before privacy: an update may be longer after an encoding', [noisy, codec]],
  ['have float16 before privacy: an update may be longer after an encoding', [clipping, codec]],
  ['have localnoise before float16: the server sees what it decodes', [codec, local]],
  ['have clip before float16: the server sees what it decodes', [codec, clip(1), noisy]],
  ['hold one codec: zip would encode what float16 decoded', [codec, { ...codec, name: 'zip' }]],
  ['hold no float16-feedback with noise: what a client kept depends', [remembering, noisy]],
])('transforms must %s', (rule, transforms) => {
  expect(() => {
    checkTransforms(transforms);
  }).toThrow(`transforms must ${rule}`);
});

test.each<[string, UpdateTransform[]]>([
  ['two names', [named('a'), named('b')]],
  ['a codec after a norm that promises nothing', [clip(1), codec]],
  ['noise on the clients, then a codec', [local, remembering]],
  ['a server that clips and adds noise to what it decoded', [codec, noisy]],
  ['error feedback without noise', [remembering, clipping]],
  ['work on the server after a codec', [codec, { name: 'server', server: () => ({}) }]],
])('allowed: %s', (_, transforms) => {
  expect(() => {
    checkTransforms(transforms);
  }).not.toThrow();
});
