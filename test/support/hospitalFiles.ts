import { join } from 'node:path';
import { Rng } from '../../src/core/rng';
import { tableOf } from '../../src/tables/tableOf';
import type { Table } from '../../src/tables/table';
import { writeTable } from '../../src/tables/writeTable';

/** Rows of a hospital of its own: ages, weights and wards differ between seeds, some weights are missing. */
export function hospital(seed: number, rows = 40): Table {
  const rng = Rng.fromSeed(seed);
  const age = Array.from({ length: rows }, () => Math.round(40 + 10 * seed + 12 * rng.normal()));
  const weight = age.map(() => (rng.uniform() < 0.1 ? NaN : 70 + 8 * rng.normal()));
  const wards = seed === 1 ? ['east', 'west'] : ['west', 'north'];
  const ward = age.map(() => wards[rng.integer(2)]);
  const outcome = age.map((years) => (years + 10 * rng.normal() > 60 ? 'ill' : 'well'));
  const score = age.map((years, i) => years / 10 + (ward[i] === 'west' ? 1 : 0) + rng.normal());
  return tableOf({ age, weight, ward, outcome, score }, `hospital ${seed}`);
}

/** A table of some columns as a CSV file. */
export function writeHospital(folder: string, name: string, table: Table): string {
  const file = join(folder, `${name}.csv`);
  writeTable(table, file);
  return file;
}
