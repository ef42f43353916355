import { resolve } from 'node:path';
import { readHadolintSwitch } from '../config/read-judging.ts';
import type { Texts } from '../lint/fixes/fix-texts.ts';
import type { LintJob } from '../lint/lint-file.ts';
import type { Finding } from '../model/finding.ts';
import type { RuleSettings } from '../model/rule-setting.ts';
import type { LintArguments } from './program.ts';
import type { Shell } from './shell.ts';

interface Settings {
  readonly args: LintArguments;
  readonly rules: RuleSettings;
  readonly shell: Shell;
}

/** Merges in what BuildKit (with --builder) and hadolint (with --hadolint) say. Without either, no process is started. */
export async function askOthers(
  own: readonly Finding[],
  jobs: readonly LintJob[],
  texts: Texts,
  { args, rules, shell }: Settings,
): Promise<readonly Finding[]> {
  const { options } = args;
  const builder = options.text('builder');
  const hadolint = options.text('hadolint') ?? 'false';
  if (builder === undefined && hadolint === 'false') return own;

  // Loaded when wanted: lint starts faster without it.
  const { cancelOnSignals } = await import('../system/cancel.ts');
  const { childEnvironment } = await import('../system/environment.ts');
  const { engineNamed, withOtherTools } = await import('../way/other-tools.ts');
  const when = readHadolintSwitch(hadolint);
  using cancellation = cancelOnSignals();
  const buildArgs = options.list('build-args');
  const names = buildArgs.filter((arg) => !arg.includes('='));
  const run = {
    cwd: shell.cwd,
    signal: cancellation.signal,
    env: childEnvironment(shell.env, { caches: [], names }),
  };
  const engine = await engineNamed(builder, run);
  const files = jobs.map((job) => ({
    file: job.file,
    path: resolve(shell.cwd, job.file),
    text: texts.get(job.file) ?? '',
    context: resolve(shell.cwd, job.contextDir),
    target: options.text('target'),
    buildArgs,
  }));
  return withOtherTools(own, files, { hadolint: when, engine, rules }, run);
}
