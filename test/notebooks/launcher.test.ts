import { noKernel, withNotebookFolder } from '../support/notebook';
import { errorOf, kernelSession, streamed } from '../support/kernelSession';
import type { Step, StepResult } from '../support/kernelSession';

const lines = Array.from({ length: 10_000 }, (_, i) => `${i}\n`).join('');

/** Cells and requests by name, taken in this order in one kernel. */
const steps = {
  freshCompletion: { request: ['complete_request', { code: 'cons', cursor_pos: 4 }] },
  info: { request: ['kernel_info_request', {}] },
  comms: { request: ['comm_info_request', {}] },
  first: { run: `const total: number = 1 + 1;\nconsole.log(total);` },
  value: { run: 'total * 21' },
  nothing: { run: 'undefined' },

  thrown: {
    run: `function pick(id: number): void {
  const problem = new Error('inside');
  throw new RangeError(\`no client \${id}\`, { cause: problem });
}
const before = 'reached';

pick(7);
const after = 'not reached';`,
  },
  settled: { run: 'console.log(before, typeof pick);' },
  unsettled: { run: 'console.log(after);' },
  thrownLater: { run: `await Promise.resolve();\nawait 0;\n\npick(8);` },
  deep: {
    run: `const a = (n: number): number => {
  if (n === 0) throw new Error('bottom');
  return a(n - 1);
};
const b = () => a(20);
const c = () => b();
const d = () => c();
d();`,
  },
  thrownText: { run: `throw 'a text';` },
  strict: { run: `const fine = 1;\nlet s: string = null;` },
  nested: { run: `const options: { size: { width: number } } = { size: { width: 'wide' } };` },
  syntax: { run: `const open = [1, 2;\n` },
  unknown: { run: 'console.log(neverDeclared);' },
  notFound: { run: `await import('node:fs').then((fs) => fs.readFileSync('/no/such/file'));` },

  failsInQueue: { queue: [`throw new Error('first');`, `console.log('second');`, '3'] },
  queueAgain: { run: `console.log('after the queue');` },
  failsGoingOn: { run: `throw new Error('allowed');`, go_on: true },
  wentOn: { run: `console.log('went on');` },

  forAwait: {
    run: `const seen: number[] = [];
for await (const n of [Promise.resolve(1), 2]) seen.push(n);
await (async () => { seen.push(3); })();
const [last] = await (Promise.all([Promise.resolve(4)]));
seen.push(last);
await [5];
console.log(seen.join());`,
  },
  shorthand: {
    run: `const boxed = { total, seen };\nlet width = 0;\nconsole.log(boxed.total, boxed.seen.length);`,
  },
  shorthandTarget: { run: `({ width } = { width: 9 });\nconsole.log(width);` },

  manyLines: { run: 'for (let i = 0; i < 10_000; i++) console.log(i);' },
  manyWrites: {
    run: `for (let i = 0; i < 10_000; i++) {
  process.stdout.write(\`\${i}\\n\`);
  if (i % 1000 === 999) console.error('mark', i);
}`,
  },
  manyAwaited: { run: 'for (let i = 0; i < 10_000; i++) {\n  console.log(i);\n  await null;\n}' },
  writeCallback: {
    run: `await new Promise<void>((resolve) => process.stdout.write(Buffer.from('é').subarray(0, 1), () => resolve()));
void process.stdout.write(Buffer.from('é').subarray(1));`,
  },
  endsEarly: { run: `setTimeout(() => console.log('late line'), 100);\nvoid 0;` },
  late: { listen: 'late line' },
  stillAlive: { run: `console.log('alive');` },

  stray: {
    run: `void Promise.reject(new Error('nobody awaits me'));
setTimeout(() => {
  throw new Error('thrown by a timer');
}, 1);
await new Promise((resolve) => setTimeout(resolve, 50));`,
  },

  manyListeners: {
    run: `const signal: AbortSignal = (globalThis as any)[Symbol.for('federated.interruption')];
const warnings: string[] = [];
process.on('warning', ({ name }) => warnings.push(name));
for (let i = 0; i < 20; i++) signal.addEventListener('abort', () => undefined);
await new Promise((resolve) => setTimeout(resolve, 20));
console.log('warnings:', warnings.length);`,
  },

  mime: {
    run: `({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': '<b>own</b>', 'image/png': new Uint8Array([1, 2, 3]) }) })`,
  },
  register: {
    run: `const key = Symbol.for('federated.displayValue');
const displays = ((globalThis as any)[key] ??= new Set());
displays.add((value: unknown) => value instanceof Date ? { 'text/plain': 'a date' } : undefined);`,
  },
  registered: { run: 'new Date(0)' },
  notRegistered: { run: '[1, 2]' },

  busy: {
    run: `console.log('working');\nawait new Promise((resolve) => setTimeout(resolve, 300));`,
    at: 'working',
    requests: [['complete_request', { code: 'tot', cursor_pos: 3 }]],
  },
  completion: { request: ['complete_request', { code: '', cursor_pos: 0 }] },
  inspection: {
    request: ['inspect_request', { code: 'pick(1)', cursor_pos: 2, detail_level: 0 }],
  },
  unanswerable: { request: ['is_complete_request', { code: 7 }] },
  incomplete: { request: ['is_complete_request', { code: 'function f() {' }] },

  loop: { run: `console.log('looping');\nwhile (true);`, at: 'looping', interrupt: 'signal' },
  loopAfterAwait: {
    run: `let reached = 0;\nawait null;\nreached = 5;\nconsole.log('looping');\nawait new Promise(setImmediate);\nwhile (true);`,
    at: 'looping',
    interrupt: 'signal',
  },
  microtasks: {
    run: `console.log('spinning');\nawait new Promise(setImmediate);\nfor (;;) await null;`,
    at: 'spinning',
    interrupt: 'signal',
  },
  endless: {
    run: `console.log('waiting');\nawait new Promise(() => undefined);`,
    at: 'waiting',
    interrupt: 'message',
  },
  afterInterrupts: { run: `console.log('reached', reached);` },

  prepare: {
    run: `import * as fl from 'federated';
await fl.useBackend('cpu');
const digits = fl.loadDigits();
const rng = fl.Rng.fromSeed(1);
const trainer = fl.localTrainer(fl.softmaxRegression());
const algorithm = fl.fedAvg({ trainer, rng, localEpochs: 5, batchSize: 20, clientLearningRate: 0.02 });
const run = { trainer, rng, rounds: 100_000 };
const sampler = fl.simulation.uniformSampling(10);
const say = (round: number): void => {
  if (round === 2) console.log('two rounds');
};`,
  },
  learn: {
    run: `const learned = await fl.learn(algorithm, digits, { ...run, onRound: ({ state }) => say(state.round) });`,
    at: 'two rounds',
    interrupt: 'signal',
  },
  learned: {
    run: `const { records, state: lastState } = fl.interruptedRun();
console.log(records.length === lastState.round, records.length >= 2);`,
  },
  rounds: {
    run: `let state = algorithm.initialize();
for await (const outcome of fl.federatedRounds(algorithm, digits, { ...run, sampler })) {
  state = outcome.state;
  say(state.round);
}`,
    at: 'two rounds',
    interrupt: 'message',
  },
  roundsState: { run: 'console.log(state.round);' },
  next: {
    run: `state = algorithm.initialize();
for (let round = 1; ; round++) {
  ({ state } = await algorithm.next(state, fl.sampleCohort(digits, 10, rng.split('cohort', round))));
  say(state.round);
}`,
    at: 'two rounds',
    interrupt: 'signal',
  },
  nextState: { run: 'console.log(state.round);' },
  compare: {
    run: `await fl.compareRuns(
  { A: () => ({ algorithm, federated: digits, trainer }) },
  { rng, rounds: 100_000, sampler: { ...sampler, draw: (...args) => (say(args[1] - 1), sampler.draw(...args)) } },
);`,
    at: 'two rounds',
    interrupt: 'signal',
  },
  eager: {
    run: `const slow = fl.eagerTrainer(fl.softmaxRegression());
console.log('training');
const plan = { localEpochs: 100_000, batchSize: 20, clientLearningRate: 0.02 };
await fl.trainLocally(slow, slow.initialParameters(), digits.client(digits.clientIds[0]), plan, rng);`,
    at: 'training',
    interrupt: 'signal',
  },
  /** The trainer works as before, so nothing is left of the interrupted work. */
  nextLearn: {
    run: `const short = await fl.learn(algorithm, digits, { ...run, rounds: 2 });
const again = await fl.learn(algorithm, digits, { ...run, rounds: 2 });
console.log(short.records.length, fl.largestDifference(short.state.parameters, again.state.parameters));`,
  },
  background: {
    run: `const cpu = process.cpuUsage();
await new Promise((resolve) => setTimeout(resolve, 300));
const { user, system } = process.cpuUsage(cpu);
console.log(user + system < 200_000);`,
  },
  listeners: {
    run: `console.log(process.listenerCount('uncaughtException'), process.listenerCount('unhandledRejection'));`,
  },

  package: {
    run: `import { mkdirSync, writeFileSync } from 'node:fs';
mkdirSync('node_modules/moving', { recursive: true });
writeFileSync('node_modules/moving/package.json', '{ "name": "moving", "types": "index.d.ts" }');
writeFileSync('node_modules/moving/index.js', 'exports.one = 1;');
writeFileSync('node_modules/moving/index.d.ts', 'export const one: number;');`,
  },
  usesPackage: { run: `import { one } from 'moving';\nconsole.log(one);` },
  changesPackage: {
    run: `for (let i = 0; i < 3; i++) {
  writeFileSync('node_modules/moving/index.d.ts', \`export const one: number; export const v\${i}: number;\`);
  writeFileSync(\`node_modules/moving/other\${i}.d.ts\`, 'export {};');
  await new Promise((resolve) => setTimeout(resolve, 400));
}`,
  },
  afterChange: { run: `console.log('one is', one);` },
  afterChangeAgain: { run: `console.log('one is still', one);` },
} satisfies Record<string, Step>;

