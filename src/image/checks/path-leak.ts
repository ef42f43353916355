import { exceptReader } from '../../dockerfile/except.ts';
import type { ImageCheck } from './check.ts';

export const pathLeak: ImageCheck = {
  id: 'image-path-leak',
  severity: 'note',
  threshold:
    'any absolute source path in the file table of a Go program: a warning for home folders and the checkouts of CI services',
  summary: 'a Go program names the folders that it was built in',
  why: 'Without `-trimpath` the file table holds the path of every source file on the machine that built it: the name of a person or of an internal project, for all who can pull the image; and the same source built elsewhere is another binary. Quiet where the file table cannot be read.',
  fix: 'Build with `-trimpath`.',
  options: ['except'],
  check: ({ programs }, { except }) => {
    const isExcepted = exceptReader(except);
    return programs.flatMap(({ path, layer, go: { localPaths } }) => {
      if (localPaths === null || isExcepted(path)) return [];
      const { kind, count, sample } = localPaths;
      const whose = { home: 'below a home folder', ci: 'of the checkout of a CI service', absolute: '' }[kind];
      return [
        {
          message: `"${path}" holds ${count} absolute source paths${whose === '' ? '' : ` ${whose}`}, such as "${sample[0] ?? ''}": build it with -trimpath`,
          path,
          layer,
          ...(kind === 'absolute' ? {} : { severity: 'warning' as const }),
        },
      ];
    });
  },
};
