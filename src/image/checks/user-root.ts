import type { ImageCheck } from './check.ts';
import { runsProgram } from './facts.ts';
import { groupAndUser, userId } from './users.ts';

export const userRoot: ImageCheck = {
  id: 'image-user-root',
  severity: 'note',
  threshold: 'an image that starts a program, without a user or with one whose number is 0',
  summary: 'the container runs as root',
  why: 'Whoever breaks out of the program is root in the container, and meets the kernel with all that this allows. Quiet for images that start nothing or only a shell, and where the user cannot be told.',
  fix: 'End the Dockerfile with `USER 65532:65532`, or take a base with a user of its own (`:nonroot`). A number is better than a name: `runAsNonRoot` cannot verify a name.',
  check: (facts) => {
    if (facts.platform.os !== 'linux' || !runsProgram(facts)) return [];
    const { user } = groupAndUser(facts.config.user);
    const id = userId(facts, user);
    if (id !== 0) return [];
    const how = facts.config.user === '' ? 'no USER is set' : `USER is "${facts.config.user}"`;
    return [{ message: `the container runs as root: ${how}; set a numeric one, such as USER 65532:65532` }];
  },
};
