import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type OptionSpec, optionSpecs, type RawOptions } from '../config/options.ts';
import { rawOptions } from '../config/raw-options.ts';
import { EXIT } from '../model/errors.ts';
import { TOOL_NAME, TOOL_VERSION } from '../model/project.ts';

/** What every command takes. */
interface Common {
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export interface LintArguments extends Common {
  readonly paths: readonly string[];
  readonly context: string | undefined;
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  /** Bake files in JSON, whose targets are linted too. */
  readonly bake: readonly string[];
  /** Write the safe fixes. */
  readonly fix: boolean;
  /** Print the fixes that are left as a patch, instead of the findings. */
  readonly diff: boolean;
  readonly options: RawOptions;
}

export interface ExplainArguments extends Common {
  /** Undefined: list all rules. */
  readonly rule: string | undefined;
}

export interface WeighArguments extends Common {
  readonly options: RawOptions;
}

export interface DiffArguments extends WeighArguments {
  readonly base: string;
  readonly head: string;
}

/** What the commands do; the program only reads the words. */
export interface Handlers {
  lint(args: LintArguments): Promise<number>;
  explain(args: ExplainArguments): Promise<number>;
  weigh(args: WeighArguments): Promise<number>;
  diff(args: DiffArguments): Promise<number>;
}

interface LintFlags {
  readonly context?: string;
  readonly format: LintArguments['format'];
  readonly bake?: readonly string[];
  readonly fix?: boolean;
  readonly diff?: boolean;
}

/** Options of `lint` that `weigh` has too. */
const LINT_OPTIONS: readonly string[] = [
  'platforms',
  'goarch',
  'target',
  'build-args',
  'build-contexts',
  'builder',
  'config',
  'fail-on',
  'rules',
  'hadolint',
];

/** What says what is weighed, which `diff` is told by its words. */
const NOT_FOR_DIFF: readonly string[] = ['oci', 'image', 'against', 'cache-to'];

const EPILOGUE = `
Exit codes: 0 fine or not judged · 1 over a load line, findings at or above --fail-on, or a required baseline missing
            2 wrong use or configuration · 3 the build or an outside tool failed`;

/** The command line. Wrong words print what is wrong with the nearest right one, and give exit code 2. */
export async function runProgram(argv: readonly string[], handlers: Handlers): Promise<number> {
  let code: number = EXIT.fine;
  const program = new Command(TOOL_NAME)
    .description(
      'The load line for container images: lints Dockerfiles for Go image size, builds, weighs, compares and judges.',
    )
    .version(TOOL_VERSION)
    .addHelpText('after', EPILOGUE)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });

  const addOptions = (command: Command, wanted: (spec: OptionSpec) => boolean): void => {
    // Nobody looks at those of the others, and they are many.
    if (argv.includes(command.name())) addSpecs(command, optionSpecs().filter(wanted));
  };

  const lint = common(program.command('lint'))
    .description('Lint Dockerfiles; nothing is built, and no process is started without --builder or --hadolint')
    .argument('[path...]', 'Dockerfiles, folders that hold one, or patterns such as "**/Dockerfile*"', ['.'])
    .option('--context <DIR>', 'context of the build (default: the folder of the Dockerfile)')
    .addOption(
      new Option('--format <FORMAT>', 'how findings are printed')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .option('--bake <FILE>', 'bake file in JSON: lint the Dockerfiles of its targets (repeatable)', repeat)
    .option('--fix', 'write the safe fixes into the files')
    .option('--diff', 'print the fixes, suggested ones too, as a patch for git apply; nothing is written');
  addOptions(lint, (spec) => LINT_OPTIONS.includes(spec.name));
  lint.action(async (paths: string[]) => {
    const { context, format, bake = [], fix = false, diff = false } = lint.opts<LintFlags>();
    // The folder that one stands in is meant where nothing else is named.
    const named = bake.length > 0 && lint.args.length === 0 ? [] : paths;
    const flags = { paths: named, context, format, bake, fix, diff };
    code = await handlers.lint({ ...commonOf(lint), ...flags, options: given(lint) });
  });

  const explain = common(program.command('explain'))
    .description('Print the page of a rule, or the list of all rules')
    .argument('[rule]', 'id of the rule');
  explain.action(async (rule: string | undefined) => {
    code = await handlers.explain({ ...commonOf(explain), rule });
  });

  const weigh = common(program.command('weigh'))
    .description('Lint, build, weigh, compare and judge an image')
    .argument('[context]', 'folder that is sent to the build', '.');
  addOptions(weigh, (spec) => spec.flag !== null);
  weigh.action(async (context: string) => {
    code = await handlers.weigh({ ...commonOf(weigh), options: given(weigh, new Map([['context', [context]]])) });
  });

  const diff = common(program.command('diff'))
    .description('Compare two images, and judge the second; what a git ref names is built')
    .argument('<base>', 'report (*.json), layout or archive (path or oci:DIR), image:REF or git ref')
    .argument('<head>', 'the same')
    .option('--context <DIR>', 'context of the builds of git refs (default: the current folder)');
  addOptions(diff, (spec) => spec.flag !== null && !NOT_FOR_DIFF.includes(spec.name));
  diff.action(async (base: string, head: string) => {
    const { context } = diff.opts<{ context?: string }>();
    const options = given(diff, new Map(context === undefined ? [] : [['context', [context]]]));
    code = await handlers.diff({ ...commonOf(diff), base, head, options });
  });

  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has printed what was wrong; --help and --version end this way too, with code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
    throw error;
  }
}

function common(command: Command): Command {
  return command
    .option('-q, --quiet', 'print results and errors only')
    .option('-v, --verbose', 'print all that the builds say, and how long each part took');
}

function commonOf(command: Command): Common {
  const { quiet = false, verbose = false } = command.opts<Partial<Common>>();
  return { quiet, verbose };
}

function addSpecs(command: Command, specs: readonly OptionSpec[]): void {
  for (const spec of specs) {
    const long = `--${spec.flag ?? spec.name}`;
    const short = spec.name === 'file' ? '-f, ' : '';
    const repeated = spec.kind === 'lines' || spec.kind === 'comma';
    const option = new Option(
      spec.kind === 'boolean' ? long : `${short}${long} <${spec.value ?? 'VALUE'}>`,
      `${spec.help}${repeated && spec.kind === 'lines' ? ' (repeatable)' : ''}`,
    );
    if (repeated) option.argParser(repeat);
    else if (spec.kind === 'text') option.argParser(notEmpty);
    command.addOption(option);
  }
}

function repeat(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), notEmpty(value)];
}

function notEmpty(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It is empty.');
  return value;
}

/** The values that were given, by option name. */
function given(command: Command, more: ReadonlyMap<string, readonly string[]> = new Map()): RawOptions {
  const values = new Map(more);
  const specs = new Map(optionSpecs().map((spec) => [`--${spec.flag ?? spec.name}`, spec]));
  for (const option of command.options) {
    const spec = specs.get(option.long ?? '');
    const name = option.attributeName();
    if (spec === undefined || command.getOptionValueSource(name) !== 'cli') continue;
    const value: unknown = command.getOptionValue(name);
    if (Array.isArray(value)) values.set(spec.name, value.map(String));
    // `--no-cache` is stored as cache=false.
    else values.set(spec.name, [String(option.negate ? value === false : value)]);
  }
  return rawOptions(values);
}
