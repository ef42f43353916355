import type { Digest } from '../model/digest.ts';
import type { Platform } from '../model/platform.ts';
import type { FileRange } from './file-range.ts';
import type { Config, Descriptor } from './schemas.ts';

/** A layer, found but not read. */
export interface LayerBlob {
  readonly digest: Digest;
  /** Is `digest` that of the blob, or of the tar that is in it? Old docker archives know the second only. */
  readonly digestOf: 'blob' | 'tar';
  readonly range: FileRange;
}

/** An image of one platform, found but not read. */
export interface ResolvedImage {
  readonly platform: Platform;
  /** Of the manifest; of the config where there is none (old docker archives). */
  readonly digest: Digest;
  /** Bytes of manifest and config as a registry sends them; null where there is no manifest. */
  readonly metadataBytes: number | null;
  readonly config: Config;
  /** The bottom layer first. */
  readonly layers: readonly LayerBlob[];
  /** Does a layer that is stored uncompressed travel so? Not known of what `docker save` wrote. */
  readonly storedAsPulled: boolean;
  /** Of the manifest, then of its descriptor. */
  readonly annotations: readonly Readonly<Record<string, unknown>>[];
  /** Manifests of what was attested of the image: its provenance, lists of its parts. */
  readonly attestations: readonly Descriptor[];
}

/**
 * What other tools write for GOARCH's names, as containerd reads it (`platforms/database.go`): an engine runs such an image
 * as one for the usual name.
 */
const SPELLINGS: ReadonlyMap<string, { readonly architecture: string; readonly variant?: string }> = new Map([
  ['x86_64', { architecture: 'amd64' }],
  ['x86-64', { architecture: 'amd64' }],
  ['aarch64', { architecture: 'arm64' }],
  ['i386', { architecture: '386', variant: '' }],
  ['i686', { architecture: '386', variant: '' }],
  ['armhf', { architecture: 'arm', variant: 'v7' }],
  ['armel', { architecture: 'arm', variant: 'v6' }],
]);

/** The platform as far as it is said, in the usual names; undefined where os or architecture is not. */
export function platformOf(
  said: { readonly os: string; readonly architecture: string; readonly variant: string } | null | undefined,
): Platform | undefined {
  if (!said?.os || !said.architecture) return undefined;
  const { os } = said;
  const other = SPELLINGS.get(said.architecture.toLowerCase());
  const architecture = other?.architecture ?? said.architecture;
  const variant = other?.variant ?? said.variant;
  return variant === '' ? { os, architecture } : { os, architecture, variant };
}

/** What BuildKit adds about the build. Its own manifest is said to be for no platform, and its config may be empty. */
export function isAttestation(descriptor: Descriptor): boolean {
  return (
    (descriptor.platform?.os === 'unknown' && descriptor.platform.architecture === 'unknown') ||
    descriptor.annotations?.['vnd.docker.reference.type'] !== undefined ||
    descriptor.artifactType === 'application/vnd.docker.attestation.manifest.v1+json'
  );
}