type Name = keyof typeof steps;

const results = {} as Record<Name, StepResult>;

const inKernel = noKernel ? test.skip : test;
const titled = (text: string): string => (noKernel ? `${text} [skipped: ${noKernel}]` : text);
const check = (text: string, body: () => void): void => {
  inKernel(titled(text), body);
};

beforeAll(async () => {
  if (noKernel) return;
  const taken = await withNotebookFolder((folder) => kernelSession(folder, Object.values(steps)));
  Object.keys(steps).forEach((name, i) => (results[name as Name] = taken[i]));
});

const printed = (name: Name): string => streamed(results[name]);
const error = (name: Name): ReturnType<typeof errorOf> => errorOf(results[name]);

const expectInterrupted = (name: Name, message: RegExp): void => {
  expect(error(name)).toMatchObject({
    ename: 'InterruptedError',
    evalue: expect.stringMatching(message) as string,
  });
  expect(results[name].reply.status).toBe('error');
};

check('the kernel says which TypeScript it is', () => {
  expect(results.info.reply).toMatchObject({
    status: 'ok',
    implementation: 'tslab',
    implementation_version: '1.0.22',
    language_info: { name: 'typescript', version: '5.0.4', file_extension: '.ts' },
  });
  expect(results.comms.reply).toEqual({ status: 'ok', comms: {} });
});

