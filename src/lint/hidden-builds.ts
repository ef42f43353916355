import type { RunScript } from '../dockerfile/runs.ts';
import type { Range } from '../dockerfile/source.ts';
import { type PlainCommand, plainCommandsOf } from './plain-command.ts';

/** What may run go out of sight: then its flags are "not visible", never "missing". */
export type HiddenBuildKind = 'bazel' | 'go-run' | 'goreleaser' | 'ko' | 'mage' | 'make' | 'script' | 'task';

export interface HiddenBuild {
  readonly kind: HiddenBuildKind;
  readonly command: PlainCommand;
  readonly run: RunScript;
  readonly range: Range;
}

const TOOLS: ReadonlyMap<string, HiddenBuildKind> = new Map([
  ['bazel', 'bazel'],
  ['bazelisk', 'bazel'],
  ['earthly', 'task'],
  ['gmake', 'make'],
  ['goreleaser', 'goreleaser'],
  ['just', 'task'],
  ['ko', 'ko'],
  ['mage', 'mage'],
  ['make', 'make'],
  ['promu', 'task'],
  ['task', 'task'],
]);

const SHELL = /^(?:ba|da|a)?sh$/;

/** The commands of a RUN that may build something by other means than go itself. */
export function hiddenBuildsOf(run: RunScript): readonly HiddenBuild[] {
  return plainCommandsOf(run).flatMap((command) => {
    const kind = kindOf(command);
    const { program } = command;
    return kind === undefined ? [] : [{ kind, command, run, range: run.range(program.at, program.end) }];
  });
}

function kindOf({ name, program, args }: PlainCommand): HiddenBuildKind | undefined {
  const known = TOOLS.get(name);
  if (known !== undefined) return known;
  const first = args.find(({ text }) => !text.startsWith('-'))?.text;
  if (name === 'go' && args[0]?.text === 'run') {
    if (first !== undefined && args.some(({ text }) => /(?:^|\/)mage(?:\/|$|@)/.test(text))) return 'mage';
    return 'go-run';
  }
  // `sh -c 'script'` is read as the script; a file that a shell is given is not.
  if (SHELL.test(name)) return args.length > 0 && args[0]?.text !== '-c' ? 'script' : undefined;
  return /^\.{0,2}\/.*\.(?:sh|bash|py|pl)$|^\.{1,2}\//.test(program.text) || name.endsWith('.sh')
    ? 'script'
    : undefined;
}
