interface HistoryEntry {
  readonly created_by?: string | null | undefined;
  readonly empty_layer?: boolean | null | undefined;
}

/** History entries that made a layer, in order. Where they are fewer or more than the layers, none can be told. */
export function layerInstructions(history: readonly HistoryEntry[], layers: number): readonly string[] {
  const made = history.filter(({ empty_layer: empty }) => !empty);
  return made.length === layers ? made.map(({ created_by: createdBy }) => createdBy ?? '') : [];
}

/**
 * How many layers, from the bottom, come from the base image: BuildKit writes one history entry for each instruction,
 * so those of the Dockerfile are the last of them. Null where that cannot be known: without the instructions, with a
 * history that does not fit the layers, or where an entry is of another instruction (ONBUILD triggers of the base).
 */
export function baseLayers(
  history: readonly HistoryEntry[],
  layers: number,
  instructions: readonly string[] | undefined,
): number | null {
  if (layers === 0) return 0;
  // ONBUILD alone leaves no entry: it is for those who build on the image.
  const own = instructions?.filter((keyword) => keyword.toUpperCase() !== 'ONBUILD');
  if (own === undefined || own.length > history.length) return null;
  const from = history.length - own.length;
  const made = (entries: readonly HistoryEntry[]): number => entries.filter(({ empty_layer: empty }) => !empty).length;
  if (made(history) !== layers) return null;
  const fits = own.every((keyword, index) => madeBy(history[from + index]?.created_by ?? '', keyword));
  return fits ? made(history.slice(0, from)) : null;
}

/** `RUN |1 A=b /bin/sh -c make # buildkit`, and of the builder before BuildKit `/bin/sh -c #(nop)  ENV A=b`. */
function madeBy(createdBy: string, keyword: string): boolean {
  const text = createdBy.replace(/^\/bin\/sh -c #\(nop\)\s+/, '');
  if (text.slice(0, keyword.length).toUpperCase() === keyword.toUpperCase()) return true;
  return keyword.toUpperCase() === 'RUN' && !/^[A-Z]+ /.test(text);
}
