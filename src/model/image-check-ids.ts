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
