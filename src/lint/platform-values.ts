import type { Platform } from '../model/platform.ts';

/** What BuildKit fills in for a target platform; undefined for an argument that tells of the machine that builds. */
export function platformValue(name: string, { os, architecture, variant }: Platform): string | undefined {
  switch (name) {
    case 'TARGETPLATFORM':
      return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
    case 'TARGETOS':
      return os;
    case 'TARGETARCH':
      return architecture;
    case 'TARGETVARIANT':
      return variant ?? '';
  }
  return undefined;
}
