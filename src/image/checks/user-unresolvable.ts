import type { ImageCheck, Observation } from './check.ts';
import { accounts, groupAndUser } from './users.ts';

export const userUnresolvable: ImageCheck = {
  id: 'image-user-unresolvable',
  severity: 'error',
  threshold: 'a user or group by name that `/etc/passwd` or `/etc/group` of the image does not have',
  summary: 'the image names a user that it does not have',
  why: 'The runtime looks the name up in the image, and without an entry the container does not start: `unable to find user`. A scratch image has no users at all, not even `root` by that name. Numbers need no entry. Quiet where the list of users cannot be read.',
  fix: 'Write the number, `USER 65532:65532`, or copy `/etc/passwd` and `/etc/group` with the entry.',
  check: (facts) => {
    if (facts.platform.os !== 'linux') return [];
    const { user, group } = groupAndUser(facts.config.user);
    return [
      ...missing('user', user, accounts(facts, '/etc/passwd'), '/etc/passwd'),
      ...missing('group', group, accounts(facts, '/etc/group'), '/etc/group'),
    ];
  },
};

function missing(
  kind: string,
  name: string,
  known: ReadonlyMap<string, number> | null,
  path: string,
): readonly Observation[] {
  if (name === '' || /^[0-9]+$/.test(name) || known === null || known.has(name)) return [];
  return [
    { message: `USER names the ${kind} "${name}", which ${path} of the image does not have: write a number`, path },
  ];
}
