import { create, toBinary } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import type {
  DescriptorProto,
  DescriptorProtoSchema,
  FieldDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { loadFlowerSchema } from '../../src/flower/wire/schema';
import type { FlowerSchema } from '../../src/flower/wire/schema';
import { messageShapes } from '../../src/flower/wire/shapes';

type MessageInit = MessageInitShape<typeof DescriptorProtoSchema>;
type FieldInit = MessageInitShape<typeof FieldDescriptorProtoSchema>;
type Shape = Readonly<
  Record<string, string | { readonly oneof: Readonly<Record<string, string>> }>
>;

/**
 * A schema with the messages of {@link messageShapes}, but field numbers of its own (1, 2, 3 … in the
 * table's order), for tests that need no flwr: both ends of the wire use the same one.
 *
 * @param change the messages before they are serialised
 */
export function standInDescriptors(change?: (messages: MessageInit[]) => void): Uint8Array {
  const messages: MessageInit[] = [];
  for (const [name, shape] of Object.entries(messageShapes)) {
    const path = name.split('.');
    const message = describe(path[path.length - 1], shape, `.flwr.proto.${name}`);
    const owner = messages.find((candidate) => candidate.name === path[0]);
    if (path.length === 1) messages.push(message);
    else (owner!.nestedType as MessageInit[]).push(message);
  }
  change?.(messages);
  const file = {
    name: 'stand-in.proto',
    package: 'flwr.proto',
    syntax: 'proto3',
    messageType: messages as DescriptorProto[],
  };
  const set = create(FileDescriptorSetSchema, { file: [file] });
  return toBinary(FileDescriptorSetSchema, set);
}

/** {@link standInDescriptors}, loaded. */
export function standInSchema(): FlowerSchema {
  return loadFlowerSchema(standInDescriptors());
}

function describe(name: string, shape: Shape, path: string): MessageInit {
  const field: FieldInit[] = [];
  const oneofDecl: { name: string }[] = [];
  const nestedType: MessageInit[] = [];
  const add = (key: string, type: string, oneofIndex?: number): void => {
    const map = /^map<(.+)>$/.exec(type);
    const optional = type.endsWith('?');
    const item = map ? `${path.slice(1)}.${entryName(key)}` : type.replace(/\[\]$|\?$/, '');
    if (map) nestedType.push(mapEntry(entryName(key), map[1]));
    field.push({
      ...typed(item),
      name: snakeCase(key),
      number: field.length + 1,
      label: map || type.endsWith('[]') ? Label.REPEATED : Label.OPTIONAL,
      ...(optional ? { proto3Optional: true } : {}),
      ...(optional || oneofIndex !== undefined
        ? { oneofIndex: oneofIndex ?? oneofDecl.push({ name: `_${snakeCase(key)}` }) - 1 }
        : {}),
    });
  };
  for (const [key, type] of Object.entries(shape)) {
    if (typeof type === 'string') add(key, type);
    else {
      const index = oneofDecl.push({ name: key }) - 1;
      for (const [option, optionType] of Object.entries(type.oneof)) add(option, optionType, index);
    }
  }
  return { name, field, oneofDecl, nestedType };
}

function mapEntry(name: string, value: string): MessageInit {
  return {
    name,
    options: { mapEntry: true },
    field: [
      { name: 'key', number: 1, label: Label.OPTIONAL, type: Type.STRING },
      { name: 'value', number: 2, label: Label.OPTIONAL, ...typed(value) },
    ],
  };
}

function typed(item: string): { type: Type; typeName?: string } {
  if (Object.hasOwn(scalarTypes, item)) return { type: scalarTypes[item] };
  const typeName = item.startsWith('flwr.proto.') ? `.${item}` : `.flwr.proto.${item}`;
  return { type: Type.MESSAGE, typeName };
}

const scalarTypes: Readonly<Record<string, Type>> = {
  double: Type.DOUBLE,
  uint64: Type.UINT64,
  sint64: Type.SINT64,
  uint32: Type.UINT32,
  bool: Type.BOOL,
  string: Type.STRING,
  bytes: Type.BYTES,
};

function entryName(key: string): string {
  return `${key[0].toUpperCase()}${key.slice(1)}Entry`;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
