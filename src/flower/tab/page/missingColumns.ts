import Papa from 'papaparse';

/** How many bytes of a file are looked at: room for a few thousand names. */
const startBytes = 65_536;

/** The columns that the first line of a CSV or TSV file lacks; other files are read by the client. */
export function missingColumns(
  name: string,
  content: Uint8Array,
  columns: readonly string[],
): readonly string[] {
  if (!/\.(csv|tsv|txt)$/i.test(name)) return [];
  const start = new TextDecoder().decode(content.subarray(0, startBytes));
  const missing = [',', ';', '\t'].map((delimiter) => {
    const [header = []] = Papa.parse<string[]>(start, { delimiter, preview: 1 }).data;
    const found = new Set(header.map((column) => column.trim()));
    return columns.filter((column) => !found.has(column));
  });
  return missing.reduce((fewest, one) => (one.length < fewest.length ? one : fewest));
}
