import type { Stage } from '../dockerfile/stages.ts';
import { parseWord, variablesOf } from '../dockerfile/variables.ts';
import type { RuleContext } from './rule.ts';

/**
 * The platform that a stage runs on. *build*: of the machine that builds (`--platform=$BUILDPLATFORM`, with or without a
 * default of its own). *literal*: the one written. *target*: of the image that is made. *unknown*: an argument says it.
 */
export type Pin =
  | { readonly kind: 'build' | 'target' | 'unknown' }
  | { readonly kind: 'literal'; readonly platform: string };

/** By the FROM of the root of its lineage: a stage on a stage runs where that does. */
export function pinOf({ dockerfile }: RuleContext, stage: Stage): Pin {
  let root = stage;
  while (root.base.stage !== undefined) root = root.base.stage;
  const { platform } = root;
  if (platform === undefined) return { kind: 'target' };
  const names = variablesOf(parseWord(platform.raw, dockerfile.directives.escapeChar)).map(({ name }) => name);
  if (names.some((name) => name.startsWith('TARGET'))) return { kind: 'target' };
  if (names.some((name) => /^BUILD(?:PLATFORM|OS|ARCH)$/.test(name))) return { kind: 'build' };
  return names.length > 0 || platform.resolved === undefined
    ? { kind: 'unknown' }
    : { kind: 'literal', platform: platform.resolved };
}

/** Does the stage run on the same platform whatever the target? */
export function isPinned(context: RuleContext, stage: Stage): boolean {
  return ['build', 'literal'].includes(pinOf(context, stage).kind);
}
