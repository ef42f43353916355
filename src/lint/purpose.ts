import { posix } from 'node:path';
import type { Stage } from '../dockerfile/stages.ts';
import type { StartCommand } from './entrypoint.ts';
import { SHELLS } from './known-tools.ts';

/**
 * What the built stage is for. *runtime*: it is run as a service. *export*: scratch without anything to run, made for
 * `--output`. *tool*: to develop, lint or test in, by the names of its file, folder or stage, or by what it starts.
 */
export type Purpose = 'runtime' | 'export' | 'tool';

const TOOL_WORDS: ReadonlySet<string> = new Set([
  'check',
  'ci',
  'debug',
  'debugger',
  'dev',
  'devcontainer',
  'devcontainers',
  'develop',
  'development',
  'e2e',
  'hack',
  'lint',
  'linter',
  'linters',
  'test',
  'testing',
  'tests',
  'tilt',
  'tool',
  'tools',
  'vendor',
]);

/** Linters, test runners, debuggers and what restarts a program at every change of its source. */
const TOOL_PROGRAMS: ReadonlySet<string> = new Set([
  'CompileDaemon',
  'air',
  'delve',
  'dlv',
  'ginkgo',
  'golangci-lint',
  'golint',
  'gotestsum',
  'hadolint',
  'modd',
  'reflex',
  'staticcheck',
]);

/** @param file the path as the caller gave it; folders count only in a relative one, where they are the project's own */
export function purposeOf(file: string, lineage: readonly Stage[], start: StartCommand | undefined): Purpose {
  const target = lineage.at(-1);
  if (target === undefined || namesTool(file, target.name) || startsTool(start)) return 'tool';
  const runs = lineage.some((stage) =>
    stage.instructions.some(({ keyword }) => keyword === 'ENTRYPOINT' || keyword === 'CMD'),
  );
  return runs || lineage[0]?.base.resolved !== 'scratch' ? 'runtime' : 'export';
}

function startsTool(start: StartCommand | undefined): boolean {
  const commands = start?.commands ?? [];
  if (commands.length === 1 && isPrompt(commands[0] ?? [])) return true;
  return commands.some(([program = '', verb = '']) => {
    const name = posix.basename(program);
    return TOOL_PROGRAMS.has(name) || (name === 'go' && ['generate', 'test', 'vet'].includes(verb));
  });
}

/** A shell that is given nothing to run waits for somebody to type. */
function isPrompt([program = '', ...words]: readonly string[]): boolean {
  return SHELLS.has(posix.basename(program)) && words.every((word) => /^-[il]+$|^--(?:login|interactive)$/.test(word));
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
