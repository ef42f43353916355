import { posix } from 'node:path';
import type { Instruction } from '../../dockerfile/instruction.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { baseRange } from '../base-word.ts';
import { type CopiedFile, copiedFilesOf } from '../copied-files.ts';
import { GO_CACHE_MOUNTS, GOOD_BUILD } from '../example-parts.ts';
import type { GoBuild } from '../go-build.ts';
import { packageCommandsOf } from '../packages/package-command.ts';
import { plainCommandsOf } from '../plain-command.ts';
import type { Rule, RuleContext, RulePage } from '../rule.ts';
import { runtimeCommandsOf } from '../runtime-commands.ts';
import { isVisiblyStatic } from '../static-program.ts';

export const finalBaseOversizedPage: RulePage = {
  why: `A Go program that is linked statically needs no libc, no shell and no package manager. \`scratch\` is enough for it, or
\`gcr.io/distroless/static\`, which brings root certificates, zone data and a user that is not root. What a distribution brings
beside them is pulled with every deployment, and its packages come up in every scan.

On Debian and Ubuntu it is a warning, on Alpine, \`distroless/base\` and \`distroless/cc\`, which are small, a note. The rule keeps
quiet unless the program is visibly static on every platform and all that is started, and wherever something else may be
used at run time: a shell form, a script, a HEALTHCHECK by another program, packages beside certificates and zone data, files
out of other images, a RUN that does more than make users and folders, and programs that import \`os/exec\` or whose source is not
in the build context.`,
  saves: 'The distribution: its packages, its shell and its libc.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN ${GO_CACHE_MOUNTS} \\
    ${GOOD_BUILD}

FROM debian:trixie-slim
COPY --from=build /web /web
USER 65532
ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY main.go go.mod ./
RUN ${GO_CACHE_MOUNTS} \\
    ${GOOD_BUILD}

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`,
    },
  ],
};

export const finalBaseOversized: Rule = {
  id: 'final-base-oversized',
  severity: 'warning',
  runtimeOnly: true,
  fix: 'none',
  summary: 'a static program is shipped on a whole distribution',
  check: (context) => {
    const { dockerfile, target, lineage } = context;
    const root = lineage[0];
    if (target === undefined || root === undefined) return [];
    const family = context.imageState(target).facts?.family ?? '';
    const brings = BASES.get(family);
    const builds = startedBuilds(context);
    if (brings === undefined || builds.length === 0) return [];
    if (!builds.every((build) => isEnough(context, build)) || usesMore(context)) return [];
    const image = root.base.resolved ?? root.base.raw;
    return [
      {
        message: `${image} brings ${brings.what}, and the program is static and uses none of it: ${hasPackages(context) ? OF_PACKAGES : OF_NOTHING}`,
        range: baseRange(dockerfile, root),
        severity: brings.severity,
      },
    ];
  },
};

const OF_NOTHING = 'FROM scratch is enough, or gcr.io/distroless/static, which has certificates, zone data and a user';
const OF_PACKAGES = 'gcr.io/distroless/static is enough, and has certificates, zone data and a user';

interface Brought {
  readonly what: 'a distribution' | 'libc';
  readonly severity: 'warning' | 'note';
}

const DISTRIBUTION: Brought = { what: 'a distribution', severity: 'warning' };
const LIBC: Brought = { what: 'libc', severity: 'note' };
const BASES: ReadonlyMap<string, Brought> = new Map([
  ['debian', DISTRIBUTION],
  ['ubuntu', DISTRIBUTION],
  ['buildpack-deps', DISTRIBUTION],
  ['alpine', { ...DISTRIBUTION, severity: 'note' }],
  ['distroless/base', LIBC],
  ['distroless/base-nossl', LIBC],
  ['distroless/cc', LIBC],
]);

/** The builds of all that is started, where that is nothing else; none otherwise. */
function startedBuilds(context: RuleContext): readonly GoBuild[] {
  const { start, shipped } = context;
  const started = context.started();
  // What stands before the program, such as tini, is not among what is started.
  if (start?.instruction.exec === undefined || start.instruction.exec[0] !== started[0]?.word) return [];
  const builds = started.flatMap(({ provenance }) => (provenance.kind === 'go-build' ? [provenance.build] : []));
  return builds.length === started.length && builds.every(({ run }) => !shipped.has(run.stage)) ? builds : [];
}

/** Is it static for every platform, and does not start others? */
function isEnough(context: RuleContext, build: GoBuild): boolean {
  return context.plannedPlatforms().every((platform) => {
    const source = context.goSourceOf(build, platform);
    // Of a program that is cloned, or added from elsewhere, nothing is known.
    if (source === undefined && context.files !== undefined) return false;
    const starts = source?.programs.some(({ facts }) => facts.some(({ use, own }) => use === 'exec' && own)) === true;
    return platform.os === 'linux' && isVisiblyStatic(context, build, platform) && !starts;
  });
}

/** May anything of the base be used when the image runs? */
function usesMore(context: RuleContext): boolean {
  const { command, entrypoint, healthcheck } = runtimeCommandsOf(context.lineage);
  if ([command, entrypoint].some((each) => each !== undefined && each.exec === undefined)) return true;
  const started = context.started().map(({ word }) => word);
  if (healthcheck !== undefined && !started.includes(healthcheck.exec?.[0] ?? '')) return true;
  return context.lineage.some((stage) => stage.instructions.some((each) => changesMore(context, stage, each)));
}

function changesMore(context: RuleContext, stage: Stage, instruction: Instruction): boolean {
  switch (instruction.keyword) {
    case 'RUN':
      return !isPreparation(context, instruction);
    case 'COPY':
    case 'ADD':
      return copiedFilesOf(context, [stage])
        .filter((copy) => copy.instruction === instruction)
        .some((copy) => mayBeProgram(context, copy));
    default:
      return instruction.keyword === 'SHELL' || instruction.keyword === 'ONBUILD';
  }
}

/** What distroless/static has as well, or needs no command for. */
const PREPARES: ReadonlySet<string> = new Set(
  (
    ': [ addgroup adduser apt-get apt apk cat chgrp chmod chown cp echo groupadd install ln mkdir rm set test touch true ' +
    'update-ca-certificates useradd'
  ).split(' '),
);
const PACKAGES = /^(?:ca-certificates(?:-bundle)?|tzdata)(?:[=<>~@].*)?$/;

/** Does the image install certificates or zone data? */
function hasPackages({ lineage, runs }: RuleContext): boolean {
  return runs.some(
    (run) => lineage.includes(run.stage) && packageCommandsOf(run).some(({ names }) => names.length > 0),
  );
}

/** Does the RUN do no more than make users and folders, and install certificates and zone data? */
function isPreparation({ runs }: RuleContext, instruction: Instruction): boolean {
  const own = runs.filter((run) => run.instruction === instruction);
  return (
    own.length > 0 &&
    own.every(
      (run) =>
        !run.script.sources &&
        plainCommandsOf(run).every(({ name }) => PREPARES.has(name)) &&
        packageCommandsOf(run).every(({ names }) => names.every((name) => PACKAGES.test(name))),
    )
  );
}

const DATA =
  /(?:^|\/)(?:assets|certs?|conf(?:ig)?|data|dist|etc|html|licenses?|locales?|migrations|notice|public|share|static|templates|ui|web|www|zoneinfo)(?:\/|\.|$)|\.(?:crt|css|html|js|json|md|pem|sql|tmpl|toml|txt|ya?ml|zip)$/i;
const SCRIPT = /\.(?:sh|bash|py|pl|rb)$|entrypoint/i;

/** May a copied file be something that is run, beside what Go builds? */
function mayBeProgram(context: RuleContext, { from, source, to, stage }: CopiedFile): boolean {
  if (source === undefined || to === undefined || SCRIPT.test(source)) return true;
  if (from === 'context') return /(?:^|\/)s?bin(?:\/|$)/.test(to);
  const paths = [to, posix.join(to, posix.basename(source))];
  if (paths.some((path) => context.provenanceOf(stage, path).kind === 'go-build')) return false;
  return !DATA.test(source);
}
