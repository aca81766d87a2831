import { flowerInstallation } from '../../../src/flower/launch/flowerInstallation';
import type { FlowerInstallation } from '../../../src/flower/launch/flowerInstallation';
import type { SuperLink } from '../../../src/flower/launch/superLink';
import { typeScriptClients } from '../../../src/flower/launch/typeScriptClients';
import type { TypeScriptClients } from '../../../src/flower/launch/typeScriptClients';
import { flowerTest } from '../../support/flowerPython';

test('options that no client takes, or out of range, are refused before anything is done', async () => {
  const clients = (options: Readonly<Record<string, string | number>>) =>
    typeScriptClients({ python: '/nowhere' } as FlowerInstallation, {
      ...{ clients: 2, model: 'softmax', dataset: 'mnist-package', seed: 3 },
      options,
    });
  await expect(clients({ alpha: 0 })).rejects.toThrow(
    'alpha must be between 0.000001 and 1000000, got 0',
  );
  await expect(clients({ rounds: 3 })).rejects.toThrow(
    'rounds must be one of the options that --help lists, got 3',
  );
});

test('attackers must be among the clients, and their attack one that a client can do alone', async () => {
  const clients = (name: string, attackers: readonly number[]) =>
    typeScriptClients({ python: '/nowhere' } as FlowerInstallation, {
      ...{ clients: 2, model: 'softmax', dataset: 'mnist-package', seed: 3 },
      attack: { name, attackers },
    });
  await expect(clients('signflip', [2])).rejects.toThrow(
    'attack.attackers must be numbers below 2, got 2',
  );
  await expect(clients('alie', [1])).rejects.toThrow('attack must be one that needs no other');
});

flowerTest(
  'a client’s command: its part, and the options that differ from the defaults',
  async (python) => {
    const installation = await flowerInstallation(python);
    const shared = { clients: 2, model: 'softmax', dataset: 'mnist-package', seed: 3 } as const;
    const commands = async (options = {}, more: Pick<TypeScriptClients, 'attack'> = {}) => {
      const made = await typeScriptClients(installation, { ...shared, options, ...more });
      return made.map((one) => one({ address: '127.0.0.1:7' } as SuperLink).command.join(' '));
    };
    const usual = await commands();
    expect(usual).toHaveLength(2);
    usual.forEach((command, k) => {
      expect(command).toContain(`--superlink 127.0.0.1:7 --json --partition-id ${k} `);
      expect(command).toMatch(/--num-partitions 2 --poll 0\.25 --heartbeat 10$/);
    });
    const attack = { name: 'signflip:scale=10', attackers: [1] };
    const [honest, lying] = await commands({}, { attack });
    expect(honest).toBe(usual[0]);
    expect(lying).toBe(`${usual[1]} --attack signflip:scale=10`);
    const [other] = await commands({ heartbeat: 30, partition: 'shards', shardsPerClient: 4 });
    expect(other).toMatch(/--heartbeat 30 --partition shards --shards-per-client 4$/);
  },
);
