import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { fixTexts } from '../../src/lint/fixes/fix-texts.ts';
import { lint } from '../../src/lint/lint.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Platform } from '../../src/model/platform.ts';
import { contextOf, goSourceOf } from './context.ts';
import { buildImage, type Ended, type Files } from './engine.ts';

/** The texts of a build context, its Dockerfile among them. */
export type TextFiles = Readonly<Record<string, string>> & { readonly Dockerfile: string };

/** What one rule says of the Dockerfile, read with its context. */
export function saidOf(rule: string, files: TextFiles, platforms?: readonly Platform[]): readonly Finding[] {
  return judge(files, files.Dockerfile, platforms).filter((finding) => finding.rule === rule);
}

/** The context with the fixes of one rule in its Dockerfile, suggested ones too. */
export function mendedFiles(rule: string, files: TextFiles): TextFiles {
  const { changed } = fixTexts({
    texts: new Map([['Dockerfile', files.Dockerfile]]),
    judge: (texts) => judge(files, texts.get('Dockerfile') ?? '').filter((finding) => finding.rule === rule),
    tier: 'suggested',
  });
  return { ...files, Dockerfile: changed.get('Dockerfile') ?? files.Dockerfile };
}

function judge(files: TextFiles, text: string, platforms?: readonly Platform[]): readonly Finding[] {
  return lint({
    dockerfile: parseDockerfile(text, 'Dockerfile'),
    platforms,
    files: contextOf(files),
    readGoSource: goSourceOf(files),
  });
}

/** How a container of the image starts and ends, on the lab's engine. */
export function startOf(files: Files, args: readonly string[] = []): Ended {
  using image = buildImage(files, { args });
  return image.run();
}

/** The Dockerfile with a build cache for what its stages run, one for each builder, so that Go's own packages are compiled once. */
export function withBuildCache(dockerfile: string, builder: string): string {
  const id = `plimsoll-${builder.replaceAll(/[^a-z0-9]+/g, '-')}`;
  return dockerfile.replaceAll(
    /^RUN (?=.*\bgo build\b)/gm,
    `RUN --mount=type=cache,id=${id},target=/root/.cache/go-build `,
  );
}
