import type { Platform } from '../model/platform.ts';
import { cgoOf } from './cgo-state.ts';
import { placeOf } from './dynamic-program.ts';
import type { GoBuild } from './go-build.ts';
import { linkageOf } from './go-linkage.ts';
import type { RuleContext } from './rule.ts';

/** Is the program certainly linked statically when the image is made for the platform, whatever it imports? */
export function isVisiblyStatic(context: RuleContext, build: GoBuild, platform: Platform): boolean {
  const own = build.on(platform);
  const { buildmode, surelyStatic, visible } = linkageOf(own);
  if (visible && surelyStatic) return true;
  if (buildmode !== undefined && buildmode !== 'exe' && buildmode !== 'default') return false;
  // xx may turn cgo on by itself.
  if (build.program === 'xx-go' && own.environment('CGO_ENABLED').state !== 'set') return false;
  return cgoOf(build, placeOf(context, build), platform).state === 'off';
}
