import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type * as Core from '@actions/core';
import { createGit } from '../build/git.ts';
import { secretsFromEnvironment } from '../build/secrets.ts';
import { readConfig } from '../config/file/read-config.ts';
import type { RawOptions } from '../config/options.ts';
import { actionOptions } from '../config/raw-options.ts';
import { readPlan } from '../config/read-plan.ts';
import { secretValues } from '../config/secret-values.ts';
import { createClient } from '../github/client.ts';
import { readEvent } from '../github/event.ts';
import { ConfigError, EXIT } from '../model/errors.ts';
import { type Annotation, annotations } from '../report/annotations.ts';
import { tell } from '../report/error-text.ts';
import { json } from '../report/json.ts';
import { errorMarkdown, markdown } from '../report/markdown.ts';
import { view } from '../report/view.ts';
import { childEnvironment } from '../system/environment.ts';
import type { World } from '../system/world.ts';
import { writeWhole } from '../system/write-file.ts';
import { checkContext } from '../way/head.ts';
import { type Outcome, weigh } from '../weigh.ts';
import { againstExisting, chooseAgainst } from './against.ts';
import { type CommentOrder, comment, readCommentMode, worthAComment } from './comment.ts';
import { outputsOf } from './outputs.ts';

/** The part of `@actions/core` that the action speaks through. */
export type Runner = Pick<typeof Core, 'setOutput' | 'setSecret' | 'error' | 'warning' | 'notice' | 'info' | 'summary'>;

/** The action: inputs and event → the whole way → annotations, summary, outputs, comment. Gives the exit code. */
export async function runAction(core: Runner, world: World): Promise<number> {
  const options = actionOptions(world.env);
  if (options.text('json-file') === '-') {
    throw new ConfigError('json-file: "-" is for the command line', { hint: 'give the path of a file' });
  }
  const config = await readConfig(options.text('config'), world.cwd);
  const plan = readPlan(options, world.cwd, config);
  for (const image of plan.images) {
    const fromEnvironment = secretsFromEnvironment(image.secrets, world.env);
    for (const value of secretValues(image, fromEnvironment)) core.setSecret(value);
  }
  const baseline = { options, configured: config.baseline.mode };
  const mode = readCommentMode(options);
  const event = readEvent(world.env, await readPayload(world));
  const token = options.text('github-token');
  const server = world.env.GITHUB_SERVER_URL ?? 'https://github.com';
  const client =
    token === undefined
      ? undefined
      : createClient(token, world.env.GITHUB_API_URL ?? 'https://api.github.com', world.signal);
  const auth = token === undefined ? undefined : { server, token };
  const order: CommentOrder = {
    mode,
    key: options.text('comment-key') ?? 'default',
    event,
    client,
    signal: world.signal,
  };
  try {
    for (const image of plan.images) checkContext(image, world.cwd);
    const git = createGit({ env: childEnvironment(world.env), signal: world.signal, meter: world.meter }, auth);
    const against =
      plan.build && plan.oci === undefined && plan.published === undefined
        ? await chooseAgainst(baseline, event, plan.images[0].context, git, client, world.signal)
        : againstExisting(baseline);
    const repository = world.env.GITHUB_REPOSITORY;
    const outcome = await weigh({ plan: { ...plan, against }, repository, auth }, world);
    await publish(core, world, options, order, outcome);
    return outcome.verdict.status === 'fail' ? EXIT.overLimit : EXIT.fine;
  } catch (error) {
    if (!world.signal.aborted) await publishError(core, options, order, error);
    throw error;
  }
}

async function publish(
  core: Runner,
  world: World,
  options: RawOptions,
  order: CommentOrder,
  outcome: Outcome,
): Promise<void> {
  const seen = view(outcome);
  const body = markdown(seen);
  for (const annotation of annotations(seen.findings)) annotate(core, annotation);
  const path = reportPath(options, world);
  await writeWhole(path, json(outcome));
  await summarise(core, options, body);
  const { verdict } = outcome;
  core.info(`verdict: ${verdict.status}`);
  for (const reason of verdict.reasons) {
    if (verdict.status === 'fail') core.error(reason, { title: 'Plimsoll' });
    else core.warning(reason, { title: 'Plimsoll' });
  }
  const posted = await comment(order, body, worthAComment(order.mode, outcome));
  // A comment that cannot be written never changes the verdict.
  if (posted?.status === 'lost') core.warning(`the comment could not be written: ${posted.reason ?? ''}`);
  else if (posted !== undefined)
    core.info(`comment ${posted.status}${posted.url === undefined ? '' : `: ${posted.url}`}`);
  const outputs = { ...outputsOf(outcome), report: path, 'comment-url': posted?.url ?? '' };
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
}

/** Two uses in one job must not overwrite each other's report. */
function reportPath(options: RawOptions, world: World): string {
  const given = options.text('json-file');
  if (given !== undefined) return resolve(world.cwd, given);
  return join(world.env.RUNNER_TEMP ?? tmpdir(), `plimsoll-report-${randomUUID()}.json`);
}

/** A comment that stands must not go on saying that all is well. */
async function publishError(core: Runner, options: RawOptions, order: CommentOrder, error: unknown): Promise<void> {
  const body = errorMarkdown(tell(error));
  await summarise(core, options, body);
  const posted = await comment(order, body, false);
  if (posted?.status === 'lost') core.warning(`the comment could not be brought up to date: ${posted.reason ?? ''}`);
}

async function summarise(core: Runner, options: RawOptions, body: string): Promise<void> {
  if (options.flag('summary') === false) return;
  try {
    await core.summary.addRaw(body, true).write();
  } catch (error) {
    // It must neither hide an error that is being told nor change a verdict.
    core.warning(`the job summary could not be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function annotate(core: Runner, { severity, message, ...properties }: Annotation): void {
  const write = { error: core.error, warning: core.warning, note: core.notice }[severity];
  write(message, properties);
}

async function readPayload(world: World): Promise<unknown> {
  const path = world.env.GITHUB_EVENT_PATH;
  if (path === undefined) {
    throw new ConfigError('GITHUB_EVENT_PATH is not set: this is the entry of the GitHub Action', {
      hint: 'on your own machine run plimsoll weigh',
    });
  }
  return JSON.parse(await readFile(path, 'utf8'));
}
