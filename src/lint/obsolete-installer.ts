import { mountsOf } from '../dockerfile/mounts.ts';
import { UNKNOWN } from '../dockerfile/shell.ts';
import { lineageOf } from '../dockerfile/stages.ts';
import type { GoInvocation } from './go-build.ts';
import { flagWords } from './go-flags.ts';
import { plainCommandsOf } from './plain-command.ts';
import type { Remark, RuleContext, RuleEdit } from './rule.ts';

/** `go install package@version` is there since 1.16, and `go get` installs nothing since 1.18 (https://go.dev/doc/go1.18#go-command). */
const REPLACED = 16;

/** `go get` of programs where no module is that could require them. */
export function obsoleteInstaller(context: RuleContext, command: GoInvocation): Remark | undefined {
  if (command.verb !== 'get' || command.tool !== 'go') return undefined;
  const go = context.imageState(command.run.stage).facts?.go;
  if (go === undefined || (go.minor === undefined ? go.toolchain !== 'local' : go.minor < REPLACED)) return undefined;
  const mode = command.variable('GO111MODULE');
  if (mode.state === 'unknown' || (mode.state === 'set' && !/^(?:on)?$/.test(mode.value))) return undefined;
  const words = command.args.slice(command.args.findIndex(({ text }) => text === 'get') + 1);
  const { flags, end, visible } = flagWords(words.map(({ text }) => text));
  const packages = words.slice(end);
  if (!visible || packages.length === 0 || !packages.every(({ text }) => /^[\w-]+(?:\.[\w-]+)+\/\S+$/.test(text)))
    return undefined;
  if (flags.some(({ name }) => name === 'd' || name === 'tool') || mayBeInModule(context, command)) return undefined;
  const edits = editsOf(
    context,
    command,
    flags.map(({ name }) => name),
    words,
    packages,
  );
  return {
    message: 'go get installs no programs since Go 1.18, and fails outside a module: use go install PACKAGE@VERSION',
    range: command.range,
    ...(edits === undefined ? {} : { fix: { safe: true, edits } }),
  };
}

/** May there be a go.mod by then: copied, mounted, cloned, or made? */
function mayBeInModule({ runs }: RuleContext, { run }: GoInvocation): boolean {
  const lineage = lineageOf(run.stage);
  const brought = lineage.some((stage) =>
    stage.instructions.some(
      (instruction) =>
        instruction.index <= run.instruction.index &&
        (stage.transferOf(instruction) !== undefined ||
          mountsOf(instruction).some((mount) => (mount.get('type') ?? 'bind') === 'bind')),
    ),
  );
  return (
    brought ||
    runs.some(
      (each) =>
        lineage.includes(each.stage) &&
        each.instruction.index <= run.instruction.index &&
        (each.script.sources ||
          plainCommandsOf(each).some(
            ({ name, args }) => /^(?:git|curl|wget|tar|unzip|cp|tee|make)$|\.sh$/.test(name) || args[0]?.text === 'mod',
          )),
    )
  );
}

type Words = GoInvocation['args'];

function editsOf(
  { dockerfile }: RuleContext,
  command: GoInvocation,
  flags: readonly string[],
  words: Words,
  packages: Words,
): readonly RuleEdit[] | undefined {
  const { text } = dockerfile.source;
  const { run, range } = command;
  if (!text.slice(range.start, range.end).endsWith('get') || flags.some((name) => name !== 'u' && name !== 'v'))
    return undefined;
  const edits: RuleEdit[] = [{ start: range.end - 'get'.length, end: range.end, text: 'install' }];
  for (const word of words.filter((each) => each.text === '-u')) {
    const { start, end } = run.range(word.at, word.end);
    if (text.slice(start, end) !== '-u' || text[start - 1] !== ' ') return undefined;
    edits.push({ start: start - 1, end, text: '' });
  }
  for (const word of packages) {
    if (word.text.includes('@')) continue;
    const { start, end } = run.range(word.at, word.end);
    if (word.text.includes(UNKNOWN) || text.slice(start, end) !== word.text) return undefined;
    edits.push({ start: end, end, text: '@latest' });
  }
  return edits;
}
