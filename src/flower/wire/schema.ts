import { create, createFileRegistry, fromBinary, ScalarType, toBinary } from '@bufbuild/protobuf';
import type { DescField, DescMessage, DescOneof } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { ArgumentError } from '../../core/errors';
import { messageOf } from '../../core/systemError';
import { FlowerFormatError, FlowerSchemaError } from './errors';
import { messageShapes } from './shapes';
import type { Decoded, Init, MessageName } from './shapes';

/** Encodes and decodes Flower's messages. */
export interface FlowerSchema {
  encode<N extends MessageName>(name: N, message: Init<N>): Uint8Array;
  /**
   * Bytes fields are views of `bytes`, not copies. Fields that are not in the description are skipped.
   *
   * @throws FlowerFormatError for bytes that are not such a message
   */
  decode<N extends MessageName>(name: N, bytes: Uint8Array): Decoded<N>;
}

/** Deeper than any of Flower's messages: a tree of five levels inside two messages. */
const recursionLimit = 16;

/**
 * Reads the description of Flower's messages, a serialized `google.protobuf.FileDescriptorSet` that
 * {@link flowerDescriptors} takes from the user's flwr, and checks that it has every message and
 * field that this client uses, with the expected type.
 *
 * @throws FlowerSchemaError otherwise
 */
export function loadFlowerSchema(descriptors: Uint8Array): FlowerSchema {
  const found = readMessages(descriptors);
  for (const [name, shape] of Object.entries(messageShapes)) {
    check(name, shape, found.get(name as MessageName)!);
  }
  return {
    encode: (name, message) => {
      const description = found.get(name)!;
      try {
        return toBinary(description, create(description, message as Record<string, unknown>));
      } catch (cause) {
        const reason = messageOf(cause);
        throw new ArgumentError('message', `be a ${name} (${reason})`, message);
      }
    },
    decode: <N extends MessageName>(name: N, bytes: Uint8Array) => {
      try {
        const options = { readUnknownFields: false, recursionLimit };
        return fromBinary(found.get(name)!, bytes, options) as unknown as Decoded<N>;
      } catch (cause) {
        const reason = messageOf(cause);
        throw new FlowerFormatError(name, `is not a protobuf message of this type (${reason})`, {
          cause,
        });
      }
    },
  };
}

function readMessages(descriptors: Uint8Array): Map<MessageName, DescMessage> {
  const names = Object.keys(messageShapes) as MessageName[];
  try {
    const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptors));
    return new Map(
      names.map((name) => {
        const message = registry.getMessage(`flwr.proto.${name}`);
        if (!message) throw new FlowerSchemaError(`Flower's schema has no message ${name}`);
        return [name, message];
      }),
    );
  } catch (cause) {
    if (cause instanceof FlowerSchemaError) throw cause;
    const reason = messageOf(cause);
    throw new FlowerSchemaError(`Flower's schema is damaged: ${reason}`, { cause });
  }
}

type Shape = Readonly<Record<string, unknown>>;

function check(name: string, shape: Shape, message: DescMessage): void {
  for (const [key, expected] of Object.entries(shape)) {
    const member = message.members.find(({ localName }) => localName === key);
    if (typeof expected === 'string') {
      const type = member === undefined ? 'nothing' : fieldType(member);
      if (type !== expected) throw mismatch(`${name}.${key}`, expected, type);
      continue;
    }
    const { oneof } = expected as { oneof: Shape };
    if (member?.kind !== 'oneof') throw mismatch(`${name}.${key}`, 'oneof', 'something else');
    for (const [option, type] of Object.entries(oneof)) {
      const field = member.fields.find(({ localName }) => localName === option);
      const optionType = field === undefined ? 'nothing' : fieldType(field);
      if (optionType !== type) throw mismatch(`${name}.${option}`, String(type), optionType);
    }
  }
}

function mismatch(field: string, expected: string, found: string): FlowerSchemaError {
  return new FlowerSchemaError(
    `Flower's schema: expected ${field} to be ${expected}, found ${found}; ` +
      'this client needs the schema of flwr 1.40 or later',
  );
}

/** A field's type in the notation of {@link messageShapes}. */
function fieldType(field: DescField | DescOneof): string {
  if (field.kind === 'oneof') return 'oneof';
  const own = (message: DescMessage): string => message.typeName.replace(/^flwr\.proto\./, '');
  const scalar = (type: ScalarType): string => ScalarType[type].toLowerCase();
  switch (field.fieldKind) {
    case 'scalar':
      return `${scalar(field.scalar)}${field.proto.proto3Optional ? '?' : ''}`;
    case 'message':
      return own(field.message);
    case 'list':
      if (field.listKind === 'scalar') return `${scalar(field.scalar)}[]`;
      return field.listKind === 'message' ? `${own(field.message)}[]` : 'enum[]';
    case 'map':
      if (field.mapKey !== ScalarType.STRING) return 'another map';
      if (field.mapKind === 'scalar') return `map<${scalar(field.scalar)}>`;
      return field.mapKind === 'message' ? `map<${own(field.message)}>` : 'map<enum>';
    case 'enum':
      return 'enum';
  }
}
