import type { BuildPlan } from '../config/plan.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import { cacheSources, platformCache } from './cache.ts';
import { csv } from './csv.ts';

/** Where the image of one platform goes. */
export type Destination =
  | { readonly kind: 'layout'; readonly folder: string }
  /** Into the engine's own store, under a tag of ours. */
  | { readonly kind: 'load'; readonly tag: string };

export interface Invocation {
  readonly plan: BuildPlan;
  readonly platform: Platform;
  /** Absolute path. */
  readonly dockerfile: string;
  /** `K=V` that this platform gets beside the user's. */
  readonly platformArgs: readonly string[];
  /** The `--secret` values, with secret values already in files. */
  readonly secrets: readonly string[];
  readonly destination: Destination;
  readonly metadataFile: string;
  /** The base side reads caches and writes none. */
  readonly side: 'head' | 'base';
}

/** The words after `buildx` that build one platform of an image. */
export function buildArguments(invocation: Invocation): readonly string[] {
  const { plan, platform, destination } = invocation;
  return [
    'build',
    ...single('--builder', plan.builder),
    `--platform=${formatPlatform(platform)}`,
    ...output(destination),
    // An attestation would turn the result into an index, and none of ours is published.
    '--provenance=false',
    '--sbom=false',
    `--metadata-file=${invocation.metadataFile}`,
    '--progress=plain',
    `--file=${invocation.dockerfile}`,
    ...single('--target', plan.target),
    ...each('--build-arg', [...plan.buildArgs, ...invocation.platformArgs]),
    ...each('--build-context', plan.buildContexts),
    ...each('--secret', invocation.secrets),
    ...each('--ssh', plan.ssh),
    ...each('--cache-from', cacheSources(plan.cacheFrom, platform)),
    ...each(
      '--cache-to',
      invocation.side === 'base' ? [] : plan.cacheTo.map((entry) => platformCache(entry, platform, 'to')),
    ),
    ...(plan.pull ? ['--pull'] : []),
    ...(plan.noCache ? ['--no-cache'] : []),
    ...single('--network', plan.network),
    ...each('--allow', plan.allow),
    ...each('--add-host', plan.addHosts),
    ...each('--label', plan.labels),
    ...single('--shm-size', plan.shmSize),
    ...each('--ulimit', plan.ulimits),
    '--',
    plan.context,
  ];
}

function output(destination: Destination): readonly string[] {
  if (destination.kind === 'load') return ['--load', `--tag=${destination.tag}`];
  return [
    `--output=${csv([
      ['type', 'oci'],
      ['tar', 'false'],
      ['dest', destination.folder],
    ])}`,
  ];
}

/** The value is joined to the flag, so that one that begins with "-" stays a value. */
function single(flag: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`${flag}=${value}`];
}

function each(flag: string, values: readonly string[]): readonly string[] {
  return values.map((value) => `${flag}=${value}`);
}
