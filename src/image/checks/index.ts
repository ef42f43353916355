import { archMismatch } from './arch-mismatch.ts';
import { buildCache } from './build-cache.ts';
import { buildIdPolicy } from './build-id-policy.ts';
import { caCertificatesMissing } from './ca-certificates-missing.ts';
import type { ImageCheck } from './check.ts';
import { debugInfo } from './debug-info.ts';
import { duplicates } from './duplicates.ts';
import { entrypointMissing } from './entrypoint-missing.ts';
import { gitDirectory } from './git-directory.ts';
import { goSource } from './go-source.ts';
import { interpreterMissing } from './interpreter-missing.ts';
import { libraryMissing } from './library-missing.ts';
import { moduleCache } from './module-cache.ts';
import { packageCache } from './package-cache.ts';
import { packed } from './packed.ts';
import { pathLeak } from './path-leak.ts';
import { secretFile } from './secret-file.ts';
import { shellMissing } from './shell-missing.ts';
import { toolchain } from './toolchain.ts';
import { tzdataMissing } from './tzdata-missing.ts';
import { userRoot } from './user-root.ts';
import { userUnresolvable } from './user-unresolvable.ts';
import { wasted } from './wasted.ts';

/** All checks, in the order in which their findings are told. */
export const IMAGE_CHECKS: readonly ImageCheck[] = [
  entrypointMissing,
  shellMissing,
  interpreterMissing,
  libraryMissing,
  archMismatch,
  caCertificatesMissing,
  tzdataMissing,
  userRoot,
  userUnresolvable,
  debugInfo,
  pathLeak,
  packed,
  buildIdPolicy,
  toolchain,
  goSource,
  moduleCache,
  buildCache,
  gitDirectory,
  packageCache,
  secretFile,
  wasted,
  duplicates,
];
