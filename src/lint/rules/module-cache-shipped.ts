import { posix } from 'node:path';
import { mountsOf } from '../../dockerfile/mounts.ts';
import type { RunScript } from '../../dockerfile/runs.ts';
import { mayClear } from '../clears.ts';
import { GO_CACHE_MOUNTS } from '../example-parts.ts';
import { goCachesOf } from '../go-caches.ts';
import { type GoCommand, goCommandsOf, isCompiling } from '../go-commands.ts';
import { isMountedApart } from '../mount-targets.ts';
import { plainCommandsOf } from '../plain-command.ts';
import type { Rule, RuleContext, RulePage } from '../rule.ts';
import { shippedToolchain } from '../toolchain.ts';

export const moduleCacheShippedPage: RulePage = {
  why: `\`go build\` and \`go install\` keep what they compile in GOCACHE and the source of modules in GOMODCACHE. In a stage that is
shipped both stay in the image beside the program, and are mostly much bigger than it. Build in a stage of its own, mount
caches over both folders, or end the same RUN with \`go clean -cache -modcache\`: a later RUN does not make the layer smaller.

It keeps quiet about stages that are not shipped; caches that are mounted, or removed in the same RUN; images that start a
shell, go, make or nothing of their own, which are there to compile in; files, folders and stages to develop or test with;
and where \`final-stage-toolchain\` already says that the whole stage should not be shipped.`,
  saves: 'Both caches: the standard library alone, compiled, is bigger than most programs.',
  examples: [
    {
      bad: `FROM golang:1.26
RUN go install -trimpath -ldflags="-s -w" example.org/lint@v1.2.3
ENTRYPOINT ["lint"]
`,
      good: `FROM golang:1.26
RUN ${GO_CACHE_MOUNTS} \\
    go install -trimpath -ldflags="-s -w" example.org/lint@v1.2.3
ENTRYPOINT ["lint"]
`,
    },
  ],
};

export const moduleCacheShipped: Rule = {
  id: 'module-cache-shipped',
  severity: 'warning',
  fix: 'none',
  summary: "a go command leaves Go's caches in a shipped layer",
  check: (context) => {
    const { start, runs, shipped, purpose } = context;
    if (purpose !== 'runtime' || start === undefined || shippedToolchain(context) !== undefined) return [];
    if (start.commands.some((words) => WORKBENCH.has(posix.basename(words[0] ?? 'sh')))) return [];
    return runs.filter((run) => shipped.has(run.stage)).flatMap((run) => remarksOf(context, run));
  },
};

/** Whoever starts one of these may want the caches. */
const WORKBENCH: ReadonlySet<string> = new Set('ash bash go make mage sh sleep tail zsh'.split(' '));

function remarksOf({ dockerfile }: RuleContext, run: RunScript): ReturnType<Rule['check']> {
  const commands = goCommandsOf(run);
  const builds = commands.filter((command) => isCompiling(command) && command.verb !== 'vet');
  const [first] = builds;
  const last = builds.at(-1);
  if (first === undefined || last === undefined) return [];
  const caches = goCachesOf(first, dockerfile);
  const later = plainCommandsOf(run).filter(({ command }) => command.at > last.command.at);
  const left = (
    [
      ['GOCACHE', caches.builds, '-cache', ['~/.cache/go-build']],
      ['GOMODCACHE', caches.modules, '-modcache', ['~/go/pkg/mod', '/go/pkg/mod']],
    ] as const
  ).filter(([, folder, flag, usual]) => {
    // Which folder it is cannot be known: any mount may be the one.
    if (folder === undefined && mountsOf(run.instruction).some((mount) => mount.get('type') === 'cache')) return false;
    if (folder === 'off' || folder?.startsWith('/tmp/') || (folder && isMountedApart(run.instruction, folder)))
      return false;
    return !later.some((plain) => mayClear(plain, folder === undefined ? usual : [folder]) || cleans(plain, flag));
  });
  // The module cache alone is small talk: a program without dependencies has none.
  if (left[0]?.[0] !== 'GOCACHE') return [];
  const names = left.map(([name]) => name);
  const flags = left.map(([, , flag]) => flag).join(' ');
  return [
    {
      message: `go ${first.verb} leaves ${names.join(' and ')} in a layer that is shipped: build in a stage of its own, mount caches over ${names.length > 1 ? 'them' : 'it'}, or end the RUN with "&& go clean ${flags}"`,
      range: rangeOfCommand(first),
    },
  ];
}

function rangeOfCommand({ run, program, args, verb }: GoCommand): ReturnType<RunScript['range']> {
  const word = args.find(({ text }) => text === verb);
  return run.range(program.at, (word ?? program).end);
}

function cleans({ name, args }: ReturnType<typeof plainCommandsOf>[number], flag: string): boolean {
  const words = args.map(({ text }) => text.replace(/^--/, '-'));
  return name === 'go' && words[0] === 'clean' && words.includes(flag);
}
