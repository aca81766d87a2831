import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Field numbers of `onnx.proto3`. */
const graphOfModel = 7;
const nodeOfGraph = 1;
const operatorOfNode = 4;
const attributeOfNode = 5;
const graphOfAttribute = 6;

/**
 * How many operators of each kind an ONNX file holds, including those inside loops; most frequent
 * first, ties by name.
 */
export function operatorCounts(model: Uint8Array): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const countGraph = (graph: Uint8Array): void => {
    for (const node of parts(graph, nodeOfGraph)) {
      for (const name of parts(node, operatorOfNode)) {
        const operator = new TextDecoder().decode(name);
        counts.set(operator, (counts.get(operator) ?? 0) + 1);
      }
      for (const attribute of parts(node, attributeOfNode)) {
        parts(attribute, graphOfAttribute).forEach(countGraph);
      }
    }
  };
  parts(model, graphOfModel).forEach(countGraph);
  return new Map([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}

/** The bytes of each occurrence of a message's field. */
function parts(message: Uint8Array, field: number): Uint8Array[] {
  const reader = new BinaryReader(message);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (number === field && type === WireType.LengthDelimited) found.push(reader.bytes());
    else reader.skip(type, number);
  }
  return found;
}
