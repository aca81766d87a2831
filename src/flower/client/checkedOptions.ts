import { ArgumentError, FederatedError } from '../../core/errors';
import { checkNotMaskedCodec, codecOf } from '../../options/codec';
import { checkClients } from '../../options/clients/dataSettings';
import { withDefaults } from '../../options/defaults';
import { checkNeeds } from '../../options/needs';
import type { Values } from '../../options/option';
import { checkValues } from '../../options/values';
import { clientOptions } from './clientOptions';
import type { ClientOptions } from './clientOptions';

/**
 * A client's options with their defaults, as the command has them, from a server's list of them.
 *
 * @throws ArgumentError that names the first option that is out of range or not a client's
 */
export function checkedClientOptions(values: Readonly<Record<string, unknown>>): ClientOptions {
  const given = checkValues(clientOptions, values);
  const options = withDefaults(clientOptions, given);
  checkNeeds(clientOptions, given, options);
  checkTogether(given, options);
  return options;
}

/**
 * Checks options that depend on each other.
 *
 * @param given those that are not there by default
 * @throws ArgumentError that names the option
 */
export function checkTogether(given: Values<typeof clientOptions>, options: ClientOptions): void {
  const { partitionId, numPartitions, ca, insecure, key, publicKey, table } = options;
  if (partitionId !== undefined && table !== undefined) {
    const rule = 'be left out with --table: all of its rows are this client’s';
    throw new ArgumentError('--partition-id', rule, partitionId);
  }
  if ((partitionId === undefined) !== (numPartitions === undefined)) {
    throw new FederatedError('--partition-id and --num-partitions must be given together');
  }
  if (partitionId !== undefined && partitionId >= numPartitions!) {
    const rule = `be below ${numPartitions}, the number of parts, which count from 0`;
    throw new ArgumentError('--partition-id', rule, partitionId);
  }
  if (ca !== undefined && insecure) {
    throw new ArgumentError('--insecure', 'be left out if --ca is given', true);
  }
  if (publicKey && key === undefined) {
    throw new ArgumentError('--key', 'name the key’s file with --public-key', undefined);
  }
  checkNotMaskedCodec(options);
  codecOf(options);
  checkClients(given, options);
}
