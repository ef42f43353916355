import type { RunScript } from '../../dockerfile/runs.ts';
import { UNKNOWN } from '../../dockerfile/shell.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import type { GoBuild } from '../go-build.ts';
import { parseGoFlags, splitLinkerFlags } from '../go-flags.ts';
import type { Rule, RuleContext } from '../rule.ts';

export const goStripDebug: Rule = {
  id: 'go-strip-debug',
  severity: 'warning',
  fix: 'suggested',
  summary: 'a shipped Go binary keeps its debug information',
  why: `Without \`-ldflags="-s -w"\` the linker puts DWARF data and a symbol table into the binary, which only debuggers read.
Panics, stack traces, \`runtime/pprof\` and \`go version -m\` work without them.

What counts is the flag that takes effect: one on the command line replaces the one of GOFLAGS, the last \`-ldflags\` wins, \`-s\`
implies \`-w\` unless \`-w=0\` follows.

It keeps quiet where the flags are not visible: builds by make, mage, goreleaser, ko or a script, an argument without a
default, \`$(…)\` or \`@file\` among the linker flags. It also does about builds made for a debugger (\`-gcflags\` with \`-N\` or \`-l\`,
delve in the image), binaries that are stripped later, and those that never reach the image.`,
  saves: 'About 30 % of the binary: 11.7 MB became 8.1 MB for a small web server with Go 1.26.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -o /web .

FROM scratch
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN CGO_ENABLED=0 go build -ldflags="-s -w" -o /web .

FROM scratch
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`,
    },
  ],
  check: (context) => {
    if (context.purpose === 'tool' || hasDebugger(context)) return [];
    const strippedUntil = lastStrip(context);
    const twins = strippedOutputs(context.goBuilds);
    return context.goBuilds.flatMap((build) => {
      const fault = faultOf(build);
      const { stage, instruction } = build.run;
      if (fault === undefined || (strippedUntil.get(stage) ?? -1) >= instruction.index) return [];
      if (build.outputs.some((output) => twins.get(build.run)?.has(output) === true)) return [];
      return context.isShipped(build) ? [{ message: fault, range: build.range }] : [];
    });
  },
};

/** What the linker flags leave in, with the way out; undefined where they are fine or cannot be seen. */
function faultOf(build: GoBuild): string | undefined {
  const { values, visible } = build.flags;
  if (!visible || build.goFlags === undefined) return undefined;
  const fromEnvironment = parseGoFlags(build.goFlags).values;
  const compiler = values.get('gcflags') ?? fromEnvironment.get('gcflags') ?? '';
  if (/(?:^|[\s=])-[Nl](?:$|\s)/.test(compiler)) return undefined;
  if (['archive', 'c-archive'].includes(values.get('buildmode') ?? '')) return undefined;

  const given = values.get('ldflags') ?? fromEnvironment.get('ldflags') ?? '';
  const flags = splitLinkerFlags(given);
  const keepsDwarf = lastBoolean(flags, 'w') === false;
  if (lastBoolean(flags, 's') === true) {
    return keepsDwarf
      ? `go ${build.verb} leaves debug information in: -w=0 keeps what -s would drop, so take it out of -ldflags`
      : undefined;
  }
  if (given.includes(UNKNOWN) || flags.some((flag) => flag.startsWith('@'))) return undefined;
  const what = lastBoolean(flags, 'w') === true ? 'the symbol table' : 'debug information and the symbol table';
  return `go ${build.verb} leaves ${what} in a binary that is shipped: add -ldflags="-s -w"`;
}

function lastBoolean(flags: readonly string[], name: string): boolean | undefined {
  const last = flags.findLast((flag) => new RegExp(`^--?${name}(?:=|$)`).test(flag));
  if (last === undefined) return undefined;
  const value = last.split('=', 2)[1];
  return value === undefined || ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value);
}

function hasDebugger({ runs, reached, lineage }: RuleContext): boolean {
  const isDelve = (text: string): boolean => /(?:^|\/)dlv$|go-delve\/delve|^delve$/.test(text.split('@', 1)[0] ?? '');
  return (
    runs.some(
      (run) =>
        reached.has(run.stage) && run.script.commands.some(({ words }) => words.some(({ text }) => isDelve(text))),
    ) ||
    lineage.some((stage) =>
      stage.instructions.some(
        ({ keyword, exec }) => (keyword === 'ENTRYPOINT' || keyword === 'CMD') && exec?.some(isDelve),
      ),
    )
  );
}

/** The last instruction of each stage that runs `strip`. */
function lastStrip({ runs }: RuleContext): ReadonlyMap<Stage, number> {
  const last = new Map<Stage, number>();
  for (const { stage, instruction, script } of runs) {
    if (script.commands.some(({ words }) => /(?:^|[/-])strip$/.test(words[0]?.text ?? '')))
      last.set(stage, instruction.index);
  }
  return last;
}

/** What a script also builds stripped: of two branches, one is for debugging. */
function strippedOutputs(builds: readonly GoBuild[]): ReadonlyMap<RunScript, ReadonlySet<string>> {
  const outputs = new Map<RunScript, Set<string>>();
  for (const { run, outputs: made, flags } of builds) {
    const linker = splitLinkerFlags(flags.values.get('ldflags') ?? '');
    if (lastBoolean(linker, 's') !== true || lastBoolean(linker, 'w') === false) continue;
    outputs.set(run, new Set([...(outputs.get(run) ?? []), ...made]));
  }
  return outputs;
}
