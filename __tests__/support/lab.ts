import { readFileSync } from 'node:fs';

/** What `lab/up` says in its env.json; a component that is not up has no key. */
export interface LabEnv {
  /** Folder of all programs: buildx, docker, crane, act, … */
  readonly bin: string;
  readonly dockerConfig: string;
}

/** The lab that the end-to-end tests run on. */
export function labEnv(): LabEnv {
  const file = process.env.PLIMSOLL_LAB_ENV;
  if (file === undefined) throw new Error('PLIMSOLL_LAB_ENV is not set: run the tests by "npm test"');
  return JSON.parse(readFileSync(file, 'utf8')) as LabEnv;
}
