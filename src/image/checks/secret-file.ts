import { exceptReader } from '../../dockerfile/except.ts';
import type { Category } from '../../model/category.ts';
import type { ImageCheck } from './check.ts';

/** Test keys of Go and of modules, and examples in documentation. */
const NOT_OURS: ReadonlySet<Category> = new Set<Category>(['go-toolchain', 'go-module-cache', 'documentation']);
/** Not the home of a user who is called so. */
const NOT_MEANT = /(?<!^\/home)\/(?:testdata|test|tests|fixtures?|specs?|examples?|vendor)\//;

export const secretFile: ImageCheck = {
  id: 'image-secret-file',
  severity: 'error',
  threshold: 'any private key or credential file in any layer, removed later or not',
  summary: 'a private key or a credential file is in the image',
  why: 'Whoever can pull the image has it, also where a later layer removes it: layers are kept whole. Told are private keys in PEM form and the credential files of docker, git, npm, PyPI, AWS, Google Cloud, Kubernetes and PostgreSQL, where they hold more than a template. Nothing of their contents is ever printed. Quiet for files of the Go toolchain, of modules and of OS packages, for test data and for examples. Files of more than 64 KiB are not read.',
  fix: 'Take it out of the build context, and hand it to the build by `RUN --mount=type=secret`. What was pushed already has to be revoked.',
  options: ['except'],
  check: ({ placed, visible }, { except }) => {
    const isExcepted = exceptReader(except);
    const secrets = placed.filter(({ file }) => file.content?.secret !== undefined);
    return secrets.flatMap(({ file, layer, category }) => {
      const secret = file.content?.secret;
      if (secret === undefined || NOT_OURS.has(category) || category === 'os-package') return [];
      if (NOT_MEANT.test(file.path) || isExcepted(file.path)) return [];
      const hidden = visible.has(file) ? '' : ' (a later layer hides it, and it is shipped all the same)';
      return [
        {
          message: `"${file.path}" is ${secret}${hidden}: keep it out of the context, mount it as a build secret, and revoke it where the image was pushed`,
          path: file.path,
          layer,
          evidenceBytes: file.bytes,
        },
      ];
    });
  },
};