check('cells are counted, and announced with their code', () => {
  const { messages, reply } = results.first;
  const own = messages.filter(({ parent }) => parent === 'execute_request');
  expect(own.map(({ type }) => type)).toEqual(['status', 'execute_input', 'stream', 'status']);
  expect(own[1]).toMatchObject({ code: steps.first.run, execution_count: 1 });
  expect(reply).toMatchObject({ status: 'ok', execution_count: 1 });
  expect(results.value.reply.execution_count).toBe(2);
  expect(printed('value')).toBe('42\n');
  expect(printed('nothing')).toBe('');
});

check('a thrown error is an error output with the lines of the cell, and its cause', () => {
  const shown = error('thrown')!;
  expect(shown).toMatchObject({ ename: 'RangeError', evalue: 'no client 7' });
  expect(shown.traceback.split('\n')).toEqual([
    'RangeError: no client 7',
    '    at pick (cell [4], line 3): throw new RangeError(`no client ${id}`, { cause: problem });',
    '    at cell [4], line 7: pick(7);',
    'Caused by Error: inside',
    `    at pick (cell [4], line 2): const problem = new Error('inside');`,
    '    at cell [4], line 7: pick(7);',
  ]);
  expect(results.thrown.reply).toMatchObject({
    status: 'error',
    ename: 'RangeError',
    evalue: 'no client 7',
    execution_count: 4,
  });
  expect(error('thrownLater')!.traceback.split('\n').slice(0, 3)).toEqual([
    'RangeError: no client 8',
    '    at pick (cell [4], line 3): throw new RangeError(`no client ${id}`, { cause: problem });',
    '    at cell [7], line 4: pick(8);',
  ]);
});

