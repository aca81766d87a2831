import { join } from 'node:path';
import { tableFederation } from '../../../src/flower/server/tableFederation';
import { writeServerApp } from '../../../src/flower/server/writeServerApp';
import { flowerRuns } from '../../support/flower';
import { flowerTest } from '../../support/flowerPython';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const program = `
import json, sys
import numpy as np
from flwr.app import Array, ArrayRecord, ConfigRecord, Error, Message, Metadata, RecordDict
sys.path.insert(0, sys.argv[1])
from types import SimpleNamespace
from federated_server.tables import exchange as module
from federated_server.tables.exchange import Exchange
from federated_server.tables.schema import Disagreement

# Outside a run, a message has no sender.
module.Message = lambda content, dst_node_id, message_type: SimpleNamespace(
    content=content, metadata=SimpleNamespace(dst_node_id=dst_node_id, message_type=message_type))

def column(name, kind, *words):
    return {"name": name, "kind": kind} | ({"categories": list(words)} if words else {})

def schema(*features, target=column("y", "category", "no", "yes")):
    return {"features": list(features), "target": target}

class Grid:
    """Clients by node: a schema, and what they answer to the other messages."""
    def __init__(self, schemas, vectors={}):
        self.schemas, self.vectors, self.asked, self.told = schemas, vectors, [], {}
    def send_and_receive(self, messages, *, timeout=None):
        return [self.reply(message) for message in messages if self.schemas.get(message.metadata.dst_node_id) != "silent"]
    def reply(self, message):
        node, action = message.metadata.dst_node_id, message.metadata.message_type.split(".")[1]
        self.asked.append([action, node])
        metadata = Metadata(
            run_id=1, message_id="", src_node_id=node, dst_node_id=1, reply_to_message_id="", group_id="",
            created_at=0.0, ttl=60.0, message_type="query")
        if action == "left_out":
            self.told[node] = message.content["table"]["reason"]
            return Message(content=RecordDict(), metadata=metadata)
        if action == "schema":
            own = self.schemas[node]
            text = own if isinstance(own, str) else json.dumps(own)
            return Message(content=RecordDict({"table": ConfigRecord({"schema": text})}), metadata=metadata)
        numbers = self.vectors[node][action]
        if numbers is None:
            return Message(error=Error(code=2, reason="it failed"), metadata=metadata)
        array = Array(np.asarray(numbers, np.float64))
        return Message(content=RecordDict({"arrays": ArrayRecord({"sums": array})}), metadata=metadata)

def agree(schemas, features=[], target=""):
    grid = Grid(schemas)
    exchange = Exchange(grid, 1.0, sorted(schemas))
    try:
        terms = exchange.agree(features, target)
    except Disagreement as problem:
        return str(problem)
    return {"terms": terms, "nodes": exchange.nodes, "leftOut": exchange.left_out, "told": grid.told}

age, weight = column("age", "number"), column("weight", "number")
def ward(*words): return column("ward", "category", *words)
three = {
    1: schema(age, ward("b", "a"), weight),
    2: schema(age, ward("c"), column("weight", "empty"), column("own", "number")),
    3: schema(age, ward("z"), column("weight", "missing")),
    4: schema(column("age", "category", "old"), ward("z"), weight),
    5: "not JSON",
    6: "silent",
}
vectors = {
    1: {"sums": [2, 3], "deviations": [1]},
    2: {"sums": [4, 5], "deviations": [2]},
    3: {"sums": [8, 9], "deviations": None},
    4: {"sums": [8, 9, 10], "deviations": [0]},
}
grid = Grid({}, vectors)
exchange = Exchange(grid, 1.0, [1, 2, 3, 4])
first, second = exchange.sums({})
print(json.dumps([
    agree(three),
    agree({1: schema(age, weight), 2: schema(weight, age), 3: schema(weight, age)})["terms"]["features"],
    agree({1: schema(age, weight), 2: schema(age)}, ["weight"], "y")["leftOut"],
    agree({1: schema(age), 2: schema(column("age", "category", "old"))}),
    agree({1: schema(age), 2: schema(weight)}),
    agree({1: schema(age), 2: schema(age), 3: schema(age, target=column("z", "number"))})["leftOut"],
    [first.tolist(), second.tolist(), exchange.nodes, exchange.left_out, grid.asked],
]))`;

flowerTest(
  'schemas are compared and vectors added without the clients that do not fit',
  async () => {
    await withTemporaryFolder(async (folder) => {
      const app = join(folder, 'app');
      await writeServerApp(app, await tableFederation({ model: 'softmax', seed: 1 }));
      const missing = 'column "weight" (numbers) is missing';
      const kind = 'column "age" holds categories where the others have numbers';
      const [agreed, order, given, tie, apart, target, sums] = (await flowerRuns(program, [
        app,
      ])) as unknown[];
      expect(agreed).toEqual({
        terms: {
          features: [
            { name: 'age', kind: 'number' },
            { name: 'ward', kind: 'category', categories: ['a', 'b', 'c'] },
            { name: 'weight', kind: 'number' },
          ],
          target: { name: 'y', kind: 'category', categories: ['no', 'yes'] },
        },
        nodes: [1, 2],
        leftOut: {
          3: missing,
          4: kind,
          5: expect.stringContaining('no schema: ') as string,
          6: 'no answer to schema',
        },
        told: { 3: missing, 4: kind, 5: expect.stringContaining('no schema: ') as string },
      });
      expect(order).toMatchObject([{ name: 'weight' }, { name: 'age' }]);
      expect(given).toEqual({ 2: missing });
      expect(tie).toBe('clients disagree on what column "age" holds: category, number');
      expect(apart).toBe('no feature is one of more than half of the clients');
      expect(target).toEqual({
        3: 'column "y" (categories) is missing; its target is "z", not "y"',
      });
      expect(sums).toEqual([
        [6, 8],
        [3],
        [1, 2],
        { 3: 'it failed', 4: 'its sums are not 2 finite numbers' },
        [
          ...[1, 2, 3, 4].map((node) => ['sums', node]),
          ['left_out', 4],
          ...[1, 2, 3].map((node) => ['deviations', node]),
          ...[1, 2].map((node) => ['sums', node]),
          ...[1, 2].map((node) => ['deviations', node]),
        ],
      ]);
    });
  },
);

test('tables stand in pyproject.toml; sums in the clear and protected updates exclude each other', async () => {
  await withTemporaryFolder(async (folder) => {
    const table = { model: 'softmax', seed: 3, features: ['age', 'a "b"'], target: 'y' } as const;
    const model = await tableFederation(table);
    for (const settings of [
      { secureAggregation: true, secureRange: 1 },
      { clip: 1, noiseMultiplier: 1 },
    ]) {
      const written = writeServerApp(join(folder, 'app'), model, settings);
      await expect(written).rejects.toThrow('preprocessing must be given with');
    }
    await writeServerApp(join(folder, 'app'), model, { clip: 1 });
    const preprocessing = {
      format: 'federated preprocessing',
      version: 1,
      features: [{ kind: 'range', name: 'age', low: 0, high: 9, fill: 1, missingIndicator: true }],
      target: { kind: 'numbers', names: ['y'] },
    } as const;
    const given = await tableFederation({ model: 'auto', seed: 1, preprocessing });
    expect(given.title).toBe('linear for rows of 2 numbers');
    expect(given.spec.tensors.map(({ shape }) => shape)).toEqual([[2, 1], [1]]);
  });
});
