import { ConfigError } from './errors.ts';
import { suggestion } from './suggest.ts';

/** What an image runs on, as the image spec names it: `os/arch[/variant]`. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** GOARCH values that Go builds Linux images for (`go tool dist list`), with the image spec's name where they are one. */
export const LINUX_ARCHITECTURES: readonly string[] = [
  '386',
  'amd64',
  'arm',
  'arm64',
  'loong64',
  'mips',
  'mips64',
  'mips64le',
  'mipsle',
  'ppc64',
  'ppc64le',
  'riscv64',
  's390x',
];

const WINDOWS_ARCHITECTURES: readonly string[] = ['386', 'amd64', 'arm64'];

const ARCHITECTURES: ReadonlyMap<string, readonly string[]> = new Map([
  ['linux', LINUX_ARCHITECTURES],
  ['windows', WINDOWS_ARCHITECTURES],
]);

const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  amd64: ['v1', 'v2', 'v3', 'v4'],
  arm: ['v5', 'v6', 'v7'],
  arm64: ['v8', 'v9'],
};

/**
 * Reads `os/arch[/variant]`.
 * @throws ConfigError naming the part that is unknown, with the nearest known one.
 */
export function parsePlatform(text: string): Platform {
  const [os, architecture, variant, ...rest] = text.trim().split('/');
  if (!os || !architecture || rest.length > 0) {
    throw new ConfigError(`"${text}" is not a platform`, {
      hint: 'a platform is os/arch[/variant], such as linux/arm64',
    });
  }
  const architectures = ARCHITECTURES.get(os);
  if (architectures === undefined) {
    throw new ConfigError(`unknown os "${os}" in platform "${text}"`, {
      hint: suggestion(os, [...ARCHITECTURES.keys()]),
    });
  }
  if (!architectures.includes(architecture)) {
    throw new ConfigError(`unknown architecture "${architecture}" in platform "${text}"`, {
      hint: suggestion(architecture, architectures),
    });
  }
  if (variant === undefined) return { os, architecture };
  const variants = VARIANTS[architecture] ?? [];
  if (!variants.includes(variant)) {
    throw new ConfigError(`unknown variant "${variant}" in platform "${text}"`, {
      hint: variants.length > 0 ? suggestion(variant, variants) : `${architecture} has no variants`,
    });
  }
  return { os, architecture, variant };
}

/**
 * The platform of a GOARCH: `linux/<goarch>`.
 * @throws ConfigError for a value that is no GOARCH of Linux, with the nearest one.
 */
export function platformOfGoarch(goarch: string): Platform {
  const architecture = goarch.trim();
  if (!LINUX_ARCHITECTURES.includes(architecture)) {
    throw new ConfigError(`unknown GOARCH "${architecture}"`, { hint: suggestion(architecture, LINUX_ARCHITECTURES) });
  }
  return { os: 'linux', architecture };
}

/** The variant that is meant where none is said, by architecture, as containerd's `platforms` normalises them. */
const DEFAULT_VARIANTS: ReadonlyMap<string, string> = new Map([
  ['amd64', 'v1'],
  ['arm', 'v7'],
  ['arm64', 'v8'],
]);

/** Equal, with the default variants spelled out or not. */
export function samePlatform(a: Platform, b: Platform): boolean {
  const variant = ({ architecture, variant: said }: Platform): string =>
    said || (DEFAULT_VARIANTS.get(architecture) ?? '');
  return a.os === b.os && a.architecture === b.architecture && variant(a) === variant(b);
}

/** One text for the two that a platform may be written as: `linux/arm/v7` is `linux/arm`. */
export function plainPlatform(platform: string): string {
  const [os, architecture = '', variant, ...rest] = platform.split('/');
  const isDefault = variant !== undefined && rest.length === 0 && DEFAULT_VARIANTS.get(architecture) === variant;
  return isDefault ? `${os}/${architecture}` : platform;
}

/** `os/arch[/variant]`, with arm64's only default variant left out so that equal platforms print alike. */
export function formatPlatform(platform: Platform): string {
  const { os, architecture, variant } = platform;
  if (variant === undefined || variant === '' || (architecture === 'arm64' && variant === 'v8')) {
    return `${os}/${architecture}`;
  }
  return `${os}/${architecture}/${variant}`;
}
