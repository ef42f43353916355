import type { ImageReport } from '../../src/model/report.ts';
import { type Described, file, readOne } from './read-one.ts';
import { type Severities, severities } from './settings.ts';

/** What the checks say of an image that consists of these entries. */
export const found = async (image: Described, rules: Severities = {}): Promise<ImageReport['findings']> =>
  (await readOne(image, { rules: severities(rules) })).findings;

export const ids = async (image: Described): Promise<readonly string[]> => (await found(image)).map(({ rule }) => rule);

/** Of a format that nobody knows. */
export const PROGRAM = '\0program';
export const APP = file('app', PROGRAM, 0o755);
/** Not root, which has a finding of its own. */
export const USER = { User: '65532' };
