import type { Platform } from '../model/platform.ts';
import { formatPlatform } from '../model/platform.ts';
import type { Dockerfile } from './dockerfile.ts';
import { createScope, type Scope } from './scope.ts';
import type { Stage } from './stages.ts';

/**
 * The variables of the stages in a build for one platform: TARGETOS and its like have their values wherever an ARG without
 * a default asks for them. Those of the builder stay unknown.
 */
export function platformScopes(dockerfile: Dockerfile, platform: Platform): ReadonlyMap<Stage, Scope> {
  const shared = {
    escapeChar: dockerfile.directives.escapeChar,
    buildArgs: dockerfile.buildArgs,
    platformArgs: platformArgs(platform),
  };
  const globals = createScope({
    ...shared,
    instructions: dockerfile.globalArgs,
    parent: undefined,
    globals: undefined,
    openBase: false,
  });
  const scopes = new Map<Stage, Scope>();
  for (const stage of dockerfile.stages) {
    const { base, instructions, scope } = stage;
    const parent = base.stage === undefined ? undefined : scopes.get(base.stage);
    scopes.set(stage, createScope({ ...shared, instructions, parent, globals, openBase: scope.openBase }));
  }
  return scopes;
}

/** As BuildKit fills them in (frontend/dockerfile/dockerfile2llb, defaultArgs): arm without a variant is v7. */
function platformArgs(platform: Platform): ReadonlyMap<string, string> {
  const { os, architecture } = platform;
  const variant = architecture === 'arm' ? (platform.variant ?? 'v7') : (platform.variant ?? '');
  const normal = architecture === 'arm64' && variant === 'v8' ? '' : variant;
  return new Map([
    ['TARGETPLATFORM', formatPlatform({ os, architecture, variant: normal })],
    ['TARGETOS', os],
    ['TARGETARCH', architecture],
    ['TARGETVARIANT', normal],
  ]);
}
