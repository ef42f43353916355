import type { Stage } from '../dockerfile/stages.ts';
import { officialName } from './images/image-facts.ts';

/**
 * The variables that official images set for what is built on them, by the ENV instructions of their Dockerfiles
 * (https://github.com/docker-library/official-images, https://github.com/GoogleContainerTools/distroless).
 */
const ENVIRONMENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['alpine', []],
  ['buildpack-deps', []],
  ['busybox', []],
  ['debian', []],
  ['golang', ['GOLANG_VERSION', 'GOPATH', 'GOTOOLCHAIN']],
  ['node', ['NODE_VERSION', 'YARN_VERSION']],
  ['rust', ['CARGO_HOME', 'RUSTUP_HOME', 'RUST_VERSION']],
  ['ubuntu', []],
]);

/** What a container has without any image saying so, and what a shell sets by itself. */
const ALWAYS: ReadonlySet<string> = new Set([
  ...['HOME', 'HOSTNAME', 'PATH', 'PWD', 'TERM'],
  ...['EUID', 'HOSTTYPE', 'IFS', 'LINENO', 'MACHTYPE', 'OLDPWD', 'OPTARG', 'OPTIND', 'OSTYPE', 'PPID', 'RANDOM'],
  ...['SECONDS', 'SHELL', 'SHLVL', 'UID', '_'],
]);

/** BuildKit gives these to every RUN where the user passes them (reference, "Predefined ARGs"). */
const PROXIES = /^(?:http|https|ftp|no|all)_proxy$/i;

/** Does the image that a stage is rooted in set the variable, or the engine, or the shell? `maybe` for an image that is not known. */
export function isSetByImage(root: Stage, name: string): 'yes' | 'no' | 'maybe' {
  if (ALWAYS.has(name) || PROXIES.test(name)) return 'yes';
  if (root.base.resolved === 'scratch') return 'no';
  const reference = root.base.reference;
  if (reference === undefined) return 'maybe';
  if (/^(?:.*\/)?distroless\/[a-z0-9-]+$/.test(reference.path)) return name === 'SSL_CERT_FILE' ? 'yes' : 'no';
  const family = officialName(reference);
  const names = family === undefined ? undefined : ENVIRONMENTS.get(family);
  return names === undefined ? 'maybe' : names.includes(name) ? 'yes' : 'no';
}