check('at most five frames are shown, none of them of the kernel or of Node.js', () => {
  const frames = error('deep')!.traceback.split('\n').slice(1);
  const places = frames.map((frame) => /at (\w) \(cell \[8\], line (\d)\)/.exec(frame)?.slice(1));
  expect(places.map((place) => place?.join(''))).toEqual(['a2', 'a3', 'b5', 'c6', 'd7']);
  expect(error('notFound')).toMatchObject({ ename: 'Error' });
  expect(error('notFound')!.traceback).not.toMatch(/at .*(node:internal|tslab|launcher)/);
  expect(error('thrownText')).toMatchObject({ ename: 'Thrown', evalue: `'a text'` });
});

check('variables that a failed cell has set are there, others are not', () => {
  expect(printed('settled')).toBe('reached function\n');
  expect(error('unsettled')!.evalue).toContain(`Cannot find name 'after'.`);
});

check('types are checked strictly, with line and column of the cell', () => {
  expect(error('strict')).toEqual({
    ename: 'TypeError',
    evalue: `Type 'null' is not assignable to type 'string'.`,
    traceback: [
      `TypeError: Type 'null' is not assignable to type 'string'.`,
      '    line 2, column 5:',
      '        let s: string = null;',
      '            ~',
    ].join('\n'),
  });
  expect(error('nested')!.evalue).toBe(`Type 'string' is not assignable to type 'number'.`);
});

check('what cannot be parsed is a SyntaxError at its place', () => {
  expect(error('syntax')).toMatchObject({ ename: 'SyntaxError' });
  expect(error('syntax')!.traceback).toContain(
    '    line 1, column 19:\n        const open = [1, 2;',
  );
});

check('an unknown name comes with the advice to run the cells above', () => {
  const { ename, evalue, traceback } = error('unknown')!;
  expect(ename).toBe('ReferenceError');
  expect(evalue).toContain(`Cannot find name 'neverDeclared'.`);
  for (const text of [evalue, traceback]) {
    expect(text).toContain('that cell has not been run in this kernel: run the cells above first');
  }
});

check('after a failure the waiting cells are aborted, later ones are not', () => {
  const states = results.failsInQueue.replies.map(({ status }) => status);
  expect(states).toEqual(['error', 'aborted', 'aborted']);
  expect(printed('failsInQueue')).toBe('');
  expect(printed('queueAgain')).toBe('after the queue\n');
});

check('where errors are allowed, the next cell runs', () => {
  expect(error('failsGoingOn')).toMatchObject({ ename: 'Error', evalue: 'allowed' });
  expect(printed('wentOn')).toBe('went on\n');
});

check('await works in every form at top level', () => {
  expect(error('forAwait')).toBeUndefined();
  expect(printed('forAwait')).toBe('1,2,3,4\n');
});

check('{ name } finds a variable of an earlier cell, also as a target', () => {
  expect(printed('shorthand')).toBe('2 4\n');
  expect(printed('shorthandTarget')).toBe('9\n');
});

check('no printed line is lost, in order, in few messages', () => {
  for (const name of ['manyLines', 'manyWrites', 'manyAwaited'] as const) {
    expect(printed(name) === lines).toBe(true);
    expect(results[name].messages.length).toBeLessThan(500);
  }
  expect(printed('stillAlive')).toBe('alive\n');
});

check('the two streams keep their common order', () => {
  const texts = results.manyWrites.messages.filter(({ type }) => type === 'stream');
  const joined = texts.map(({ text }) => text).join('');
  for (let i = 999; i < 10_000; i += 1000) {
    expect(joined).toContain(`\n${i}\nmark ${i}\n${i === 9999 ? '' : `${i + 1}\n`}`);
  }
});

check('a write calls back, and a character may come in two parts', () => {
  expect(printed('writeCallback')).toBe('é');
});

