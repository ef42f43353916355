import { posix } from 'node:path';
import type { Stage } from '../dockerfile/stages.ts';
import { BLIND } from './blind-programs.ts';
import { copiedFilesOf } from './copied-files.ts';
import { plainCommandsOf } from './plain-command.ts';
import type { RuleContext } from './rule.ts';

/** Programs that may take a folder along without naming it. */
const MOVER = /^(?:cat|cp|find|install|ln|mv)$/;

/**
 * May a build need what lies in the folder at the top of the context? It does not where nothing names the folder, go alone
 * builds, neither Go source nor a `//go:embed` line leads there, and no COPY takes it on from a stage.
 * @param stages those that have the whole context
 */
export function mayNeedFolder(context: RuleContext, stages: readonly Stage[], name: string): boolean {
  const { dockerfile, shipped, runs, goBuilds } = context;
  return (
    !goBuilds.some(({ run }) => stages.includes(run.stage)) ||
    stages.some((stage) => shipped.has(stage)) ||
    new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(dockerfile.source.text) ||
    runs.some(
      (run) =>
        stages.includes(run.stage) &&
        plainCommandsOf(run).some(({ name: program }) => !BLIND.has(program) || MOVER.test(program)),
    ) ||
    mayBeCopied(context, stages, name) ||
    mayBeOfGo(context, name)
  );
}

/** A package embeds from its own folder down, so that only one at the top can embed this folder from outside. */
function mayBeOfGo({ files }: RuleContext, folder: string): boolean {
  if (files === undefined) return true;
  const embeds = new RegExp(`^//go:embed.*[\\s:"\`](?:[^/\\s]*[*?[]|${folder}(?![\\w-]))`, 'm');
  return (
    files.find(({ name }) => /\.go$|^go\.mod$/.test(name), { folder, limit: 1 }).files.length > 0 ||
    files
      .entries('.')
      ?.some(
        ({ name }) => name.endsWith('.go') && embeds.test(Buffer.from(files.head(name) ?? []).toString('latin1')),
      ) !== false
  );
}

function mayBeCopied(context: RuleContext, stages: readonly Stage[], name: string): boolean {
  const folders = context
    .takings()
    .filter(({ stage, kind, sources }) => stages.includes(stage) && kind !== 'mount' && sources.includes('.'))
    .map(({ destination }) => posix.join(destination ?? '/', name));
  return copiedFilesOf(context, [...context.reached]).some(({ from, isFile, source }) => {
    if (typeof from === 'string' || isFile || !stages.includes(from)) return false;
    const start = posix.join('/', source?.replace(/[*?[].*/, '') ?? '').replace(/\/$/, '');
    return folders.some((folder) => folder.startsWith(start));
  });
}
