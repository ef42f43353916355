import { createSource, type Source } from '../dockerfile/source.ts';

/** Finds the lines of a file by its path, each worked out once; undefined where its text is not at hand. */
export function sourceReader(texts: ReadonlyMap<string, string>): (file: string) => Source | undefined {
  const sources = new Map<string, Source>();
  return (file) => {
    const text = texts.get(file);
    if (text === undefined) return undefined;
    const source = sources.get(file) ?? createSource(text);
    sources.set(file, source);
    return source;
  };
}
