import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { ToolError } from '../model/errors.ts';

/** A base image as the build resolved it. */
export interface ResolvedBase {
  readonly reference: string;
  readonly digest: string;
}

const Metadata = v.looseObject({
  'buildx.build.provenance': v.optional(
    v.looseObject({
      materials: v.optional(
        v.array(v.looseObject({ uri: v.string(), digest: v.optional(v.record(v.string(), v.string())) })),
      ),
    }),
  ),
});

/**
 * The base images in buildx's `--metadata-file` (buildx ≥ 0.14; older ones list none). Of that file only the materials
 * are looked at: its invocation holds build-arg values.
 * @throws ToolError where the file is not what buildx writes.
 */
export async function readBases(metadataFile: string): Promise<readonly ResolvedBase[]> {
  const text = await readFile(metadataFile, 'utf8');
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Metadata), text);
  if (!parsed.success) {
    throw new ToolError(`buildx wrote a metadata file that cannot be read: ${v.summarize(parsed.issues)}`);
  }
  const materials = parsed.output['buildx.build.provenance']?.materials ?? [];
  return materials.flatMap(({ uri, digest }) => {
    const reference = imageReference(uri);
    const sha = digest?.sha256;
    return reference === undefined || sha === undefined ? [] : [{ reference, digest: `sha256:${sha}` }];
  });
}

/**
 * `pkg:docker/golang@1.26-alpine?platform=linux%2Famd64` → `golang:1.26-alpine`. Package URL, type docker; undefined for
 * anything else.
 */
export function imageReference(uri: string): string | undefined {
  const match = /^pkg:docker\/([^@?]+)(?:@([^?]+))?/.exec(uri);
  if (match?.[1] === undefined) return undefined;
  try {
    const name = decodeURIComponent(match[1]);
    return match[2] === undefined ? name : `${name}:${decodeURIComponent(match[2])}`;
  } catch {
    // `%` without its two digits, or no UTF-8.
    return undefined;
  }
}
