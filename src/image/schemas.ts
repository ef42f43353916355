import * as v from 'valibot';
import { type Digest, parseDigest } from '../model/digest.ts';

/**
 * What is read of the JSON in a layout (image spec: descriptor.md, image-index.md, manifest.md, config.md) and of a
 * docker archive's `manifest.json`. Fields that are not used are not looked at.
 */

const digest = v.custom<Digest>((value) => parseDigest(value) !== undefined, 'is not a digest of sha256 or sha512');
const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const short = v.pipe(v.string(), v.maxLength(255));
const word = v.pipe(v.string(), v.maxLength(65_536));
const words = v.nullish(v.array(word), []);

const PlatformSchema = v.object({
  os: v.nullish(short, ''),
  architecture: v.nullish(short, ''),
  variant: v.nullish(short, ''),
});

const DescriptorSchema = v.object({
  mediaType: v.nullish(short, ''),
  digest,
  size,
  platform: v.nullish(PlatformSchema),
  artifactType: v.nullish(short),
  annotations: v.nullish(v.record(v.string(), v.string())),
  urls: v.nullish(v.array(v.string())),
});

/** An index or a manifest: old ones do not say which in `mediaType`, what they hold does. */
export const ManifestSchema = v.object({
  mediaType: v.nullish(short),
  artifactType: v.nullish(short),
  manifests: v.nullish(v.array(DescriptorSchema)),
  config: v.nullish(DescriptorSchema),
  layers: v.nullish(v.array(DescriptorSchema)),
  annotations: v.nullish(v.record(v.string(), v.unknown()), {}),
});

export const IndexSchema = v.object({ manifests: v.nullish(v.array(DescriptorSchema), []) });

export const ConfigSchema = v.object({
  os: v.nullish(short, ''),
  architecture: v.nullish(short, ''),
  variant: v.nullish(short, ''),
  config: v.nullish(
    v.object({
      User: v.nullish(word, ''),
      Entrypoint: words,
      Cmd: words,
      Env: words,
      WorkingDir: v.nullish(word, ''),
      Labels: v.nullish(v.record(v.string(), v.unknown()), {}),
      Volumes: v.nullish(v.record(v.string(), v.unknown()), {}),
      Shell: words,
      Healthcheck: v.nullish(v.object({ Test: words }), {}),
    }),
    {},
  ),
  rootfs: v.object({ diff_ids: v.nullish(v.array(digest), []) }),
  history: v.nullish(
    v.array(
      v.object({
        created_by: v.nullish(v.string(), ''),
        comment: v.nullish(v.string(), ''),
        empty_layer: v.nullish(v.boolean(), false),
      }),
    ),
    [],
  ),
});

/** `manifest.json` of `docker save`. */
export const DockerManifestSchema = v.array(
  v.object({
    Config: v.string(),
    RepoTags: v.nullish(v.array(v.string()), []),
    Layers: v.nullish(v.array(v.string()), []),
  }),
);

/** An in-toto statement: what is said, of whom, and in which form. https://in-toto.io/Statement/v1 */
export const StatementSchema = v.object({
  predicateType: v.string(),
  subject: v.nullish(v.array(v.object({ digest: v.nullish(v.record(v.string(), v.unknown()), {}) })), []),
  predicate: v.unknown(),
});

export type Descriptor = v.InferOutput<typeof DescriptorSchema>;
export type Manifest = v.InferOutput<typeof ManifestSchema>;
export type Config = v.InferOutput<typeof ConfigSchema>;
