import type { ImageCheck, Observation } from './check.ts';
import { findProgram, type Program, shellText } from './start.ts';

export const shellMissing: ImageCheck = {
  id: 'image-shell-missing',
  severity: 'error',
  threshold: 'a shell form whose shell is not in the image; a HEALTHCHECK is a warning',
  summary: 'a command in shell form, and no shell in the image',
  why: 'The shell form of ENTRYPOINT, CMD and HEALTHCHECK runs `/bin/sh -c`, or what SHELL says. Scratch and distroless images have no shell, so that the container does not start, or is never healthy. Quiet where the shell may be mounted.',
  fix: 'Write the exec form: `ENTRYPOINT ["/app", "--flag"]`, `HEALTHCHECK CMD ["/app", "health"]`.',
  check: ({ start, root, config, platform }) => {
    if (platform.os !== 'linux') return [];
    const absent = (word: string): boolean => isAbsent(findProgram(root, config, word));
    const missing = (argv: readonly string[]): boolean => shellText(argv) !== undefined && absent(argv[0] ?? '');
    const found: Observation[] = [];
    if (start !== null && missing(start.argv)) {
      found.push({
        message: `${start.by} has the shell form, and "${start.argv[0]}" is not in the image: write the exec form, with the words in brackets`,
      });
    }
    const [kind, ...words] = config.healthcheck;
    const shell = (kind === 'CMD-SHELL' ? config.shell : words)[0] ?? '';
    if (kind === 'CMD-SHELL' ? absent(shell) : kind === 'CMD' && missing(words)) {
      found.push({
        severity: 'warning',
        message: `HEALTHCHECK has the shell form, and "${shell}" is not in the image: the container is never healthy; write the exec form`,
      });
    }
    return found;
  },
};

function isAbsent({ kind }: Program): boolean {
  return kind === 'missing' || kind === 'not-executable' || kind === 'folder';
}
