import { posix } from 'node:path';
import { UNKNOWN } from '../../dockerfile/shell.ts';
import { isGoRun, programsOf } from '../entrypoint.ts';
import type { GoBuild } from '../go-build.ts';
import { isGoImage } from '../go-image.ts';
import type { Rule } from '../rule.ts';

export const finalStageToolchain: Rule = {
  id: 'final-stage-toolchain',
  severity: 'warning',
  fix: 'none',
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
  check: ({ target, lineage, shipped, purpose, start, goBuilds }) => {
    const root = lineage[0];
    if (purpose !== 'runtime' || target === undefined || root === undefined || !isGoImage(root)) return [];
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

/** Programs that every such image has: whoever starts one does not start what was built. */
const SYSTEM: ReadonlySet<string> = new Set(['bash', 'go', 'make', 'sh', 'sleep', 'tail', 'true']);

/** Is the program what the build made? By its path; by its name alone where it is looked up on PATH. */
function makes(build: GoBuild, program: string): boolean {
  if (program === '' || program.includes(UNKNOWN) || SYSTEM.has(posix.basename(program))) return false;
  return build.outputs.some((output) => {
    const folder = posix.dirname(output);
    const name = posix.basename(output);
    if (output.endsWith('/')) return program.startsWith(output) || !program.includes('/');
    if (name === posix.basename(program)) return true;
    // The module's own name: anything that starts from that folder, or by name from the folder on PATH.
    if (!name.includes(UNKNOWN)) return false;
    return program.includes('/')
      ? program.startsWith('./') || posix.dirname(program) === folder
      : build.verb === 'install';
  });
}
