import type { GoInvocation } from './go-build.ts';
import { isForeign } from './go-commands.ts';
import { flagWords, isOn, parseGoFlags, splitGoFlags } from './go-flags.ts';
import { goFlagsFault } from './goflags-fault.ts';
import type { RuleContext } from './rule.ts';

/** Commands that read GOFLAGS and say so where they cannot. */
const READING = /^(?:build|install|run|test|vet|generate|get|list|mod \S+)$/;
/** Those that compile, and take the flags of a build. */
const BUILDING: ReadonlySet<string> = new Set(['build', 'install', 'run', 'test']);

/** Why go refuses what one command is told, whatever its source is; undefined where it takes it, or that is unknown. */
export function refusalOf(context: RuleContext, command: GoInvocation): string | undefined {
  const goFlags = command.variable('GOFLAGS');
  if (goFlags.state === 'set' && READING.test(command.verb)) {
    const fault = goFlagsFault(goFlags.value);
    if (fault !== undefined)
      return `go refuses GOFLAGS=${shown(goFlags.value)} (${fault}): quote a flag that holds a space as a whole, "'-ldflags=-s -w'"`;
  }
  if (!BUILDING.has(command.verb)) return undefined;
  const words = command.args.slice(command.args.findIndex(({ text }) => text === command.verb) + 1);
  const { flags, visible } = flagWords(words.map(({ text }) => text));
  const fromEnvironment = goFlags.state === 'set' ? parseGoFlags(splitGoFlags(goFlags.value)).values : undefined;
  const effective = (name: string): string | undefined =>
    flags.findLast((flag) => flag.name === name)?.value ?? fromEnvironment?.get(name);
  if (visible && isForeign(command) && effective('mod') === 'vendor') {
    const by = flags.some(({ name }) => name === 'mod') ? '-mod=vendor' : 'GOFLAGS=-mod=vendor';
    return `${by} looks into vendor/ only, and go ${command.verb} is to fetch a module at a version: set GOFLAGS= before the command`;
  }
  const needsCgo = ['race', 'msan', 'asan'].find((name) => isTrue(effective(name)));
  const without = needsCgo === undefined ? undefined : whyNoCgo(context, command);
  if (without !== undefined) return `-${needsCgo} needs cgo, and ${without}: go refuses to build`;
  if (command.verb !== 'run' && flags.some(({ name }) => name === 'i') && hasNoInstall(context, command))
    return `go ${command.verb} has no flag -i any more since Go 1.20: take it out`;
  return undefined;
}

function shown(value: string): string {
  return JSON.stringify(value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN)}…` : value);
}

const MAX_SHOWN = 80;

function isTrue(value: string | undefined): boolean {
  return value !== undefined && isOn({ state: 'set', value }) === true;
}

/** Half a sentence; undefined where cgo may be on. Go looks for a C compiler before it turns cgo on since 1.20. */
function whyNoCgo(context: RuleContext, { run, variable }: GoInvocation): string | undefined {
  const os = variable('GOOS');
  if (os.state === 'unknown' || (os.state === 'set' && os.value !== 'linux')) return undefined;
  const set = variable('CGO_ENABLED');
  if (set.state === 'set') return set.value === '0' ? 'CGO_ENABLED is 0' : undefined;
  if (set.state === 'unknown' || variable('CC').state !== 'unset') return undefined;
  const image = context.imageState(run.stage);
  const { go } = image.facts ?? {};
  if (go === undefined || (go.minor !== undefined && go.minor < LOOKS_FOR_COMPILER)) return undefined;
  return image.compiler(run.instruction.index) === 'no' && !installsIn(run)
    ? 'there is no C compiler, without which it is off'
    : undefined;
}

const LOOKS_FOR_COMPILER = 20;

/** A compiler may come with the same RUN. */
function installsIn({ text }: GoInvocation['run']): boolean {
  return /\b(?:apk|apt|apt-get|dnf|microdnf|yum|zypper)\b/.test(text);
}

/** https://go.dev/doc/go1.20#go-command */
function hasNoInstall(context: RuleContext, { run }: GoInvocation): boolean {
  const go = context.imageState(run.stage).facts?.go;
  return go !== undefined && (go.minor === undefined ? go.toolchain === 'local' : go.minor >= LOOKS_FOR_COMPILER);
}
