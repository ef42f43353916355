import { baseRange } from '../base-word.ts';
import { IMAGE_EXCEPT, imageExceptReader } from '../image-except.ts';
import { unknownTag } from '../official-tags.ts';
import type { Rule, RulePage } from '../rule.ts';

export const baseTagUnknownPage: RulePage = {
  why: `Official images have their variants by a fixed scheme, which is not the same from image to image: there is
\`debian:bookworm-slim\`, but no \`golang:1.26-slim\`, no \`debian:slim\` and no \`alpine:3.22-slim\`. The build ends with
"not found".

Judged are golang, debian, ubuntu, alpine and busybox on Docker Hub and its public copies, and distroless static, base and cc.
Versions are taken on trust, whatever their number. A tag made of known words that do not go together is an error; a word that
looks like a slip of a known one is a warning; a word that resembles none may be new, and the rule keeps quiet. It does so as
well about a tag with a digest, release candidates, \`tip\`, dates, images of other registries, and those that \`--build-context\` replaces.`,
  saves: 'A build that fails when somebody else runs it.',
  options: { except: IMAGE_EXCEPT },
  examples: [
    {
      bad: 'FROM golang:1.26-slim AS build\nWORKDIR /src\nCOPY main.go go.mod ./\n',
      good: 'FROM golang:1.26-alpine AS build\nWORKDIR /src\nCOPY main.go go.mod ./\n',
    },
  ],
};

export const baseTagUnknown: Rule = {
  id: 'base-tag-unknown',
  severity: 'error',
  fix: 'none',
  summary: 'a tag that the base image never had',
  options: ['except'],
  check: ({ dockerfile, isReplaced }, { except }) => {
    const isExcepted = imageExceptReader(except);
    return dockerfile.stages.flatMap((stage) => {
      const { reference } = stage.base;
      if (reference === undefined || isReplaced(reference) || isExcepted(reference)) return [];
      const unknown = unknownTag(reference);
      if (unknown === undefined) return [];
      const near = `${unknown.image}:${unknown.meant}`;
      const message = unknown.certain
        ? `there never was an image ${stage.base.resolved ?? stage.base.raw}: the nearest is ${near}`
        : `${stage.base.resolved ?? stage.base.raw} is not known: is ${near} meant?`;
      return [
        {
          message,
          range: baseRange(dockerfile, stage),
          severity: unknown.certain ? ('error' as const) : ('warning' as const),
        },
      ];
    });
  },
};
