/**
 * What is worked out once for each folder: neighbours mostly lie in one, and then nothing is looked up. The root is the
 * empty text.
 * @param known what was worked out so far, by folder
 */
export function byFolder<Value>(
  make: (folder: string) => Value,
  known: Map<string, Value> = new Map(),
): (folder: string) => Value {
  let last: { readonly folder: string; readonly value: Value } | undefined;
  return (folder) => {
    if (last?.folder === folder) return last.value;
    let value = known.get(folder);
    if (value === undefined) {
      value = make(folder);
      known.set(folder, value);
    }
    last = { folder, value };
    return value;
  };
}
