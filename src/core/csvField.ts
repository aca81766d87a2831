/** A field of a line with commas or another delimiter, in quotes if it needs them (RFC 4180). */
export function csvField(text: string, delimiter = ','): string {
  const plain = !/["\r\n]/.test(text) && !text.includes(delimiter);
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}
