import { statSync } from 'node:fs';
import { shownPath } from '../build/base-side.ts';
import type { Side } from '../build/side.ts';
import { contextNames, knownBuildArgs } from '../config/build-args.ts';
import type { BuildPlan, ImagePlan, Plan } from '../config/plan.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { findDockerfile } from '../dockerfile/find.ts';
import { goBuildArgs } from '../dockerfile/go-args.ts';
import { readDockerfile } from '../dockerfile/read.ts';
import { lineageOf, targetStage } from '../dockerfile/stages.ts';
import { lintParsed } from '../lint/lint-file.ts';
import { ConfigError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';
import type { Platform } from '../model/platform.ts';

/** A side as read: what builds it, and what the rules say of it. */
export interface LintedSide {
  readonly side: Side;
  readonly dockerfile: Dockerfile;
  readonly findings: readonly Finding[];
  /** The same, judged for a builder with these machines. */
  readonly on: (natives: readonly Platform[]) => LintedSide;
}

/**
 * Finds, reads and lints the head's Dockerfile.
 * @throws ConfigError where there is none, it cannot be read, or the target or a rule does not exist.
 */
export function lintHead(plan: Plan, image: ImagePlan, cwd: string): LintedSide {
  checkContext(image, cwd);
  const { path } = findDockerfile(image.file ?? image.context);
  const dockerfile = readDockerfile(path, shownPath(path, cwd), knownBuildArgs(image.buildArgs));
  return lintSide(plan, 'head', image, dockerfile, path, cwd);
}

/** A side with what the rules say of it. @param root the folder that paths in findings are relative to */
export function lintSide(
  plan: Plan,
  side: Side['side'],
  image: BuildPlan,
  dockerfile: Dockerfile,
  path: string,
  root: string,
): LintedSide {
  const judged = (natives: readonly Platform[]): LintedSide => ({
    side: { side, plan: image, dockerfile: path, declared: goBuildArgs(dockerfile) },
    dockerfile,
    findings: lintDockerfile(plan, image, dockerfile, path, root, natives),
    on: judged,
  });
  return judged([]);
}

/**
 * What the rules say of a Dockerfile as a plan builds it: the same as `plimsoll lint` says.
 * @param path of the Dockerfile, beside which its ignore file lies
 * @param root the folder that paths in findings are relative to
 */
export function lintDockerfile(
  plan: Plan,
  image: BuildPlan,
  dockerfile: Dockerfile,
  path: string,
  root: string,
  nativePlatforms: readonly Platform[] = [],
): readonly Finding[] {
  const { context: contextDir, target, platforms } = image;
  const shown = (ignoreFile: string): string => shownPath(ignoreFile, root);
  return lintParsed(
    dockerfile,
    { contextDir, path, shown },
    {
      target,
      platforms,
      nativePlatforms,
      rules: plan.rules,
      policy: plan.policy,
      namedContexts: contextNames(image.buildContexts),
    },
  );
}

/** The image reference that the shipped stage is built on, as BuildKit prints it in its metadata; undefined for scratch. */
export function baseReference(dockerfile: Dockerfile, target: string | undefined): string | undefined {
  let stage = targetStage(dockerfile, target);
  while (stage?.base.stage !== undefined) stage = stage.base.stage;
  return stage?.base.reference === undefined ? undefined : stage.base.resolved;
}

/** @throws ConfigError where the context is no folder of this machine. */
export function checkContext(plan: BuildPlan, cwd: string): void {
  if (statSync(plan.context, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new ConfigError(`the context ${shownPath(plan.context, cwd)} is not a folder`, {
    hint: 'give the folder that is sent to the build; a Dockerfile is named by --file',
  });
}

/** Keywords of the instructions between the base image and the end of the shipped stage, in order. */
export function ownInstructions(dockerfile: Dockerfile, target: string | undefined): readonly string[] | undefined {
  const stage = targetStage(dockerfile, target);
  return stage === undefined
    ? undefined
    : lineageOf(stage).flatMap(({ instructions }) => instructions.map(({ keyword }) => keyword));
}
