import { formatSize } from '../../model/bytes.ts';
import { ignoreEdits, wasteIn, wholeContextStep } from '../context-waste.ts';
import { GO_CACHE_MOUNTS, GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import type { Rule, RulePage } from '../rule.ts';

export const dockerignoreGapPage: RulePage = {
  why: `What the ignore file lets through is sent to the builder, and a change in it runs \`COPY .\` and all that follows again. The
usual things that a build never looks at are the history in \`.git\`, installed packages of Node, what an earlier build made in
\`dist\`, logs, test data and the settings of editors; each is said with the bytes that it sends.

It keeps quiet about what a COPY or a mount asks for by its name; about \`.git\` where go may stamp a version, git is called, or
a program runs that may read it, and where it is the one-line file of a worktree; about test data where tests or generators
run, and, below the top, where anything names it or a program embeds some of it; about a folder of logs that holds source code; about \`dist\` where anything but go builds, something names it,
\`//go:embed\` or an import may lead there, or a COPY takes it on; and about less than 10 kB, or than 1 MB
of test data below the top. Where nothing is ignored at all, \`dockerignore-missing\` says so instead.

What is certain to be useless is added to the ignore file by \`--fix\`. The history, test data and \`dist\` are only suggested.`,
  saves: 'What is measured: the bytes of each.',
  options: {
    'min-bytes': 'Each is told from this size on, instead of 10 kB, or 1 MB of test data below the top.',
    except: 'What lies at the top of the context under one of these names or patterns is not told.',
  },
  examples: [
    {
      bad: `FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN ${GO_CACHE_MOUNTS} \\
    ${GOOD_BUILD}

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum main.go ./
RUN ${GO_CACHE_MOUNTS} \\
    ${GOOD_BUILD}

${ON_SCRATCH}ENTRYPOINT ["/web"]
`,
      context: {
        '.dockerignore': 'README.md\n',
        '.git/HEAD': 21,
        '.git/objects/pack/pack-1.pack': 41_300_000,
        'go.mod': 310,
        'go.sum': 4_100,
        'main.go': 2_900,
        'node_modules/left-pad/index.js': 12_400_000,
      },
    },
  ],
};

export const dockerignoreGap: Rule = {
  id: 'dockerignore-gap',
  severity: 'warning',
  fix: 'safe',
  summary: 'the ignore file lets something through that the build does not need',
  options: ['min-bytes', 'except'],
  check: (facts, options) => {
    const listing = facts.context;
    if (listing === undefined || listing.ignore.patterns.length === 0) return [];
    const step = wholeContextStep(facts);
    if (step === undefined) return [];
    return wasteIn(facts, listing, options).map(({ name, what, bytes, files, safe }) => {
      const edits = ignoreEdits(listing, [name]);
      return {
        message: `${step.keyword} sends ${what}: ${name} is ${formatSize(bytes)} in ${files} ${files === 1 ? 'file' : 'files'} that the build does not need; add it to the ignore file`,
        range: step.range,
        evidenceBytes: bytes,
        ...(edits.length === 0 ? {} : { fix: { safe, edits } }),
      };
    });
  },
};
