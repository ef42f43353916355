import type { BuiltImage } from '../build/build-platform.ts';
import type { Source } from '../build/describe-source.ts';
import type { Engine } from '../build/engine.ts';
import { FormatError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import { formatPlatform } from '../model/platform.ts';
import { TOOL_NAME, TOOL_VERSION } from '../model/project.ts';
import type { ImageReport, WeighReport } from '../model/report.ts';

/** The one image of a platform's build, with what only the build knows. */
export function imageOf(images: readonly ImageReport[], built: BuiltImage, base: string | undefined): ImageReport {
  const platform = formatPlatform(built.platform);
  const [image, ...others] = images;
  if (image === undefined || others.length > 0) {
    throw new FormatError(`the build of ${platform} gave ${images.length} images instead of one`);
  }
  // A Dockerfile that pins its final stage elsewhere ships that platform under the name of the one asked for.
  const resolved = built.bases.find(({ reference }) => base !== undefined && sameImage(reference, base));
  return { ...image, platform, base: resolved ?? null, buildSeconds: Math.round(built.seconds * 10) / 10 };
}

export function reportOf(
  images: readonly ImageReport[],
  about: {
    readonly source: Source;
    readonly engine: Engine | null;
    readonly findings: readonly Finding[];
    readonly parts?: Readonly<Record<string, string>>;
  },
): WeighReport {
  const { repository, sha, ref } = about.source;
  const { engine } = about;
  return {
    schemaVersion: 1,
    tool: { name: TOOL_NAME, version: TOOL_VERSION },
    source: { repository, sha, ref },
    inputs: { hash: null, parts: about.parts ?? {} },
    builder: engine === null ? null : { driver: engine.driver, buildkit: engine.buildkit, buildx: engine.buildx },
    findings: about.findings,
    images,
  };
}

/** The report of images that were there already: no source, no builder, no findings. */
export function layoutReport(images: readonly ImageReport[]): WeighReport {
  const source = { repository: null, sha: null, ref: null, dirty: false };
  return reportOf(images, { source, engine: null, findings: [] });
}

/** `alpine:3.22` and `docker.io/library/alpine:3.22` are one image. */
function sameImage(a: string, b: string): boolean {
  const short = (name: string): string => {
    const bare = name
      .replace(/@sha\d+:[0-9a-f]+$/, '')
      .replace(/^(?:docker\.io|index\.docker\.io)\//, '')
      .replace(/^library\//, '');
    return /:[^/]+$/.test(bare) ? bare : `${bare}:latest`;
  };
  return short(a) === short(b);
}
