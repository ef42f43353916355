/**
 * The words of an exec form (`["a", "b"]`), or `undefined` for a shell form: what does not parse as JSON *is* shell form.
 * An array that holds anything but strings is neither; BuildKit refuses it, see `isBrokenExecForm`.
 */
export function parseExecForm(text: string): readonly string[] | undefined {
  const value = jsonArray(text);
  return value?.every((item) => typeof item === 'string') === true ? value : undefined;
}

export function isExecForm(text: string): boolean {
  return parseExecForm(text) !== undefined;
}

export function isBrokenExecForm(text: string): boolean {
  const value = jsonArray(text);
  return value !== undefined && !value.every((item) => typeof item === 'string');
}

function jsonArray(text: string): readonly unknown[] | undefined {
  if (!/^\s*\[/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
