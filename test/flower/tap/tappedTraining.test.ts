import { parameterSpec } from '../../../src/core/parameters';
import { clientApp } from '../../../src/flower/app/clientApp';
import type { AppFunctions } from '../../../src/flower/app/clientApp';
import { tappedTraining } from '../../../src/flower/tap/tappedTraining';
import { wireTap } from '../../../src/flower/tap/wireTap';
import type { WireTap } from '../../../src/flower/tap/wireTap';
import { createIdentity } from '../../../src/flower/wire/identity';
import { FleetTransport } from '../../../src/flower/wire/transport';
import { runSuperNode } from '../../../src/flower/node/superNode';
import { standInSchema } from '../../support/flowerSchema';
import { doubling, Stage, until } from '../../support/stagedNode';

const stage = new Stage();
const schema = standInSchema();
const spec = parameterSpec([{ name: 'w', shape: [4] }]);

/** A tapped node that has answered for one round. */
async function oneRound(functions: AppFunctions): Promise<WireTap> {
  const tap = wireTap();
  const controller = new AbortController();
  const { headers, publicKey } = createIdentity();
  const { observe } = tap;
  const transport = new FleetTransport({ url: stage.link.url, schema, headers, observe });
  const node = runSuperNode({
    ...{ transport, schema, publicKey, app: tap.watch(clientApp(functions)) },
    ...{ log: () => undefined, signal: controller.signal, pollSeconds: 0.02 },
  });
  await stage.active();
  await stage.ask(1);
  const seen = tap.calls.length;
  await until(() => tap.calls.length > seen + 2);
  controller.abort();
  await node;
  transport.close();
  return tap;
}

test('what came and what went back are put together from the wire alone', async () => {
  const counting: AppFunctions = {
    train: async (request, context) => ({
      ...(await doubling.train!(request, context)),
      metrics: { 'num-examples': 3n },
    }),
  };
  const { calls } = await oneRound(counting);
  expect(tappedTraining(schema, { calls }, spec, 1)).toEqual({
    parameters: Float32Array.of(1, 2, 3, 4),
    update: Float32Array.of(1, 2, 3, 4),
    examples: 3,
  });
  expect(() => tappedTraining(schema, { calls }, spec, 2)).toThrow(
    'the tap has seen no training in round 2',
  );
  const other = parameterSpec([{ name: 'v', shape: [4] }]);
  expect(() => tappedTraining(schema, { calls }, other, 1)).toThrow('missing');
});

test('a reply without the number of examples, without arrays or with an error says so', async () => {
  const read = async (functions: AppFunctions) =>
    tappedTraining(schema, await oneRound(functions), spec, 1);
  await expect(read(doubling)).rejects.toThrow('does not tell its number of examples');
  await expect(read({ train: () => ({ metrics: { 'num-examples': 1n } }) })).rejects.toThrow(
    'a message of round 1 has no arrays',
  );
});
