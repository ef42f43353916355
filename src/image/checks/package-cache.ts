import type { ImageCheck } from './check.ts';
import { shippedFiles } from './contents-check.ts';

const AT_LEAST = 100_000;

export const packageCache: ImageCheck = {
  id: 'image-package-cache',
  severity: 'warning',
  threshold: '100 kB in all layers',
  summary: 'caches and lists of a package manager are in the image',
  why: 'Lists of packages and downloaded archives age, and are fetched anew when they are needed. What a later layer removes is shipped all the same, and counts. What the base image ships is left out where it is known which layers are its own.',
  fix: 'Remove them in the RUN that installs (`rm -rf /var/lib/apt/lists/*`), use `apk add --no-cache`, or mount the cache folders.',
  options: ['min-bytes'],
  check: (facts, options) =>
    shippedFiles(facts, 'package-cache', options, {
      atLeast: AT_LEAST,
      ownOnly: true,
      what: "the package manager's cache",
      advice: 'remove it in the RUN that installs, or mount its folders',
    }),
};
