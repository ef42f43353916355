import type { RuleOptionName } from './rule-setting.ts';

/** The checks on a built image, so that a setting for one is known wherever rules are set. */
export const IMAGE_CHECK_IDS = [
  'image-entrypoint-missing',
  'image-shell-missing',
  'image-interpreter-missing',
  'image-library-missing',
  'image-arch-mismatch',
  'image-ca-certificates-missing',
  'image-tzdata-missing',
  'image-user-root',
  'image-user-unresolvable',
  'image-debug-info',
  'image-path-leak',
  'image-packed',
  'image-build-id-policy',
  'image-toolchain',
  'image-go-source',
  'image-module-cache',
  'image-build-cache',
  'image-git-directory',
  'image-package-cache',
  'image-secret-file',
  'image-wasted',
  'image-duplicates',
] as const;

export type ImageCheckId = (typeof IMAGE_CHECK_IDS)[number];

/** The options of those that have any. The checks say the same of themselves; what reads settings does not load them. */
export const IMAGE_CHECK_OPTIONS: Readonly<Partial<Record<ImageCheckId, readonly RuleOptionName[]>>> = {
  'image-debug-info': ['min-bytes'],
  'image-path-leak': ['except'],
  'image-toolchain': ['min-bytes'],
  'image-go-source': ['min-bytes', 'except'],
  'image-module-cache': ['min-bytes'],
  'image-build-cache': ['min-bytes'],
  'image-git-directory': ['except'],
  'image-package-cache': ['min-bytes'],
  'image-secret-file': ['except'],
  'image-wasted': ['min-bytes'],
  'image-duplicates': ['min-bytes', 'except'],
};

/** Those that make one finding for a whole image, whatever number of files is behind it. */
export const WHOLE_IMAGE_CHECKS: readonly ImageCheckId[] = [
  'image-toolchain',
  'image-go-source',
  'image-module-cache',
  'image-build-cache',
  'image-git-directory',
  'image-package-cache',
  'image-wasted',
  'image-duplicates',
];
