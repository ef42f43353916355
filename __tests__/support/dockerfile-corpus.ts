import { globSync, readFileSync } from 'node:fs';
import { RULE_PAGES } from '../../src/lint/rule-pages.ts';

/** Every Dockerfile of the examples folder, and every example of a rule, with a name. */
export const CORPUS: readonly (readonly [name: string, text: string])[] = [
  ...globSync('examples/**/Dockerfile*')
    .filter((path) => !path.endsWith('.dockerignore'))
    .toSorted()
    .map((path) => [path, readFileSync(path, 'utf8')] as const),
  ...Object.entries(RULE_PAGES).flatMap(([id, { examples }]) =>
    examples.flatMap(({ bad, good }, index) => [
      [`${id} ${index} bad`, bad] as const,
      [`${id} ${index} good`, good] as const,
    ]),
  ),
];
