import type { Platform } from '../model/platform.ts';

/** What a Dockerfile declares by ARG, anywhere, and which of those have a default. */
export interface DeclaredArgs {
  readonly declares: ReadonlySet<string>;
  readonly withDefault: ReadonlySet<string>;
}

/**
 * The build-args that one platform gets where the Dockerfile takes its architecture by Go's own names
 * (`ARG GOOS GOARCH CGO_ENABLED`) and not by BuildKit's TARGETARCH: only names that it declares and that the user did
 * not set; CGO_ENABLED=0 only where the ARG has no default.
 */
export function goBuildArgs(args: DeclaredArgs, platform: Platform, given: readonly string[]): readonly string[] {
  const byGoNames = ['GOARCH', 'GOOS', 'CGO_ENABLED'].some((name) => args.declares.has(name));
  if (!byGoNames || args.declares.has('TARGETARCH')) return [];
  const { os, architecture, variant } = platform;
  const values: (readonly [string, string | undefined])[] = [
    ['GOOS', os],
    ['GOARCH', architecture],
    ['GOARM', architecture === 'arm' ? (variant ?? 'v7').slice(1) : undefined],
    ['GOAMD64', architecture === 'amd64' ? variant : undefined],
    ['CGO_ENABLED', args.withDefault.has('CGO_ENABLED') ? undefined : '0'],
  ];
  const userSet = new Set(given.map((arg) => arg.split('=', 1)[0]));
  return values
    .filter(([name, value]) => value !== undefined && args.declares.has(name) && !userSet.has(name))
    .map(([name, value]) => `${name}=${value}`);
}
