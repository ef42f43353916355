// Generated from the files of this folder by scripts/rule-index.ts.
import type { Rule } from '../rule.ts';
import { archArgUndeclared } from './arch-arg-undeclared.ts';
import { dockerfileSyntax } from './dockerfile-syntax.ts';
import { dockerignoreMissing } from './dockerignore-missing.ts';
import { finalStageToolchain } from './final-stage-toolchain.ts';
import { goRunAsEntrypoint } from './go-run-as-entrypoint.ts';
import { goStripDebug } from './go-strip-debug.ts';

/** Every rule: one for each other file of this folder, by id. */
export const RULES: readonly Rule[] = [
  archArgUndeclared,
  dockerfileSyntax,
  dockerignoreMissing,
  finalStageToolchain,
  goRunAsEntrypoint,
  goStripDebug,
];
