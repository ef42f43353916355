/**
 * The fields of a flag such as `--mount=type=bind,"target=/a,b"`: commas part them, double quotes around a whole field
 * keep commas in it, two of them stand for one. Undefined for what BuildKit's reader of them refuses, nothing at all included.
 */
export function csvFields(text: string): readonly string[] | undefined {
  if (text === '') return undefined;
  if (!text.includes('"')) return text.split(',');
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  while (field.lastIndex < text.length || fields.length === 0 || text.endsWith(',')) {
    const match = field.exec(text);
    if (match === null) return undefined;
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') break;
  }
  return fields;
}
