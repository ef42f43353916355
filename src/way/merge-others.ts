import { knowsChecks } from '../build/checks.ts';
import type { Engine } from '../build/engine.ts';
import { ToolError } from '../model/errors.ts';
import type { LintedSide } from './head.ts';
import { withOtherTools } from './other-tools.ts';
import type { Run } from './run.ts';

/**
 * A side with what hadolint and BuildKit's checks say of its Dockerfile merged in. That one of them cannot be asked is
 * said, and ends nothing: the build tells what is wrong with the engine. Only a hadolint that was asked for must answer.
 * @param engine undefined where nothing is built
 */
export async function mergeOthers(run: Run, linted: LintedSide, engine: Engine | undefined): Promise<LintedSide> {
  const { plan, options, world } = run;
  const { side, dockerfile, findings } = linted;
  const asked = {
    file: dockerfile.file,
    path: side.dockerfile,
    text: dockerfile.source.text,
    context: side.plan.context,
    target: side.plan.target,
    buildArgs: side.plan.buildArgs,
  };
  const ask = (tools: { hadolint: typeof plan.hadolint; engine: Engine | undefined }, found: typeof findings) =>
    withOtherTools(found, [asked], { ...tools, rules: plan.rules }, options);
  const checked = engine !== undefined && knowsChecks(engine.buildx) ? engine : undefined;
  try {
    return { ...linted, findings: await ask({ hadolint: plan.hadolint, engine: checked }, findings) };
  } catch (error) {
    if (!(error instanceof ToolError) || plan.hadolint === 'true') throw error;
    world.log.warn(
      `other linters were not heard: ${error.message}${error.hint === undefined ? '' : `: ${error.hint}`}`,
    );
    return linted;
  }
}
