import type {
  ClientMoment,
  Measures,
  Payload,
  ServerMoment,
  UpdateTransform,
} from './updateTransform';

/** An update as it leaves a client. */
export interface SentUpdate {
  /** Bytes on the wire. */
  readonly bytes: number;
  readonly measures: Measures;
  /** Named as measures are; left out if there are none. */
  readonly totals?: Measures;
  /** The update's encoding, if the last transform made one. */
  readonly payload?: Payload;
}

/**
 * Applies the transforms to a client's update, in order and in place.
 *
 * @param moment `rng` is the client's stream in this round, from which each transform gets its own
 */
export function transformUpdate(
  transforms: readonly UpdateTransform[],
  update: Float32Array,
  moment: Omit<ClientMoment, 'bytes'>,
): SentUpdate {
  let sent: SentUpdate = { bytes: update.byteLength, measures: {} };
  for (const { name, client } of transforms) {
    if (!client) continue;
    const rng = moment.rng.split('transform', name);
    const at = { ...moment, rng, bytes: sent.bytes };
    const { bytes, measures, totals = {}, payload } = client(update, at);
    const all = { ...sent.totals, ...prefixed(name, totals) };
    sent = {
      bytes,
      measures: { ...sent.measures, ...prefixed(name, measures) },
      ...(Object.keys(all).length > 0 && { totals: all }),
      ...(payload && { payload }),
    };
  }
  return sent;
}

/**
 * Applies the transforms to an aggregate, the last one first and in place.
 *
 * @param moment `rng` is the round's stream, from which each transform gets its own
 */
export function transformAggregate(
  transforms: readonly UpdateTransform[],
  aggregate: Float32Array,
  moment: ServerMoment,
): Measures {
  let measured: Measures = {};
  for (const { name, server } of [...transforms].reverse()) {
    if (!server) continue;
    const measures = server(aggregate, { ...moment, rng: moment.rng.split('transform', name) });
    measured = { ...measured, ...prefixed(name, measures) };
  }
  return measured;
}

function prefixed(name: string, measures: Measures = {}): Measures {
  return Object.fromEntries(
    Object.entries(measures).map(([key, value]) => [`${name}/${key}`, value]),
  );
}
