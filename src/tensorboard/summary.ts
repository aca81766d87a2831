import { Buffer } from '../platform/bytes';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Bucket } from './histogram';

/**
 * TensorBoard's messages, as bytes: `event.proto`, `summary.proto`, `tensor.proto` and
 * `tensor_shape.proto` of tensorboard 2.21 (`tensorboard/compat/proto`). Values are written as
 * tensors with the plugin's name, as TensorFlow 2 writes them.
 */

/** The values of tensor.proto's `DataType` that are used here. */
const dataType = { float: 1, double: 2, string: 7 } as const;

/** `DataClass` of summary.proto. */
const dataClass = { scalar: 1, tensor: 2, blobSequence: 3 } as const;

interface Plugin {
  readonly name: 'scalars' | 'histograms' | 'images' | 'text';
  readonly dataClass: number;
}

type Body = (writer: BinaryWriter) => BinaryWriter;

/** The first message of every event file. */
export function versionEvent(seconds: number): Uint8Array {
  return event(seconds, 0, (writer) =>
    writer.tag(3, WireType.LengthDelimited).string('brain.Event:2'),
  );
}

/** One number of a curve, stored as a 32-bit float. */
export function scalarEvent(seconds: number, step: number, tag: string, value: number): Uint8Array {
  const plugin: Plugin = { name: 'scalars', dataClass: dataClass.scalar };
  const body: Body = (writer) => packed(writer, 5, [value], (item) => writer.float(item));
  return summaryEvent(seconds, step, tag, plugin, tensor(dataType.float, [], body));
}

/** A histogram: a tensor `[buckets, 3]` of left edge, right edge and count. */
export function histogramEvent(
  seconds: number,
  step: number,
  tag: string,
  buckets: readonly Bucket[],
): Uint8Array {
  const plugin: Plugin = { name: 'histograms', dataClass: dataClass.tensor };
  const numbers = buckets.flatMap(({ left, right, count }) => [left, right, count]);
  const body: Body = (writer) => packed(writer, 6, numbers, (item) => writer.double(item));
  const value = tensor(dataType.double, [buckets.length, 3], body);
  return summaryEvent(seconds, step, tag, plugin, value);
}

/** One image: the strings `[width, height, PNG file]`. */
export function imageEvent(
  seconds: number,
  step: number,
  tag: string,
  png: Uint8Array,
  size: { readonly width: number; readonly height: number },
): Uint8Array {
  const plugin: Plugin = { name: 'images', dataClass: dataClass.blobSequence };
  const strings = [Buffer.from(`${size.width}`), Buffer.from(`${size.height}`), png];
  return summaryEvent(seconds, step, tag, plugin, stringTensor([3], strings));
}

/** A text in Markdown. */
export function textEvent(seconds: number, step: number, tag: string, text: string): Uint8Array {
  const plugin: Plugin = { name: 'text', dataClass: dataClass.tensor };
  return summaryEvent(seconds, step, tag, plugin, stringTensor([], [Buffer.from(text)]));
}

/** `Event { wall_time = 1, step = 2, … }` */
function event(seconds: number, step: number, body: Body): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Bit64).double(seconds);
  writer.tag(2, WireType.Varint).int64(step);
  return body(writer).finish();
}

/** `Event { summary = 5 { value = 1 { tag = 1, tensor = 8, metadata = 9 } } }` */
function summaryEvent(
  seconds: number,
  step: number,
  tag: string,
  plugin: Plugin,
  value: Body,
): Uint8Array {
  return event(seconds, step, (writer) =>
    message(writer, 5, () =>
      message(writer, 1, () => {
        writer.tag(1, WireType.LengthDelimited).string(tag);
        message(writer, 8, value);
        return message(writer, 9, () => metadata(writer, plugin));
      }),
    ),
  );
}

/** `SummaryMetadata { plugin_data = 1 { plugin_name = 1 }, data_class = 4 }` */
function metadata(writer: BinaryWriter, plugin: Plugin): BinaryWriter {
  message(writer, 1, () => writer.tag(1, WireType.LengthDelimited).string(plugin.name));
  return writer.tag(4, WireType.Varint).int32(plugin.dataClass);
}

/** `TensorProto { dtype = 1, tensor_shape = 2 { dim = 2 { size = 1 } }, … }` */
function tensor(type: number, shape: readonly number[], values: Body): Body {
  return (writer) => {
    writer.tag(1, WireType.Varint).int32(type);
    message(writer, 2, () => {
      for (const size of shape) {
        message(writer, 2, () => writer.tag(1, WireType.Varint).int64(size));
      }
      return writer;
    });
    return values(writer);
  };
}

/** `TensorProto { string_val = 8 }` */
function stringTensor(shape: readonly number[], strings: readonly Uint8Array[]): Body {
  return tensor(dataType.string, shape, (writer) => {
    for (const string of strings) writer.tag(8, WireType.LengthDelimited).bytes(string);
    return writer;
  });
}

function message(writer: BinaryWriter, field: number, body: Body): BinaryWriter {
  writer.tag(field, WireType.LengthDelimited).fork();
  return body(writer).join();
}

function packed(
  writer: BinaryWriter,
  field: number,
  numbers: readonly number[],
  write: (item: number) => void,
): BinaryWriter {
  return message(writer, field, () => {
    numbers.forEach(write);
    return writer;
  });
}
