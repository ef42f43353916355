/**
 * One `key=value,…` option of buildx as it is written on its command line: fields are CSV, so one that holds a comma or
 * a quote is quoted as a whole.
 */
export function csv(fields: readonly (readonly [string, string])[]): string {
  return fields
    .map(([key, value]) => `${key}=${value}`)
    .map((field) => (/[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',');
}

/** The fields of such an option, in their order; a field without "=" has the empty key. */
export function parseCsv(text: string): (readonly [string, string])[] {
  const fields = text.match(/"(?:[^"]|"")*"|[^,]+/g) ?? [];
  return fields.map((field) => {
    const plain = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
    const at = plain.indexOf('=');
    return at < 0 ? (['', plain] as const) : ([plain.slice(0, at), plain.slice(at + 1)] as const);
  });
}
