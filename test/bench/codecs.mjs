import { library } from './library.mjs';
import { digits, table } from './table.mjs';

/*
 * What each codec makes of an update of McMahan's CNN: bytes, error, and time beside that of the training
 * that the update comes from, one client's 600 digits in batches of 10. All times are a processor's, of all
 * threads together, and a codec's share of the training is that of the training just before it: both are
 * the same on a busy machine, or on one whose speed changes.
 */

const training = { localEpochs: 1, batchSize: 10, clientLearningRate: 0.1 };

/** Title -> codec. */
function codecs() {
  const fl = library('compression/index');
  return {
    float16: fl.float16(),
    'quantized, 8 bits': fl.quantized({ bits: 8 }),
    'quantized, 4 bits': fl.quantized({ bits: 4 }),
    'rotated, 4 bits': fl.rotated({ bits: 4 }),
    'rotated, 1 bit': fl.rotated({ bits: 1 }),
    drive: fl.drive(),
    'qsgd, 8 bits': fl.qsgd({ bits: 8 }),
    'qsgd, 4 bits, buckets of 512': fl.qsgd({ bits: 4, bucket: 512 }),
    ternGrad: fl.ternGrad({ clip: 2.5 }),
    'topK, 1 %': fl.topK({ share: 0.01 }),
    'topK, 10 %, 8 bits': fl.topK({ share: 0.1, valueBits: 8 }),
    'randomK, 10 %': fl.randomK({ share: 0.1 }),
    'lowRank, 2': fl.lowRank({ rank: 2 }),
    'topK, 1 %, error feedback': fl.errorFeedback(fl.topK({ share: 0.01 })),
    'quantized, 8 bits, deflated': fl.deflated(fl.quantized({ bits: 8 })),
    'quantized, 4 bits, deflated': fl.deflated(fl.quantized({ bits: 4 })),
    'qsgd, 8 bits, deflated': fl.deflated(fl.qsgd({ bits: 8 })),
    'float16, deflated': fl.deflated(fl.float16()),
  };
}

/** What trains a client from the model's first parameters on. */
function trainedClient() {
  const { Rng } = library('core/rng');
  const { concatenate, subset } = library('data/datasetParts');
  const { clients } = library('data/federatedDataset');
  const { embeddedDigits } = library('data/sources/embedded');
  const { mcmahanCnn } = library('models/zoo');
  const { fedAvg } = library('strategies/fedAvg');
  const { compiledTrainer } = library('training/compiled/compiledTrainer');
  const trainer = compiledTrainer(mcmahanCnn({ seed: 1 }), { engine: 'node', workers: 1 });
  const algorithm = fedAvg({ trainer, rng: Rng.fromSeed(1), ...training });
  const digits = embeddedDigits();
  const all = concatenate(clients(digits, digits.clientIds).map(({ train }) => train));
  const chosen = Rng.fromSeed(2).permutation(all.size).subarray(0, 600);
  const client = { id: 'client', train: subset(all, chosen), test: subset(all, []) };
  const start = algorithm.initialize();
  /** The client's update, and the milliseconds that it took. */
  const train = async () => {
    const before = processorTime();
    const { state } = await algorithm.next(start, [client]);
    const milliseconds = processorTime() - before;
    return {
      update: state.parameters.map((value, i) => value - start.parameters[i]),
      milliseconds,
    };
  };
  return { train, spec: trainer.spec };
}

/**
 * Milliseconds of a client's training, of each codec's encoding and decoding of its update, and the share of
 * both in the training.
 */
export async function compression(rounds) {
  const { Rng } = library('core/rng');
  const { relativeError } = library('compression/codec');
  const { train, spec } = trainedClient();
  const times = [];
  const results = {};
  const measured = Object.entries(codecs()).map(([title, codec]) => {
    const slots = new Map();
    const at = {
      spec,
      rng: Rng.fromSeed(1),
      slot: (name) => slots.get(name),
      keep: (name, vector) => slots.set(name, vector),
    };
    results[title] = { encode: [], decode: [], share: [] };
    return { codec, at, result: results[title] };
  });
  // The first three are a warm-up.
  for (let i = -3; i < Number(rounds); i++) {
    const { update, milliseconds } = await train();
    if (i >= 0) times.push(milliseconds);
    for (const { codec, at, result } of measured) {
      const start = processorTime();
      const encoded = codec.encode(update, at);
      const middle = processorTime();
      const decoded = codec.decode(encoded, spec);
      const end = processorTime();
      // What error feedback adds in later rounds is no error of this one.
      result.bytes ??= encoded.length;
      result.error ??= relativeError(update, decoded);
      if (i < 0) continue;
      result.encode.push(middle - start);
      result.decode.push(end - middle);
      result.share.push((end - start) / milliseconds);
    }
  }
  for (const result of Object.values(results)) {
    for (const name of ['encode', 'decode', 'share']) result[name] = median(result[name]);
  }
  return { times: [median(times)], numbers: spec.size, codecs: results };
}

/** Prints the measurement as a table. */
export function showCompression({ times: [training], numbers, codecs: measured }) {
  const rows = Object.entries(measured).map(([title, { bytes, error, encode, decode, share }]) => [
    title,
    String(bytes),
    `${digits((4 * numbers) / bytes)}x`,
    digits(error),
    digits(encode),
    digits(decode),
    `${digits(100 * share)} %`,
  ]);
  const head = [
    'codec',
    'bytes',
    'fewer',
    'relative error',
    'encode ms',
    'decode ms',
    'of training',
  ];
  console.log(
    `\ncodecs: an update of McMahan's CNN, ${numbers} numbers; a client trains it in ${digits(training)} ms\n`,
  );
  console.log(table([head, ...rows]));
}

/** Milliseconds. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const median = (times) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
