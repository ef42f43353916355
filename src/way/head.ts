import { statSync } from 'node:fs';
import { shownPath } from '../build/base-side.ts';
import type { Side } from '../build/side.ts';
import { knownBuildArgs } from '../config/build-args.ts';
import type { BuildPlan, ImagePlan, Plan } from '../config/plan.ts';
import { listContext, loadIgnore } from '../dockerfile/context.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { findDockerfile } from '../dockerfile/find.ts';
import { goBuildArgs } from '../dockerfile/go-args.ts';
import { readDockerfile } from '../dockerfile/read.ts';
import { lineageOf, targetStage } from '../dockerfile/stages.ts';
import { lint } from '../lint/lint.ts';
import { sendsWholeContext } from '../lint/whole-context.ts';
import { ConfigError } from '../model/errors.ts';
import type { Finding } from '../model/finding.ts';

/** A side as read: what builds it, and what the rules say of it. */
export interface LintedSide {
  readonly side: Side;
  readonly dockerfile: Dockerfile;
  readonly findings: readonly Finding[];
}

/**
 * Finds, reads and lints the head's Dockerfile.
 * @throws ConfigError where there is none, it cannot be read, or the target or a rule does not exist.
 */
export function lintHead(plan: Plan, image: ImagePlan, cwd: string): LintedSide {
  checkContext(image, cwd);
  const { path } = findDockerfile(image.file ?? image.context);
  const dockerfile = readDockerfile(path, shownPath(path, cwd), knownBuildArgs(image.buildArgs));
  const findings = lintDockerfile(plan, image, dockerfile, path);
  return {
    side: { side: 'head', plan: image, dockerfile: path, declared: goBuildArgs(dockerfile) },
    dockerfile,
    findings,
  };
}

/** What the rules say of a Dockerfile as a plan builds it. @param path of the Dockerfile, beside which its ignore file lies */
export function lintDockerfile(plan: Plan, image: BuildPlan, dockerfile: Dockerfile, path: string): readonly Finding[] {
  const { context: folder, target, platforms } = image;
  // The tree is walked only where a rule will ask for it.
  const context = sendsWholeContext(dockerfile) ? listContext(folder, loadIgnore(folder, path)) : undefined;
  return lint({ dockerfile, target, platforms, context, rules: plan.rules });
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
