/**
 * Every option of `weigh` and of the action, once: the command line's flags, the action's inputs and the README's table
 * are all made or checked from this list.
 */

interface OptionShape {
  /** The action input's name, and the flag's unless `flag` says otherwise. */
  readonly name: string;
  /** `text`: one value. `comma`: values between commas or lines. `lines`: one a line, or the flag repeated. */
  readonly kind: 'text' | 'comma' | 'lines' | 'boolean';
  /** The flag's name where users of docker know another; null: not on the command line. */
  readonly flag?: string | null;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly help: string;
  /** The action's default, where it is not empty. */
  readonly default?: string;
  /** Not an input of the action. */
  readonly commandLineOnly?: true;
  readonly group: 'build' | 'judge' | 'publish';
}

const OPTIONS = [
  { group: 'build', name: 'context', kind: 'text', flag: null, default: '.', help: 'Folder that is sent to the build' },
  {
    group: 'build',
    name: 'file',
    kind: 'text',
    value: 'FILE',
    help: 'Dockerfile (default: Dockerfile in the context)',
  },
  { group: 'build', name: 'target', kind: 'text', value: 'STAGE', help: 'Stage to build (default: the last)' },
  {
    group: 'build',
    name: 'platforms',
    kind: 'comma',
    flag: 'platform',
    value: 'LIST',
    help: 'Platforms to build, such as linux/amd64,linux/arm64',
  },
  { group: 'build', name: 'goarch', kind: 'comma', value: 'LIST', help: 'The same by GOARCH, such as amd64,arm64' },
  { group: 'build', name: 'build-args', kind: 'lines', flag: 'build-arg', value: 'K=V', help: 'Build arguments' },
  {
    group: 'build',
    name: 'build-contexts',
    kind: 'lines',
    flag: 'build-context',
    value: 'N=P',
    help: 'Additional named contexts',
  },
  { group: 'build', name: 'secrets', kind: 'lines', flag: null, help: 'Build secrets as ID=VALUE' },
  { group: 'build', name: 'secret-files', kind: 'lines', flag: null, help: 'Build secrets as ID=PATH' },
  {
    group: 'build',
    name: 'secret-envs',
    kind: 'lines',
    flag: null,
    help: 'Build secrets as ID=NAME of an environment variable',
  },
  {
    group: 'build',
    name: 'secret',
    kind: 'lines',
    value: 'S',
    commandLineOnly: true,
    help: 'Build secret, in the form that buildx takes',
  },
  { group: 'build', name: 'ssh', kind: 'lines', value: 'S', help: 'SSH agent sockets or keys' },
  { group: 'build', name: 'cache-from', kind: 'lines', value: 'C', help: 'External cache sources' },
  {
    group: 'build',
    name: 'cache-to',
    kind: 'lines',
    value: 'C',
    help: 'Cache exports, rewritten for each platform; the base side writes none',
  },
  { group: 'build', name: 'builder', kind: 'text', value: 'B', help: 'Builder instance (default: the current one)' },
  { group: 'build', name: 'pull', kind: 'boolean', help: 'Always look for newer base images' },
  { group: 'build', name: 'no-cache', kind: 'boolean', help: 'Build without the cache' },
  { group: 'build', name: 'network', kind: 'text', value: 'N', help: 'Network mode of RUN' },
  { group: 'build', name: 'allow', kind: 'lines', value: 'E', help: 'Extra entitlements' },
  { group: 'build', name: 'add-hosts', kind: 'lines', flag: 'add-host', value: 'H:IP', help: 'Extra host names' },
  { group: 'build', name: 'labels', kind: 'lines', flag: 'label', value: 'K=V', help: 'Image labels' },
  { group: 'build', name: 'shm-size', kind: 'text', value: 'S', help: 'Size of /dev/shm' },
  { group: 'build', name: 'ulimit', kind: 'lines', value: 'U', help: 'Ulimit options' },
  {
    group: 'build',
    name: 'concurrency',
    kind: 'text',
    value: 'N',
    help: 'Builds at the same time (default: the number of CPUs)',
  },
  { group: 'build', name: 'build', kind: 'boolean', flag: null, default: 'true', help: 'false lints only' },
  {
    group: 'build',
    name: 'oci',
    kind: 'text',
    value: 'DIR|TAR',
    help: 'Weigh this OCI layout or archive; nothing is built',
  },
  {
    group: 'build',
    name: 'image',
    kind: 'text',
    value: 'REF',
    help: 'Weigh this published image; nothing of the repository is built',
  },
  {
    group: 'build',
    name: 'verify',
    kind: 'boolean',
    commandLineOnly: true,
    help: 'Hold the uncompressed layers of an archive against their digests too (reads all of it)',
  },
  {
    group: 'judge',
    name: 'config',
    kind: 'text',
    value: 'FILE',
    help: 'Configuration file (default: plimsoll.yml where there is one)',
  },
  {
    group: 'judge',
    name: 'against',
    kind: 'text',
    value: 'BASE',
    commandLineOnly: true,
    help: 'Compare with a git ref, a saved report (*.json), a layout (oci:DIR) or an image (image:REF)',
  },
  {
    group: 'judge',
    name: 'baseline',
    kind: 'text',
    flag: null,
    default: 'auto',
    help: 'auto or build: build the base commit; image:REF: a published image; none: no comparison',
  },
  { group: 'judge', name: 'require-baseline', kind: 'boolean', help: 'Fail where there is nothing to compare with' },
  {
    group: 'judge',
    name: 'max-size',
    kind: 'text',
    value: 'SIZE',
    help: 'Load line of the unpacked size, per platform',
  },
  {
    group: 'judge',
    name: 'max-download',
    kind: 'text',
    value: 'SIZE',
    help: 'Load line of the download, per platform',
  },
  {
    group: 'judge',
    name: 'max-growth',
    kind: 'text',
    value: 'SIZE|P%',
    help: 'Load line of the unpacked growth against the base',
  },
  {
    group: 'judge',
    name: 'max-download-growth',
    kind: 'text',
    value: 'SIZE|P%',
    help: 'Load line of the download growth against the base',
  },
  {
    group: 'judge',
    name: 'fail-on',
    kind: 'text',
    value: 'LEVEL',
    default: 'error',
    help: 'Findings that fail the run: error, warning, note or never',
  },
  {
    group: 'judge',
    name: 'rules',
    kind: 'lines',
    flag: 'rule',
    value: 'ID=LEVEL',
    help: 'Set a rule to off, note, warning or error, or one of its options: ID.min-bytes=SIZE, ID.except=PATTERN',
  },
  {
    group: 'judge',
    name: 'hadolint',
    kind: 'text',
    value: 'WHEN',
    default: 'auto',
    help: 'Merge what hadolint finds: true, false, or auto (where it is on PATH; lint asks it only when told to)',
  },
  {
    group: 'publish',
    name: 'comment',
    kind: 'text',
    flag: null,
    default: 'auto',
    help: 'Pull request comment: auto, always, on-change or never',
  },
  {
    group: 'publish',
    name: 'comment-key',
    kind: 'text',
    flag: null,
    default: 'default',
    help: 'Tells comments of several uses in one pull request apart',
  },
  { group: 'publish', name: 'summary', kind: 'boolean', flag: null, default: 'true', help: 'Write the job summary' },
  {
    group: 'publish',
    name: 'json-file',
    kind: 'text',
    flag: 'json',
    value: 'F',
    help: 'Write the report as JSON (- for standard output)',
  },
  {
    group: 'publish',
    name: 'markdown',
    kind: 'text',
    value: 'F',
    commandLineOnly: true,
    help: 'Write the report as Markdown (- for standard output)',
  },
  {
    group: 'publish',
    name: 'github-token',
    kind: 'text',
    flag: null,
    default: '${{ github.token }}',
    help: 'Token for the comment',
  },
] as const satisfies readonly OptionShape[];

type Option = (typeof OPTIONS)[number];

export type TextName = Extract<Option, { kind: 'text' }>['name'];
export type ListName = Extract<Option, { kind: 'comma' | 'lines' }>['name'];
export type FlagName = Extract<Option, { kind: 'boolean' }>['name'];

/** An option in its general shape, for the entries that walk over the list. */
export type OptionSpec = OptionShape;

/** The options in their general shape. */
export function optionSpecs(): readonly OptionSpec[] {
  return OPTIONS;
}

/** Option values as given, before anything is understood of them. Empty text means absent. */
export interface RawOptions {
  text(name: TextName): string | undefined;
  list(name: ListName): readonly string[];
  flag(name: FlagName): boolean | undefined;
}
