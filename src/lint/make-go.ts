import { posix } from 'node:path';
import type { RunScript } from '../dockerfile/runs.ts';
import type { GoInvocation } from './go-build.ts';
import { goEnvFiles, goVariable } from './go-environment.ts';
import { resolveFolder } from './go-outputs.ts';
import { contextFolderOf } from './go-sources.ts';
import { mayHaveLanded } from './module-files.ts';
import { plainCommandsOf } from './plain-command.ts';
import type { RuleContext } from './rule.ts';
import { workdirReader } from './workdir.ts';

/** For each the Makefile is read. */
const MAX_RUNS = 50;

/** The `make` commands by which go certainly runs in the folder that they stand in, as go commands. */
export function goByMake(context: RuleContext): readonly GoInvocation[] {
  const all = context.runs.filter(({ stage, text }) => context.reached.has(stage) && /\bmake\b/.test(text));
  const runs = all.slice(0, MAX_RUNS);
  if (runs.length === 0 || context.files === undefined) return [];
  const workdirAt = workdirReader(context.dockerfile);
  const envFiles = goEnvFiles(context.runs);
  return runs.flatMap((run) => {
    const { stage, instruction, range } = run;
    let folder = workdirAt(instruction.index);
    return plainCommandsOf(run).flatMap((plain): readonly GoInvocation[] => {
      const { name, program, args, command } = plain;
      if (name === 'cd') folder = resolveFolder(folder, args[0]?.text);
      const words = args.map(({ text }) => text);
      if (name !== 'make' || !words.every((word) => PLAIN_WORD.test(word))) return [];
      const own = { ...plain, verb: 'build' };
      const variable: GoInvocation['variable'] = (wanted) =>
        goVariable(own, stage.scope, envFiles(stage, instruction.index, command.at), wanted);
      const targets = words.filter((word) => !/^-|=/.test(word));
      if (variable('GO').state !== 'unset' || !runsGo(context, run, folder, targets)) return [];
      return [{ ...own, tool: 'go', range: range(program.at, program.end), folder, variable, scope: stage.scope }];
    });
  });
}

/** A target, a variable that says nothing of go itself, `-s` and `-j`. */
const PLAIN_WORD = /^(?:-[sj]\d*|(?!(?:GO|GOFLAGS|GOROOT|GOTOOLCHAIN|GOWORK|PATH|SHELL)=)\w+=.*|[A-Za-z][\w.-]*)$/s;
/** What is included, chosen, or set for go is not worked out. */
const UNREAD =
  /^ *(?:-?include|sinclude|if\w+|define|SHELL)\b|GOFLAGS|GOROOT|GOTOOLCHAIN|GOWORK|\bPATH\b|ONESHELL|\$[({](?:eval|call)|go (?:get|mod (?:edit|init|tidy)|work)\b/m;
const GO_LINE =
  /^\t[@+]*[ \t]*(?:\w+=\S* +)*go (?:build|generate|install|list|run|test|vet|mod (?:download|vendor|verify))\b(?!.*(?:@|\|\|))/m;

function runsGo(
  context: RuleContext,
  { stage, instruction: { index } }: RunScript,
  workdir: string | undefined,
  targets: readonly string[],
): boolean {
  const { files, takings } = context;
  if (files === undefined || workdir === undefined) return false;
  const folder = contextFolderOf({ files, takings }, stage, index, workdir);
  if (folder === undefined) return false;
  const name = ['GNUmakefile', 'makefile', 'Makefile'].find(
    (each) => files.kindOf(posix.join(folder, each)) === 'file',
  );
  const path = posix.join(folder, name ?? '');
  const head = name === undefined ? undefined : files.head(path);
  if (name === undefined || head === undefined || head.length !== files.bytesOf(path)) return false;
  if (!mayHaveLanded(context, { stage, index }, path, posix.join(workdir, name))) return false;
  return makesGo(
    Buffer.from(head).toString('utf8'),
    targets,
    (each) => files.exists(posix.join(folder, each)) !== false,
  );
}

/** Does a Makefile certainly start go for one of the targets, or for the first where none is named? */
function makesGo(makefile: string, targets: readonly string[], isThere: (name: string) => boolean): boolean {
  const isGo = /^[^,]*= *go *$/.test(String(makefile.match(/^(?:export )?GO *[:?+]?=.*$/gm)));
  const text = makefile.replace(/\\\n\s*/g, ' ').replace(/\$[({]GO[)}]/g, isGo ? 'go' : '$');
  if (UNREAD.test(text)) return false;
  // Each rule with its recipe, and what is needed before it.
  const rules = [...text.matchAll(/^(\.?\w[\w./ -]*)::?(?!=)([^=\n]*)((?:\n\t.*|\n *#.*|\n(?=\n|\t))*)/gm)].flatMap(
    ([, names = '', needs = '', recipe = '']) =>
      names
        .trim()
        .split(/ +/)
        .map((own) => ({ own, needs: needs.replace(/[#;].*/, '').split(/\s+/), recipe })),
  );
  const phony = rules.flatMap(({ own, needs }) => (own === '.PHONY' ? needs : []));
  const first = rules.find(({ own }) => !own.startsWith('.'))?.own ?? '';
  const wanted = new Set(targets.length > 0 ? targets : [first]);
  // A set is walked in the order of insertion, what is added meanwhile included.
  for (const target of wanted) {
    // Where a file of that name is there, make may have nothing to do.
    if (!phony.includes(target) && isThere(target)) continue;
    for (const { recipe, needs } of rules.filter(({ own }) => own === target)) {
      if (GO_LINE.test(recipe)) return true;
      for (const need of needs) wanted.add(need);
    }
  }
  return false;
}
