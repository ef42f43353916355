// Generated from the files of this folder by scripts/rule-index.ts.
import type { Rule } from '../rule.ts';
import { addForCopy } from './add-for-copy.ts';
import { archArgDefault } from './arch-arg-default.ts';
import { archArgUndeclared } from './arch-arg-undeclared.ts';
import { archEmulatedCompile } from './arch-emulated-compile.ts';
import { archIgnored } from './arch-ignored.ts';
import { archSplitsCache } from './arch-splits-cache.ts';
import { argOutOfScope } from './arg-out-of-scope.ts';
import { baseTagUnknown } from './base-tag-unknown.ts';
import { baseUnpinned } from './base-unpinned.ts';
import { buildToolsShipped } from './build-tools-shipped.ts';
import { caCertificatesMissing } from './ca-certificates-missing.ts';
import { chmodDuplicatesLayer } from './chmod-duplicates-layer.ts';
import { cleanupInLaterLayer } from './cleanup-in-later-layer.ts';
import { copyContextToFinal } from './copy-context-to-final.ts';
import { copyFromTooBroad } from './copy-from-too-broad.ts';
import { dockerfileSyntax } from './dockerfile-syntax.ts';
import { dockerignoreGap } from './dockerignore-gap.ts';
import { dockerignoreMissing } from './dockerignore-missing.ts';
import { entrypointNotCopied } from './entrypoint-not-copied.ts';
import { entrypointNotExecutable } from './entrypoint-not-executable.ts';
import { finalBaseOversized } from './final-base-oversized.ts';
import { finalStageToolchain } from './final-stage-toolchain.ts';
import { goBinaryPolicy } from './go-binary-policy.ts';
import { goCgoForStaticBase } from './go-cgo-for-static-base.ts';
import { goCgoRequired } from './go-cgo-required.ts';
import { goCrossCgo } from './go-cross-cgo.ts';
import { goEmbedNotSent } from './go-embed-not-sent.ts';
import { goFlagsRefused } from './go-flags-refused.ts';
import { goGlibcNewer } from './go-glibc-newer.ts';
import { goLibcMismatch } from './go-libc-mismatch.ts';
import { goModulesIncomplete } from './go-modules-incomplete.ts';
import { goObsoleteFlags } from './go-obsolete-flags.ts';
import { goRunAsEntrypoint } from './go-run-as-entrypoint.ts';
import { goStripDebug } from './go-strip-debug.ts';
import { goTrimpath } from './go-trimpath.ts';
import { goVersionBehindMod } from './go-version-behind-mod.ts';
import { goVersionStampWithoutGit } from './go-version-stamp-without-git.ts';
import { goWorkOnShipPath } from './go-work-on-ship-path.ts';
import { moduleCacheShipped } from './module-cache-shipped.ts';
import { modulesBeforeSource } from './modules-before-source.ts';
import { nodeDevDependencies } from './node-dev-dependencies.ts';
import { packageCacheShipped } from './package-cache-shipped.ts';
import { packageRecommends } from './package-recommends.ts';
import { secretInContext } from './secret-in-context.ts';
import { shellFormWithoutShell } from './shell-form-without-shell.ts';
import { tmpMissing } from './tmp-missing.ts';
import { toolMissingAtRuntime } from './tool-missing-at-runtime.ts';
import { tzdataMissing } from './tzdata-missing.ts';
import { unusedIgnore } from './unused-ignore.ts';
import { userNameUnresolvable } from './user-name-unresolvable.ts';
import { userRoot } from './user-root.ts';
import { vendorAndDownload } from './vendor-and-download.ts';

/** Every rule: one for each other file of this folder, by id. */
export const RULES: readonly Rule[] = [
  addForCopy,
  archArgDefault,
  archArgUndeclared,
  archEmulatedCompile,
  archIgnored,
  archSplitsCache,
  argOutOfScope,
  baseTagUnknown,
  baseUnpinned,
  buildToolsShipped,
  caCertificatesMissing,
  chmodDuplicatesLayer,
  cleanupInLaterLayer,
  copyContextToFinal,
  copyFromTooBroad,
  dockerfileSyntax,
  dockerignoreGap,
  dockerignoreMissing,
  entrypointNotCopied,
  entrypointNotExecutable,
  finalBaseOversized,
  finalStageToolchain,
  goBinaryPolicy,
  goCgoForStaticBase,
  goCgoRequired,
  goCrossCgo,
  goEmbedNotSent,
  goFlagsRefused,
  goGlibcNewer,
  goLibcMismatch,
  goModulesIncomplete,
  goObsoleteFlags,
  goRunAsEntrypoint,
  goStripDebug,
  goTrimpath,
  goVersionBehindMod,
  goVersionStampWithoutGit,
  goWorkOnShipPath,
  moduleCacheShipped,
  modulesBeforeSource,
  nodeDevDependencies,
  packageCacheShipped,
  packageRecommends,
  secretInContext,
  shellFormWithoutShell,
  tmpMissing,
  toolMissingAtRuntime,
  tzdataMissing,
  unusedIgnore,
  userNameUnresolvable,
  userRoot,
  vendorAndDownload,
];
