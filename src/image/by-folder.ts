/**
 * What is worked out once for each folder, asked for by the paths of its files: neighbours mostly lie in one, and then
 * nothing is looked up. The root is the empty text.
 * @param known what was worked out so far, by folder
 */
export function byFolder<Value>(
  make: (folder: string) => Value,
  known: Map<string, Value> = new Map(),
): (path: string) => Value {
  let last: { readonly folder: string; readonly value: Value } | undefined;
  return (path) => {
    const slash = path.lastIndexOf('/');
    if (last !== undefined && slash === last.folder.length && path.startsWith(last.folder)) return last.value;
    const folder = path.slice(0, slash);
    let value = known.get(folder);
    if (value === undefined) {
      value = make(folder);
      known.set(folder, value);
    }
    last = { folder, value };
    return value;
  };
}
