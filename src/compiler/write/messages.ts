import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { DType, Dimension } from '../graph/types';

/** ONNX's messages as bytes: the fields of `onnx.proto3` (ONNX 1.16) that are used here. */

/** An encoded message. */
export type Message = Uint8Array;

/** `TensorProto.DataType`. */
export const elementType: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  uint32: 12,
};

/** `AttributeProto.AttributeType`. */
const attributeType = { float: 1, int: 2, string: 3, graph: 5, ints: 7 } as const;

/** A whole number, whole numbers, a text, a 32-bit float or a graph. */
export type AttributeValue =
  number | readonly number[] | string | { readonly float: number } | { readonly graph: Message };

/** What a node computes; undefined attributes are left out. */
export interface NodeMessage {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeValue | undefined>>;
}

/** A named input or output of a graph. */
export interface Port {
  readonly name: string;
  readonly shape: readonly Dimension[];
  readonly dtype: DType;
}

/** The parts of a graph: encoded nodes and constants, and its inputs and outputs. */
export interface GraphMessage {
  readonly name: string;
  readonly nodes: readonly Message[];
  readonly constants: readonly Message[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** The version of the standard operators, and of the file format that came with them. */
const operatorVersion = 21;
const formatVersion = 10;

/** `TensorProto`, its numbers as raw little-endian bytes. */
export function tensorMessage({ name, shape, dtype }: Port, data: ArrayBufferView): Message {
  const writer = new BinaryWriter();
  for (const dimension of shape) integer(writer, 1, Number(dimension));
  integer(writer, 2, elementType[dtype]);
  text(writer, 8, name);
  return bytes(writer, 9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)).finish();
}

/** `NodeProto`. */
export function nodeMessage({ op, inputs, outputs, attributes = {} }: NodeMessage): Message {
  const writer = new BinaryWriter();
  for (const input of inputs) text(writer, 1, input);
  for (const output of outputs) text(writer, 2, output);
  text(writer, 4, op);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) bytes(writer, 5, attributeMessage(name, value));
  }
  return writer.finish();
}

/** `GraphProto`. */
export function graphMessage({ name, nodes, constants, inputs, outputs }: GraphMessage): Message {
  const writer = new BinaryWriter();
  for (const node of nodes) bytes(writer, 1, node);
  text(writer, 2, name);
  for (const constant of constants) bytes(writer, 5, constant);
  for (const input of inputs) bytes(writer, 11, portMessage(input));
  for (const output of outputs) bytes(writer, 12, portMessage(output));
  return writer.finish();
}

/** `ModelProto`: a whole file. */
export function modelMessage(graph: GraphMessage): Message {
  const writer = integer(new BinaryWriter(), 1, formatVersion);
  bytes(writer, 7, graphMessage(graph));
  const operators = integer(text(new BinaryWriter(), 1, ''), 2, operatorVersion);
  return bytes(writer, 8, operators.finish()).finish();
}

/** `AttributeProto`. */
function attributeMessage(name: string, value: AttributeValue): Message {
  const writer = text(new BinaryWriter(), 1, name);
  const typed = (type: keyof typeof attributeType) =>
    integer(writer, 20, attributeType[type]).finish();
  if (typeof value === 'number') {
    integer(writer, 3, value);
    return typed('int');
  }
  if (typeof value === 'string') {
    text(writer, 4, value);
    return typed('string');
  }
  if ('float' in value) {
    writer.tag(2, WireType.Bit32).float(value.float);
    return typed('float');
  }
  if ('graph' in value) {
    bytes(writer, 6, value.graph);
    return typed('graph');
  }
  for (const item of value) integer(writer, 8, item);
  return typed('ints');
}

/** `ValueInfoProto` with the type of a tensor. */
function portMessage({ name, shape, dtype }: Port): Message {
  const dimensions = new BinaryWriter();
  for (const dimension of shape) {
    const writer = new BinaryWriter();
    if (typeof dimension === 'string') text(writer, 2, dimension);
    else integer(writer, 1, dimension);
    bytes(dimensions, 1, writer.finish());
  }
  const tensor = integer(new BinaryWriter(), 1, elementType[dtype]);
  bytes(tensor, 2, dimensions.finish());
  const type = bytes(new BinaryWriter(), 1, tensor.finish());
  return bytes(text(new BinaryWriter(), 1, name), 2, type.finish()).finish();
}

const integer = (writer: BinaryWriter, field: number, value: number): BinaryWriter =>
  writer.tag(field, WireType.Varint).int64(value);

const text = (writer: BinaryWriter, field: number, value: string): BinaryWriter =>
  writer.tag(field, WireType.LengthDelimited).string(value);

const bytes = (writer: BinaryWriter, field: number, value: Uint8Array): BinaryWriter =>
  writer.tag(field, WireType.LengthDelimited).bytes(value);
