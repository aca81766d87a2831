/**
 * The messages of `flwr.proto` that a SuperNode uses, with the fields that it uses: a scalar type
 * or a message's name, with `?` if the field may be absent and `[]` if it repeats. The user's own
 * flwr has the full description; {@link loadFlowerSchema} checks it against this table.
 */
export const messageShapes = {
  Node: { nodeId: 'uint64' },
  RegisterNodeFleetRequest: { publicKey: 'bytes' },
  RegisterNodeFleetResponse: { nodeId: 'uint64' },
  ActivateNodeRequest: { publicKey: 'bytes', heartbeatInterval: 'double' },
  ActivateNodeResponse: { nodeId: 'uint64' },
  DeactivateNodeRequest: { nodeId: 'uint64' },
  DeactivateNodeResponse: {},
  UnregisterNodeFleetRequest: { nodeId: 'uint64' },
  UnregisterNodeFleetResponse: {},
  SendNodeHeartbeatRequest: { node: 'Node', heartbeatInterval: 'double' },
  SendNodeHeartbeatResponse: { success: 'bool' },
  PullMessagesRequest: { node: 'Node', messageIds: 'string[]' },
  PullMessagesResponse: { messagesList: 'Message[]', messageObjectTrees: 'ObjectTree[]' },
  PushMessagesRequest: {
    node: 'Node',
    messagesList: 'Message[]',
    messageObjectTrees: 'ObjectTree[]',
    clientappRuntimeList: 'double[]',
  },
  PushMessagesResponse: {
    results: 'map<uint32>',
    objectsToPush: 'string[]',
    sessionId: 'string',
  },
  PullObjectRequest: { node: 'Node', runId: 'uint64', objectId: 'string' },
  PullObjectResponse: { objectFound: 'bool', objectAvailable: 'bool', objectContent: 'bytes' },
  PushObjectRequest: {
    node: 'Node',
    runId: 'uint64',
    objectId: 'string',
    objectContent: 'bytes',
    sessionId: 'string',
  },
  PushObjectResponse: { stored: 'bool' },
  ConfirmMessageReceivedRequest: { node: 'Node', runId: 'uint64', messageObjectId: 'string' },
  ConfirmMessageReceivedResponse: {},
  GetRunRequest: { node: 'Node', runId: 'uint64' },
  GetRunResponse: { run: 'Run' },
  Run: {
    runId: 'uint64',
    fabId: 'string',
    fabVersion: 'string',
    fabHash: 'string',
    overrideConfig: 'map<Scalar>',
    status: 'RunStatus',
  },
  RunStatus: { status: 'string', subStatus: 'string', details: 'string' },
  GetFabRequest: { node: 'Node', hashStr: 'string', runId: 'uint64' },
  GetFabResponse: { fab: 'Fab' },
  Fab: { hashStr: 'string', content: 'bytes' },
  Scalar: {
    scalar: {
      oneof: {
        double: 'double',
        uint64: 'uint64',
        sint64: 'sint64',
        bool: 'bool',
        string: 'string',
        bytes: 'bytes',
      },
    },
  },
  ObjectTree: { objectId: 'string', children: 'ObjectTree[]' },
  Message: { metadata: 'Metadata', content: 'RecordDict', error: 'Error' },
  Metadata: {
    runId: 'uint64',
    messageId: 'string',
    srcNodeId: 'uint64',
    dstNodeId: 'uint64',
    replyToMessageId: 'string',
    groupId: 'string',
    ttl: 'double',
    messageType: 'string',
    createdAt: 'double',
    srcTaskId: 'uint64?',
    dstTaskId: 'uint64?',
  },
  Error: { code: 'sint64', reason: 'string' },
  RecordDict: {},
  DoubleList: { vals: 'double[]' },
  SintList: { vals: 'sint64[]' },
  UintList: { vals: 'uint64[]' },
  BoolList: { vals: 'bool[]' },
  StringList: { vals: 'string[]' },
  BytesList: { vals: 'bytes[]' },
  MetricRecord: { items: 'MetricRecord.Item[]' },
  'MetricRecord.Item': { key: 'string', value: 'MetricRecordValue' },
  MetricRecordValue: {
    value: {
      oneof: {
        double: 'double',
        sint64: 'sint64',
        uint64: 'uint64',
        doubleList: 'DoubleList',
        sintList: 'SintList',
        uintList: 'UintList',
      },
    },
  },
  ConfigRecord: { items: 'ConfigRecord.Item[]' },
  'ConfigRecord.Item': { key: 'string', value: 'ConfigRecordValue' },
  ConfigRecordValue: {
    value: {
      oneof: {
        double: 'double',
        sint64: 'sint64',
        uint64: 'uint64',
        bool: 'bool',
        string: 'string',
        bytes: 'bytes',
        doubleList: 'DoubleList',
        sintList: 'SintList',
        uintList: 'UintList',
        boolList: 'BoolList',
        stringList: 'StringList',
        bytesList: 'BytesList',
      },
    },
  },
} as const;

type Shapes = typeof messageShapes;

/** The name of a message of `flwr.proto`. */
export type MessageName = keyof Shapes;

interface ScalarTypes {
  double: number;
  uint64: bigint;
  sint64: bigint;
  uint32: number;
  bool: boolean;
  string: string;
  bytes: Uint8Array;
}

type Item<T> = T extends keyof ScalarTypes
  ? ScalarTypes[T]
  : T extends MessageName
    ? Decoded<T>
    : never;

type OneOf<O> =
  | { [Case in keyof O]: { readonly case: Case; readonly value: Item<O[Case]> } }[keyof O]
  | { readonly case: undefined; readonly value?: undefined };

type Field<T> = T extends { readonly oneof: infer O }
  ? OneOf<O>
  : T extends `${infer U}[]`
    ? readonly Item<U>[]
    : T extends `map<${infer U}>`
      ? Readonly<Record<string, Item<U>>>
      : T extends `${infer U}?`
        ? Item<U> | undefined
        : T extends MessageName
          ? Decoded<T> | undefined
          : Item<T>;

/**
 * A decoded message: every field is present, with its default, unless it is optional or a message.
 */
export type Decoded<N extends MessageName> = {
  readonly [Key in keyof Shapes[N]]: Field<Shapes[N][Key]>;
};

type InitItem<T> = T extends keyof ScalarTypes
  ? ScalarTypes[T]
  : T extends MessageName
    ? Init<T>
    : never;

type InitOneOf<O> =
  | { [Case in keyof O]: { readonly case: Case; readonly value: InitItem<O[Case]> } }[keyof O]
  | { readonly case: undefined; readonly value?: undefined };

type InitField<T> = T extends { readonly oneof: infer O }
  ? InitOneOf<O>
  : T extends `${infer U}[]`
    ? readonly InitItem<U>[]
    : T extends `map<${infer U}>`
      ? Readonly<Record<string, InitItem<U>>>
      : T extends `${infer U}?`
        ? InitItem<U>
        : InitItem<T>;

/** A message to encode: fields that are left out have their default, zero or empty. */
export type Init<N extends MessageName> = {
  readonly [Key in keyof Shapes[N]]?: InitField<Shapes[N][Key]> | undefined;
};
