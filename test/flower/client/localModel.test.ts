import { clientOptions } from '../../../src/flower/client/clientOptions';
import { localClient, localFederation } from '../../../src/flower/client/localData';
import { localModel } from '../../../src/flower/client/localModel';
import type { NodeEvent } from '../../../src/flower/node/log';
import type { ClientOptions } from '../../../src/flower/client/clientOptions';
import { backdoor, makeAttack, poisonedClients } from '../../../src/attacks';
import { Rng } from '../../../src/core/rng';
import { withDefaults } from '../../../src/options/defaults';
import { collect } from '../../support/trainers';

const part = { partitionId: 1, numPartitions: 40, seed: 5, superlink: '127.0.0.1:1' } as const;

async function model(attack?: string) {
  const events: NodeEvent[] = [];
  const options: ClientOptions = withDefaults(clientOptions, { ...part, attack });
  const made = await localModel(options, (event) => void events.push(event));
  return { ...made, events };
}

test('a lying client says so, and sends the opposite of what it learned', async () => {
  const [honest, lying] = [await model(), await model('signflip:scale=10')];
  try {
    expect(honest.events.filter(({ level }) => level === 'warn')).toEqual([]);
    expect(lying.events).toContainEqual({
      level: 'warn',
      event: 'attack',
      text: 'this client lies: sign flip × 10',
    });
    const send = async ({ trainer, client, rng, plan }: typeof honest) => {
      const task = { clientId: client.id, examples: client.train, rng };
      const [{ update }] = await collect(trainer.train(trainer.initialParameters(), [task], plan));
      return update;
    };
    const [truth, lie] = [await send(honest), await send(lying)];
    expect(truth.some((value) => value !== 0)).toBe(true);
    expect(lie).toEqual(truth.map((value) => -10 * value));
  } finally {
    honest.trainer.dispose();
    lying.trainer.dispose();
  }
});

test('a client’s poisoned examples are those of a simulation with the same seed', async () => {
  const { trainer, client } = await model('backdoor:target=3');
  trainer.dispose();
  const federated = localFederation(part);
  const { id } = localClient(federated, 1);
  const rng = Rng.fromSeed(5).split('poison');
  const attack = makeAttack('backdoor:target=3').data!;
  const simulated = poisonedClients(federated, { attackers: [id], attack, rng }).client(id);
  expect(client.train).toEqual(simulated.train);
  expect(client.test).toEqual(simulated.test);
  expect(attack.name).toBe(backdoor({ target: 3 }).name);
});

test('an attack that does not fit the data is refused', async () => {
  await expect(model('backdoor:target=10')).rejects.toThrow(
    '--attack: target must be a whole number between 0 and 9, got 10',
  );
});
