import { posix } from 'node:path';
import { UNKNOWN } from '../../dockerfile/shell.ts';
import { isGoRun, startCommandOf } from '../entrypoint.ts';
import type { GoBuild } from '../go-build.ts';
import { isGoImage } from '../go-image.ts';
import type { Rule } from '../rule.ts';

export const finalStageToolchain: Rule = {
  id: 'final-stage-toolchain',
  severity: 'warning',
  summary: 'the shipped image carries the Go toolchain',
  why: `A compiled Go program needs neither the compiler nor the source, the module cache and the build cache that a build leaves
behind. Where the last stage is built on a golang image, all of them are shipped, pulled and scanned with the program.

The finding stands only where the program that starts was built in the shipped stages, or is started by \`go run\`. It keeps
quiet about images that exist to run the toolchain: linters, generators, test runners, and files, folders and stages named
dev, debug, test, lint, ci, hack, tools, tilt or devcontainer.`,
  saves:
    'The toolchain (about 270 MB in Go 1.26), the distribution under it, the source and the caches: all but the binary.',
  examples: [
    {
      bad: `FROM golang:1.26
WORKDIR /src
COPY main.go go.mod ./
RUN go build -ldflags="-s -w" -o /usr/local/bin/web .
ENTRYPOINT ["web"]
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
  check: ({ target, lineage, shipped, purpose, goBuilds }) => {
    const root = lineage[0];
    if (purpose !== 'runtime' || target === undefined || root === undefined || !isGoImage(root)) return [];
    const start = startCommandOf(lineage);
    if (start === undefined) return [];
    const builtHere = goBuilds.filter((build) => shipped.has(build.run.stage) && !isForeign(build));
    const startsOwn = start.commands.some(
      (words) =>
        isGoRun(words) || programsOf(words).some((program) => builtHere.some((build) => makes(build, program))),
    );
    if (!startsOwn) return [];
    const image = root.base.resolved ?? root.base.raw;
    return [
      {
        message: `the image that is shipped carries the Go toolchain of ${image}: build in a stage of its own, and COPY the binary into one FROM scratch or a small base`,
        range: target.from.range,
      },
    ];
  },
};

/** `go install tool@v1`: somebody else's program, mostly one that works on Go source and needs the toolchain. */
function isForeign(build: GoBuild): boolean {
  return build.flags.packages.some((path) => path.includes('@'));
}

/** The program, or what an entry script may be told to start. */
function programsOf(words: readonly string[]): readonly string[] {
  const isScript = /entrypoint|\.sh$/.test(words[0] ?? '');
  return words.slice(0, isScript ? undefined : 1);
}

/** Programs that every such image has: whoever starts one does not start what was built. */
const SYSTEM: ReadonlySet<string> = new Set(['bash', 'go', 'make', 'sh', 'sleep', 'tail', 'true']);

/** Is the program what the build made? By its path; by its name alone where the build does not say how it is called. */
function makes(build: GoBuild, program: string): boolean {
  const name = posix.basename(program);
  if (program === '' || program.includes(UNKNOWN) || SYSTEM.has(name)) return false;
  const output = build.output;
  if (output === undefined) return false;
  const [known = '', ...rest] = output.split(UNKNOWN);
  if (rest.length === 0) {
    // `-o bin/` puts it there under the package's own name.
    return posix.basename(output) === name || (output.endsWith('/') && program.startsWith(output));
  }
  if (program.startsWith('/')) return program.startsWith(known);
  return build.verb === 'install' ? nameFits(build, name) : program.startsWith('./') || nameFits(build, name);
}

/** `go install ./cmd/web` makes `web`; of `.` and `./...` the name stands in go.mod, which is not read here. */
function nameFits(build: GoBuild, name: string): boolean {
  const { packages } = build.flags;
  if (packages.length === 0) return true;
  return packages.some((path) => {
    const last = posix.basename(path.split('@', 1)[0] ?? '');
    return last === name || last === '.' || last === '...' || last.endsWith('.go') || last.includes(UNKNOWN);
  });
}
