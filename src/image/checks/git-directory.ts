import type { ImageCheck } from './check.ts';
import { shippedFiles } from './contents-check.ts';

export const gitDirectory: ImageCheck = {
  id: 'image-git-directory',
  severity: 'warning',
  threshold: 'any file below a `.git` folder, in any layer',
  summary: 'a git directory is in the image',
  why: 'It holds the whole history: files that were removed long ago, remotes with what credentials their URLs have, and names and addresses of everyone who committed. What a later layer removes is shipped all the same.',
  fix: 'Name `.git` in `.dockerignore`, or copy only what the program needs.',
  options: ['except'],
  check: (facts, options) =>
    shippedFiles(facts, 'git', options, {
      atLeast: 1,
      what: "a repository's history",
      advice: 'name .git in .dockerignore, or copy only what the program needs',
    }),
};