check('what is printed after the end of a cell arrives', () => {
  expect(results.late.printed).toContain('late line');
});

check('errors that no cell awaits are shown, and the kernel lives', () => {
  const shown = streamed(results.stray, 'stderr');
  expect(shown).toContain('nobody awaits me');
  expect(shown).toContain('thrown by a timer');
  expect(shown).toMatch(/cell \[\d+\], line 3/);
  expect(results.stray.reply.status).toBe('ok');
});

check('a cell may start many things at once that an interruption ends, without a warning', () => {
  expect(printed('manyListeners')).toBe('warnings: 0\n');
});

check('a value shows itself, or is shown by a registered function, or is printed', () => {
  const shown = (name: Name): unknown =>
    results[name].messages.find(({ type }) => type === 'execute_result')?.data;
  expect(shown('mime')).toEqual({ 'text/html': '<b>own</b>', 'image/png': 'AQID' });
  expect(shown('registered')).toEqual({ 'text/plain': 'a date' });
  expect(shown('notRegistered')).toBeUndefined();
  expect(printed('notRegistered')).toBe('[ 1, 2 ]\n');
});

check('the kernel is busy while a cell runs, whatever else it answers', () => {
  const { messages, answers } = results.busy;
  expect(answers[0]).toMatchObject({ status: 'ok', matches: ['total'] });
  const states = messages.filter(({ type }) => type === 'status');
  expect(states.map(({ parent, execution_state }) => [parent, execution_state])).toEqual([
    ['execute_request', 'busy'],
    ['complete_request', 'busy'],
    ['complete_request', 'idle'],
    ['execute_request', 'busy'],
    ['execute_request', 'idle'],
  ]);
});

check('completion works at once, without the names of browsers', () => {
  expect(results.freshCompletion.reply.matches).toContain('console');
  const names = results.completion.reply.matches as string[];
  expect(names).toEqual(expect.arrayContaining(['total', 'Map', 'process']));
  for (const name of ['window', 'document', 'HTMLElement', 'alert', 'GPUBuffer']) {
    expect(names).not.toContain(name);
  }
});

check('a request that cannot be answered gets an error as its reply', () => {
  expect(results.unanswerable.reply).toMatchObject({ status: 'error', ename: 'TypeError' });
});

check('names are explained, and open brackets wait for more', () => {
  const { found, data } = results.inspection.reply as unknown as {
    found: boolean;
    data: Record<string, string>;
  };
  expect(found).toBe(true);
  expect(data['text/plain']).toContain('pick(id: number): void');
  expect(results.incomplete.reply).toMatchObject({ status: 'incomplete' });
});

check('code that never returns to the event loop is interrupted, wherever it is', () => {
  for (const name of ['loop', 'loopAfterAwait', 'microtasks', 'endless'] as const) {
    expectInterrupted(name, /^interrupted$/);
  }
  expect(printed('afterInterrupts')).toBe('reached 5\n');
});

check('an interrupt ends rounds, and says which was the last', () => {
  for (const name of ['learn', 'rounds', 'next', 'compare'] as const) {
    expectInterrupted(name, /^interrupted after round ([2-9]|\d\d+)(;|$)/);
  }
  expectInterrupted('eager', /^interrupted$/);
});

check('the last complete state is there', () => {
  expect(error('learn')!.evalue).toContain('fl.interruptedRun()');
  expect(printed('learned')).toBe('true true\n');
  for (const [run, state] of [
    ['rounds', 'roundsState'],
    ['next', 'nextState'],
  ] as const) {
    const [, last] = /after round (\d+)/.exec(error(run)!.evalue)!;
    expect(printed(state)).toBe(`${last}\n`);
  }
});

check('after an interrupt nothing goes on, and training works as before', () => {
  expect(printed('nextLearn')).toBe('2 0\n');
  expect(printed('background')).toBe('true\n');
});

check('the library leaves no listener that would end the kernel', () => {
  expect(printed('listeners')).toBe('0 1\n');
});

check('files that change under node_modules fail no cell', () => {
  expect(printed('usesPackage')).toBe('1\n');
  expect(error('afterChange')).toBeUndefined();
  expect(printed('afterChange')).toBe('one is 1\n');
  expect(printed('afterChangeAgain')).toBe('one is still 1\n');
});
