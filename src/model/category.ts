/** What the bytes of an image are, in the order in which a file is asked: the first that matches has it. */
export const CATEGORIES = [
  'go-binary',
  'debug',
  'go-toolchain',
  'go-build-cache',
  'go-module-cache',
  'git',
  'go-source',
  'package-cache',
  'package-database',
  'certificates',
  'tzdata',
  'locale',
  'documentation',
  'os-package',
  'library',
  'other',
] as const;

export type Category = (typeof CATEGORIES)[number];
