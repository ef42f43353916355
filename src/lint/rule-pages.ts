// Generated from the files of ./rules by scripts/rule-index.ts.
import type { RulePage } from './rule.ts';
import { addForCopyPage } from './rules/add-for-copy.ts';
import { archArgDefaultPage } from './rules/arch-arg-default.ts';
import { archArgUndeclaredPage } from './rules/arch-arg-undeclared.ts';
import { archEmulatedCompilePage } from './rules/arch-emulated-compile.ts';
import { archIgnoredPage } from './rules/arch-ignored.ts';
import { archSplitsCachePage } from './rules/arch-splits-cache.ts';
import { argOutOfScopePage } from './rules/arg-out-of-scope.ts';
import { baseTagUnknownPage } from './rules/base-tag-unknown.ts';
import { baseUnpinnedPage } from './rules/base-unpinned.ts';
import { buildToolsShippedPage } from './rules/build-tools-shipped.ts';
import { caCertificatesMissingPage } from './rules/ca-certificates-missing.ts';
import { chmodDuplicatesLayerPage } from './rules/chmod-duplicates-layer.ts';
import { cleanupInLaterLayerPage } from './rules/cleanup-in-later-layer.ts';
import { copyContextToFinalPage } from './rules/copy-context-to-final.ts';
import { copyFromTooBroadPage } from './rules/copy-from-too-broad.ts';
import { dockerfileSyntaxPage } from './rules/dockerfile-syntax.ts';
import { dockerignoreGapPage } from './rules/dockerignore-gap.ts';
import { dockerignoreMissingPage } from './rules/dockerignore-missing.ts';
import { entrypointNotCopiedPage } from './rules/entrypoint-not-copied.ts';
import { entrypointNotExecutablePage } from './rules/entrypoint-not-executable.ts';
import { finalBaseOversizedPage } from './rules/final-base-oversized.ts';
import { finalStageToolchainPage } from './rules/final-stage-toolchain.ts';
import { goBinaryPolicyPage } from './rules/go-binary-policy.ts';
import { goCgoForStaticBasePage } from './rules/go-cgo-for-static-base.ts';
import { goCgoRequiredPage } from './rules/go-cgo-required.ts';
import { goCrossCgoPage } from './rules/go-cross-cgo.ts';
import { goEmbedNotSentPage } from './rules/go-embed-not-sent.ts';
import { goFlagsRefusedPage } from './rules/go-flags-refused.ts';
import { goGlibcNewerPage } from './rules/go-glibc-newer.ts';
import { goLibcMismatchPage } from './rules/go-libc-mismatch.ts';
import { goModulesIncompletePage } from './rules/go-modules-incomplete.ts';
import { goObsoleteFlagsPage } from './rules/go-obsolete-flags.ts';
import { goRunAsEntrypointPage } from './rules/go-run-as-entrypoint.ts';
import { goStripDebugPage } from './rules/go-strip-debug.ts';
import { goTrimpathPage } from './rules/go-trimpath.ts';
import { goVersionBehindModPage } from './rules/go-version-behind-mod.ts';
import { goVersionStampWithoutGitPage } from './rules/go-version-stamp-without-git.ts';
import { goWorkOnShipPathPage } from './rules/go-work-on-ship-path.ts';
import { moduleCacheShippedPage } from './rules/module-cache-shipped.ts';
import { modulesBeforeSourcePage } from './rules/modules-before-source.ts';
import { nodeDevDependenciesPage } from './rules/node-dev-dependencies.ts';
import { packageCacheShippedPage } from './rules/package-cache-shipped.ts';
import { packageRecommendsPage } from './rules/package-recommends.ts';
import { secretInContextPage } from './rules/secret-in-context.ts';
import { shellFormWithoutShellPage } from './rules/shell-form-without-shell.ts';
import { tmpMissingPage } from './rules/tmp-missing.ts';
import { toolMissingAtRuntimePage } from './rules/tool-missing-at-runtime.ts';
import { tzdataMissingPage } from './rules/tzdata-missing.ts';
import { unusedIgnorePage } from './rules/unused-ignore.ts';
import { userNameUnresolvablePage } from './rules/user-name-unresolvable.ts';
import { userRootPage } from './rules/user-root.ts';
import { vendorAndDownloadPage } from './rules/vendor-and-download.ts';

/** The pages of all rules, by id. */
export const RULE_PAGES: Readonly<Record<string, RulePage>> = {
  'add-for-copy': addForCopyPage,
  'arch-arg-default': archArgDefaultPage,
  'arch-arg-undeclared': archArgUndeclaredPage,
  'arch-emulated-compile': archEmulatedCompilePage,
  'arch-ignored': archIgnoredPage,
  'arch-splits-cache': archSplitsCachePage,
  'arg-out-of-scope': argOutOfScopePage,
  'base-tag-unknown': baseTagUnknownPage,
  'base-unpinned': baseUnpinnedPage,
  'build-tools-shipped': buildToolsShippedPage,
  'ca-certificates-missing': caCertificatesMissingPage,
  'chmod-duplicates-layer': chmodDuplicatesLayerPage,
  'cleanup-in-later-layer': cleanupInLaterLayerPage,
  'copy-context-to-final': copyContextToFinalPage,
  'copy-from-too-broad': copyFromTooBroadPage,
  'dockerfile-syntax': dockerfileSyntaxPage,
  'dockerignore-gap': dockerignoreGapPage,
  'dockerignore-missing': dockerignoreMissingPage,
  'entrypoint-not-copied': entrypointNotCopiedPage,
  'entrypoint-not-executable': entrypointNotExecutablePage,
  'final-base-oversized': finalBaseOversizedPage,
  'final-stage-toolchain': finalStageToolchainPage,
  'go-binary-policy': goBinaryPolicyPage,
  'go-cgo-for-static-base': goCgoForStaticBasePage,
  'go-cgo-required': goCgoRequiredPage,
  'go-cross-cgo': goCrossCgoPage,
  'go-embed-not-sent': goEmbedNotSentPage,
  'go-flags-refused': goFlagsRefusedPage,
  'go-glibc-newer': goGlibcNewerPage,
  'go-libc-mismatch': goLibcMismatchPage,
  'go-modules-incomplete': goModulesIncompletePage,
  'go-obsolete-flags': goObsoleteFlagsPage,
  'go-run-as-entrypoint': goRunAsEntrypointPage,
  'go-strip-debug': goStripDebugPage,
  'go-trimpath': goTrimpathPage,
  'go-version-behind-mod': goVersionBehindModPage,
  'go-version-stamp-without-git': goVersionStampWithoutGitPage,
  'go-work-on-ship-path': goWorkOnShipPathPage,
  'module-cache-shipped': moduleCacheShippedPage,
  'modules-before-source': modulesBeforeSourcePage,
  'node-dev-dependencies': nodeDevDependenciesPage,
  'package-cache-shipped': packageCacheShippedPage,
  'package-recommends': packageRecommendsPage,
  'secret-in-context': secretInContextPage,
  'shell-form-without-shell': shellFormWithoutShellPage,
  'tmp-missing': tmpMissingPage,
  'tool-missing-at-runtime': toolMissingAtRuntimePage,
  'tzdata-missing': tzdataMissingPage,
  'unused-ignore': unusedIgnorePage,
  'user-name-unresolvable': userNameUnresolvablePage,
  'user-root': userRootPage,
  'vendor-and-download': vendorAndDownloadPage,
};
