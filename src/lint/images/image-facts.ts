import type { ImageReference } from '../../dockerfile/reference.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { alpineByTag, busyboxByTag } from './alpine.ts';
import { buildpackByTag, debianByTag, ubuntuByTag } from './debian.ts';
import { chainguardFacts, distrolessFacts } from './distroless.ts';
import { type ImageFacts, SCRATCH, unknownImage } from './facts.ts';
import { golangByTag } from './golang.ts';
import { languageByTag } from './languages.ts';
import { amazonByTag, fedoraByTag, rebuildByTag, ubiFacts } from './redhat.ts';

/**
 * What the image at the root of a stage's lineage has: `FROM stage` is followed to the image below. Undefined for images
 * that are not known, and where the reference itself is not.
 */
export function imageFactsOf(stage: Stage): ImageFacts | undefined {
  let root = stage;
  while (root.base.stage !== undefined) root = root.base.stage;
  if (root.base.resolved === 'scratch') return SCRATCH;
  return root.base.reference === undefined ? undefined : factsOfReference(root.base.reference);
}

/** The same by reference. A digest beside a tag is taken to be the tag's. */
export function factsOfReference(reference: ImageReference): ImageFacts | undefined {
  const { path, domain, tag } = reference;
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.at(-2) === 'distroless') return distrolessFacts(name, tag);
  if (parts.at(-2) === 'chainguard' || (domain === 'cgr.dev' && parts.length === 2)) return chainguardFacts(name, tag);
  if (path === 'tonistiigi/xx') return { ...SCRATCH, family: 'tonistiigi/xx' };
  const ubi = ubiFacts(path);
  if (ubi !== undefined) return ubi;
  const official = officialName(reference);
  if (official === undefined) return undefined;
  // Without a tag a digest says nothing of the release.
  const known = tag ?? (reference.digest === undefined ? 'latest' : undefined);
  return byFamily(official, known, reference.digest !== undefined);
}

function byFamily(family: string, tag: string | undefined, hasDigest: boolean): ImageFacts | undefined {
  switch (family) {
    case 'golang':
      return golangByTag(tag, hasDigest);
    case 'debian':
      return debianByTag(tag);
    case 'ubuntu':
      return ubuntuByTag(tag);
    case 'buildpack-deps':
      return buildpackByTag(tag);
    case 'alpine':
      return alpineByTag(tag);
    case 'busybox':
      return busyboxByTag(tag);
    case 'fedora':
      return fedoraByTag(tag);
    case 'amazonlinux':
      return amazonByTag(tag);
    case 'centos':
    case 'rockylinux':
    case 'almalinux':
      return rebuildByTag(family, tag);
    default:
      return tag === undefined && languageByTag(family, tag) !== undefined
        ? unknownImage(family)
        : languageByTag(family, tag);
  }
}

/** Registries where anybody has a namespace: `ghcr.io/someone/alpine` is someone's own. */
const OPEN_HOSTS: ReadonlySet<string> = new Set([
  'docker.io',
  'gcr.io',
  'ghcr.io',
  'mcr.microsoft.com',
  'public.ecr.aws',
  'quay.io',
  'registry.gitlab.com',
]);

/** A folder of a registry that stands for Docker Hub, in the words that mirrors and pull-through caches use. */
const MIRROR =
  /(?:^|[-_.])(?:cache|docker|dockerhub|hub|library|mirror|mirrors|official|proxy|pull-through|remote)(?:[-_.]|$)/;

/**
 * The name of the official image that a reference is, be it by way of a mirror: `golang`, `mirror.example/library/golang`,
 * `registry.example/dockerhub-proxy/golang`. Undefined where it may be someone's own.
 */
export function officialName({ domain, path }: ImageReference): string | undefined {
  const parts = path.split('/');
  const name = parts.at(-1);
  if (parts.length === 1) return name;
  if (parts.at(-2) === 'library') return name;
  if (domain === 'public.ecr.aws') return parts.length === 2 && parts[0] === name ? name : undefined;
  if (OPEN_HOSTS.has(domain)) return undefined;
  return parts.slice(0, -1).some((part) => MIRROR.test(part)) ? name : undefined;
}
