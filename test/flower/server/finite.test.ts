import { join } from 'node:path';
import { writeServerApp } from '../../../src/flower/server/writeServerApp';
import { flowerRuns, smallModel } from '../../support/flower';
import { flowerTest } from '../../support/flowerPython';
import { withTemporaryFolder } from '../../support/temporaryFolder';

const program = `
import json, sys
from pathlib import Path
from types import SimpleNamespace
import numpy as np
from flwr.app import Array, ArrayRecord, ConfigRecord, Message, Metadata, MetricRecord, RecordDict
sys.path.insert(0, sys.argv[1])
from federated_server.rounds import recorded
strategy = recorded("FedMedian", Path(sys.argv[1]).parent / "run", False)(
    fraction_train=0.0, min_train_nodes=0, min_available_nodes=0)
arrays = ArrayRecord({"w": Array(np.zeros(2, np.float32))})
def reply(node, *numbers):
    record = ArrayRecord({"w": Array(np.asarray(numbers, np.float32)), "steps": Array(np.asarray([1]))})
    metadata = Metadata(
        run_id=1, message_id="", src_node_id=node, dst_node_id=1, reply_to_message_id="", group_id="",
        created_at=0.0, ttl=60.0, message_type="train")
    content = RecordDict({"arrays": record, "metrics": MetricRecord({"num-examples": 5})})
    return Message(content=content, metadata=metadata)
def round(number, *replies):
    list(strategy.configure_train(number, arrays, ConfigRecord(), SimpleNamespace(get_node_ids=lambda: [])))
    after, _ = strategy.aggregate_train(number, replies)
    return {"after": after and after["w"].numpy().tolist(), "failures": strategy.line["failures"], "answered": strategy.line["answered"]}
nan, inf = float("nan"), float("inf")
print(json.dumps([
    round(1, reply(7, 1, 2), reply(8, nan, 0), reply(9, 3, 4), reply(10, 0, -inf)),
    round(2, reply(8, nan, 0)),
]))`;

flowerTest('a reply that is not finite becomes an error, and the round goes on', async () => {
  await withTemporaryFolder(async (folder) => {
    const app = join(folder, 'app');
    await writeServerApp(app, smallModel());
    const reason = 'rejected: arrays must be finite, but w holds numbers that are not (code 0)';
    expect(await flowerRuns(program, [app])).toEqual([
      { after: [2, 3], failures: [`node 8: ${reason}`, `node 10: ${reason}`], answered: 2 },
      { after: null, failures: [`node 8: ${reason}`], answered: 0 },
    ]);
  });
});
