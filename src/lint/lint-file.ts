import { listContext, loadIgnore } from '../dockerfile/context.ts';
import { findDockerfile } from '../dockerfile/find.ts';
import { readDockerfile } from '../dockerfile/read.ts';
import type { Finding } from '../model/finding.ts';
import type { Platform } from '../model/platform.ts';
import { lint, type RuleSetting } from './lint.ts';
import { sendsWholeContext } from './whole-context.ts';

export interface LintRequest {
  /** A Dockerfile, or a folder that holds one. Findings name the file by this path. */
  readonly path: string;
  /** The build context; the folder of the Dockerfile, or the folder given, where it is left out. */
  readonly contextDir?: string | undefined;
  readonly target?: string | undefined;
  readonly buildArgs?: ReadonlyMap<string, string> | undefined;
  readonly platforms?: readonly Platform[] | undefined;
  readonly rules?: ReadonlyMap<string, RuleSetting> | undefined;
}

/**
 * Reads a Dockerfile and what it is judged by, and judges it. Starts no process.
 * @throws ConfigError where a path cannot be read, a rule or the target does not exist
 */
export function lintFile(request: LintRequest): readonly Finding[] {
  const found = findDockerfile(request.path);
  const contextDir = request.contextDir ?? found.contextDir;
  const dockerfile = readDockerfile(found.path, found.path, request.buildArgs);
  // The tree is walked only where a rule will ask for it.
  const context = sendsWholeContext(dockerfile)
    ? listContext(contextDir, loadIgnore(contextDir, found.path))
    : undefined;
  const { target, platforms, rules } = request;
  return lint({ dockerfile, target, platforms, rules, context });
}
