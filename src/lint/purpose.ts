import type { Stage } from '../dockerfile/stages.ts';

/**
 * What the built stage is for. *runtime*: it is run as a service. *export*: scratch without anything to run, made for
 * `--output`. *tool*: a shell to develop, lint or test in, by the names of its file, folder or stage.
 */
export type Purpose = 'runtime' | 'export' | 'tool';

const TOOL_WORDS: ReadonlySet<string> = new Set([
  'ci',
  'debug',
  'dev',
  'devcontainer',
  'hack',
  'lint',
  'test',
  'tests',
  'tilt',
  'tools',
]);

/** @param file the path as the caller gave it; folders count only in a relative one, where they are the project's own */
export function purposeOf(file: string, lineage: readonly Stage[]): Purpose {
  const target = lineage.at(-1);
  if (target === undefined || namesTool(file, target.name)) return 'tool';
  const runs = lineage.some((stage) =>
    stage.instructions.some(({ keyword }) => keyword === 'ENTRYPOINT' || keyword === 'CMD'),
  );
  return runs || lineage[0]?.base.resolved !== 'scratch' ? 'runtime' : 'export';
}

function namesTool(file: string, stageName: string | undefined): boolean {
  const names = file.split('/');
  const folders = file.startsWith('/') ? [] : names.slice(0, -1);
  return (
    folders.some((folder) => TOOL_WORDS.has(folder.replace(/^\./, '').toLowerCase())) ||
    hasToolWord(names.at(-1) ?? '') ||
    (stageName !== undefined && hasToolWord(stageName))
  );
}

function hasToolWord(name: string): boolean {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .some((word) => TOOL_WORDS.has(word));
}
