import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildPlan } from '../config/plan.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import type { RunOptions } from '../system/process.ts';
import type { ChildLog } from '../system/world.ts';
import { type BuiltImage, buildPlatform } from './build-platform.ts';
import type { Engine } from './engine.ts';
import { type DeclaredArgs, goBuildArgs } from './go-build-args.ts';
import { secretOptions } from './secrets.ts';

/** One side of a comparison, ready to be built. */
export interface Side {
  readonly side: 'head' | 'base';
  readonly plan: BuildPlan;
  /** Absolute path. */
  readonly dockerfile: string;
  readonly declared: DeclaredArgs;
}

/** What both sides share. */
export interface Workshop {
  readonly engine: Engine;
  readonly platforms: readonly Platform[];
  /** A temporary folder of ours. */
  readonly folder: string;
  readonly options: RunOptions;
  readonly now: () => number;
  readonly log: ChildLog;
}

/** The builds of a side, one a platform, each to be started by who schedules them. */
export async function sideBuilds(side: Side, shop: Workshop): Promise<readonly (() => Promise<BuiltImage>)[]> {
  const home = join(shop.folder, side.side);
  await mkdir(home);
  const secrets = await secretOptions(side.plan.secrets, home);
  return shop.platforms.map((platform) => async () => {
    const folder = join(home, formatPlatform(platform).replaceAll('/', '-'));
    await mkdir(folder);
    const platformArgs = goBuildArgs(side.declared, platform, side.plan.buildArgs);
    const build = { ...side, engine: shop.engine, platform, platformArgs, secrets, folder };
    return buildPlatform(build, shop.options, shop.now, shop.log);
  });
}
