/** What go ends with before it does anything; undefined where it takes GOFLAGS. In the words that go uses. */
export function goFlagsFault(text: string): string | undefined {
  const fields = quotedFields(text);
  if (fields === undefined) return 'unterminated quote';
  for (const field of fields) {
    if (!/^--?[^-=]/.test(field)) return `non-flag ${JSON.stringify(field)}`;
    const name = field.replace(/^--?/, '').split('=', 1)[0] ?? '';
    if (/["',]/.test(name) || LINKER_ONLY.has(name)) return `unknown flag -${name}`;
  }
  return undefined;
}

/** Flags of the linker that no go command has; `-w` is not among them, as `go env` has one. */
const LINKER_ONLY: ReadonlySet<string> = new Set(['X', 'buildid', 'extld', 'extldflags', 'linkmode', 's']);

/**
 * As `cmd/internal/quoted` of Go splits: at white space; a field that begins with a quote goes on to the next one. Undefined
 * where there is no next one.
 */
function quotedFields(text: string): readonly string[] | undefined {
  const fields: string[] = [];
  for (let at = 0; at < text.length; ) {
    const quote = text[at] ?? '';
    if (/\s/.test(quote)) at += 1;
    else if (quote === '"' || quote === "'") {
      const end = text.indexOf(quote, at + 1);
      if (end === -1) return undefined;
      fields.push(text.slice(at + 1, end));
      at = end + 1;
    } else {
      const field = /^\S+/.exec(text.slice(at))?.[0] ?? '';
      fields.push(field);
      at += field.length;
    }
  }
  return fields;
}
