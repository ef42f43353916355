import type { ImageReference } from '../../dockerfile/reference.ts';
import { baseRange } from '../base-word.ts';
import type { Rule } from '../rule.ts';

export const baseUnpinned: Rule = {
  id: 'base-unpinned',
  severity: 'note',
  fix: 'none',
  summary: 'a base image without a version',
  why: `An image without a tag, or with the tag \`latest\`, is another one tomorrow: a build that nobody changed brings another
compiler, another libc or other packages, and the size of the image moves with them. A version (\`golang:1.26\`), a release
(\`debian:bookworm-slim\`) or a digest says what is meant.

The rule keeps quiet about stages and scratch, digests, images that come from an ARG without a default, and images that
name their release in the repository instead of the tag (\`gcr.io/distroless/static-debian12\`).`,
  saves: 'Builds that change by themselves.',
  examples: [
    {
      bad: 'FROM golang AS build\nWORKDIR /src\nCOPY main.go go.mod ./\n',
      good: 'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY main.go go.mod ./\n',
    },
  ],
  check: ({ dockerfile }) =>
    dockerfile.stages.flatMap((stage) => {
      const { reference, resolved } = stage.base;
      if (reference === undefined || resolved === undefined || !isFloating(reference)) return [];
      const what = reference.tag === undefined ? 'has no tag, so latest is taken' : 'is another image every so often';
      return [{ message: `${resolved} ${what}: name ${adviceFor(reference)}`, range: baseRange(dockerfile, stage) }];
    }),
};

function isFloating({ path, tag, digest }: ImageReference): boolean {
  return digest === undefined && (tag === undefined || tag === 'latest') && !/-debian\d+$/.test(path);
}

function adviceFor({ domain, path }: ImageReference): string {
  if (domain === 'gcr.io' && path.startsWith('distroless/')) return 'the release, as in static-debian12, or a digest';
  return 'a version or a digest';
}
