import type { Dockerfile } from '../../dockerfile/dockerfile.ts';
import { mountsOf } from '../../dockerfile/mounts.ts';
import type { ImageReference } from '../../dockerfile/reference.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { baseRange } from '../base-word.ts';
import { IMAGE_EXCEPT, imageExceptReader } from '../image-except.ts';
import type { Rule, RulePage } from '../rule.ts';

export const baseUnpinnedPage: RulePage = {
  why: `An image without a tag, or with the tag \`latest\`, is another one tomorrow: a build that nobody changed brings another
compiler, another libc or other packages, and the size of the image moves with them. A version (\`golang:1.26\`), a release
(\`debian:bookworm-slim\`) or a digest says what is meant.

The rule keeps quiet about stages and scratch, digests, images that come from an ARG without a default or with one that only
holds its place (\`ARG BASE=placeholder\`), stages of a single FROM that nothing is built from, as they stand for a named build
context, images that \`--build-context\` replaces, and images that name their release in the repository instead of the tag (\`gcr.io/distroless/static-debian12\`).`,
  saves: 'Builds that change by themselves.',
  options: { except: IMAGE_EXCEPT },
  examples: [
    {
      bad: 'FROM golang AS build\nWORKDIR /src\nCOPY main.go go.mod ./\n',
      good: 'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY main.go go.mod ./\n',
    },
  ],
};

export const baseUnpinned: Rule = {
  id: 'base-unpinned',
  severity: 'note',
  fix: 'none',
  summary: 'a base image without a version',
  options: ['except'],
  check: ({ dockerfile, reached, isReplaced }, { except }) => {
    const isExcepted = imageExceptReader(except);
    const isUsed = useReader(dockerfile);
    return dockerfile.stages.flatMap((stage) => {
      const { reference, resolved } = stage.base;
      if (reference === undefined || resolved === undefined || !isFloating(reference)) return [];
      if (isReplaced(reference) || isExcepted(reference)) return [];
      if (isPlaceholder(stage, reference)) return [];
      if (stage.instructions.length === 0 && !reached.has(stage) && !isUsed(stage)) return [];
      const what = reference.tag === undefined ? 'has no tag, so latest is taken' : 'is another image every so often';
      const message = `${resolved} ${what}${laterStage(dockerfile, stage)}: name ${adviceFor(reference)}`;
      return [{ message, range: baseRange(dockerfile, stage) }];
    });
  },
};

/** A name that was meant for a stage below is an image's all the same. */
function laterStage({ stages }: Dockerfile, { index, base }: Stage): string {
  const isLater = stages.some((stage) => stage.index > index && stage.name === base.resolved);
  return isLater ? ' (the stage of that name comes later and is not meant)' : '';
}

function isFloating({ path, tag, digest }: ImageReference): boolean {
  return digest === undefined && (tag === undefined || tag === 'latest') && !/-debian\d+$/.test(path);
}

const PLACEHOLDER =
  /^(?:change-?me|dummy|empty|invalid|missing|none|override|placeholder|required|set-?me|undefined|unset)$/;

/** A default that is there for FROM to be read, and that every real build replaces. */
function isPlaceholder({ base }: Stage, { path, tag }: ImageReference): boolean {
  return base.raw.includes('$') && tag === undefined && PLACEHOLDER.test(path.replace(/^library\//, ''));
}

/** Is a stage built on, or taken from, by any other one of the file, whichever is the target? */
function useReader({ stages }: Dockerfile): (stage: Stage) => boolean {
  const bases = new Set(stages.map(({ base }) => base.stage));
  const names = new Set(
    stages
      .flatMap(({ instructions }) => instructions)
      .flatMap((instruction) => [
        ...instruction.flags.flatMap(({ name, value }) => (name === 'from' ? (value ?? []) : [])),
        ...mountsOf(instruction).flatMap((mount) => mount.get('from') ?? []),
      ])
      .map((name) => name.toLowerCase()),
  );
  return (stage) =>
    bases.has(stage) || names.has(String(stage.index)) || (stage.name !== undefined && names.has(stage.name));
}

function adviceFor({ domain, path }: ImageReference): string {
  if (domain === 'gcr.io' && path.startsWith('distroless/')) return 'the release, as in static-debian12, or a digest';
  return 'a version or a digest';
}
