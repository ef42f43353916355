import { relative, resolve } from 'node:path';
import type { BakeFile } from '../config/bake-file.ts';
import { contextNames, knownBuildArgs } from '../config/build-args.ts';
import { readConfig } from '../config/file/read-config.ts';
import type { RawOptions } from '../config/options.ts';
import { readFailOn, readPlatforms } from '../config/read-judging.ts';
import { readRules } from '../config/read-rules.ts';
import { expandPaths } from '../dockerfile/find.ts';
import { fixTexts, type Texts } from '../lint/fixes/fix-texts.ts';
import { joinJobs } from '../lint/fixes/joint.ts';
import { type LintRequest, openLint } from '../lint/lint-file.ts';
import { ConfigError, EXIT } from '../model/errors.ts';
import { atLeast } from '../model/finding.ts';
import { parsePlatform } from '../model/platform.ts';
import { mergeRuleSettings, type RuleSettings } from '../model/rule-setting.ts';
import { oneLine } from '../model/text.ts';
import { askOthers } from './lint-others.ts';
import { renderFindings, renderPatch } from './lint-output.ts';
import type { LintArguments } from './program.ts';
import type { Shell } from './shell.ts';

/** `plimsoll lint`: every Dockerfile named, one list of findings. Starts no process unless another tool is asked for. */
export async function lintCommand(args: LintArguments, shell: Shell): Promise<number> {
  const { options, fix, diff, format } = args;
  if (diff && format !== 'text') {
    throw new ConfigError(`--diff prints a patch, and --format ${format} the findings`, { hint: 'give one of them' });
  }
  const failOn = readFailOn(options.text('fail-on') ?? 'error');
  const settings = await readSettings(args, shell.cwd);
  const { rules } = settings;
  const jobs = (await readRequests(args, settings, shell)).map(openLint);
  const { texts, judge } = joinJobs(jobs);

  const mended = fix ? fixTexts({ texts, judge, tier: 'safe' }) : undefined;
  if (mended !== undefined) await write(mended.changed, texts, shell);
  const now: Texts = new Map([...texts, ...(mended?.changed ?? [])]);
  if (mended !== undefined && !args.quiet) shell.err(fixedText(mended.applied.length, mended.changed.size));

  if (diff) shell.out(await renderPatch(now, fixTexts({ texts: now, judge, tier: 'suggested' }).changed, shell));
  const found = await askOthers(mended?.left ?? judge(now), jobs, now, { args, rules, shell });
  if (!diff) shell.out(await renderFindings(args, found, now, shell));
  return failOn !== 'never' && found.some(({ severity }) => atLeast(severity, failOn)) ? EXIT.overLimit : EXIT.fine;
}

/** What is named: files, folders and patterns, and the targets of bake files, over which the command line wins. */
async function readRequests(
  { paths, context, bake, options }: LintArguments,
  settings: Settings,
  shell: Shell,
): Promise<readonly LintRequest[]> {
  const target = options.text('target');
  const buildArgs = options.list('build-args');
  const namedContexts = contextNames(options.list('build-contexts'));
  const platforms = readPlatforms(options);
  const requests = expandPaths(paths, shell.cwd).map(
    (path): LintRequest => ({
      path,
      contextDir: context,
      target,
      buildArgs: knownBuildArgs(buildArgs),
      platforms,
      namedContexts,
      ...settings,
    }),
  );
  for (const file of bake) {
    const { targets, skipped } = await readBake(file, options, shell);
    for (const why of skipped) shell.err(`not linted: ${oneLine(why, 400)}\n`);
    for (const each of targets) {
      requests.push({
        path: relative(shell.cwd, each.dockerfile),
        contextDir: context ?? (relative(shell.cwd, each.context) || '.'),
        target: target ?? each.target,
        buildArgs: knownBuildArgs([...each.buildArgs, ...buildArgs]),
        platforms: platforms.length > 0 ? platforms : each.platforms.map(parsePlatform),
        namedContexts: [...namedContexts, ...each.buildContexts],
        ...settings,
      });
    }
  }
  return requests;
}

/** With a builder, what bake itself makes of the file, HCL too; else a file in JSON is read, and no process started. */
async function readBake(file: string, options: RawOptions, shell: Shell): Promise<BakeFile> {
  const { readBakeFile, readBakeText } = await import('../config/bake-file.ts');
  const builder = options.text('builder');
  if (builder === undefined) return readBakeFile(file, shell.cwd);
  const { printBake } = await import('../build/bake.ts');
  const { cancelOnSignals } = await import('../system/cancel.ts');
  const { childEnvironment } = await import('../system/environment.ts');
  const { engineNamed } = await import('../way/other-tools.ts');
  using cancellation = cancelOnSignals();
  const run = { cwd: shell.cwd, signal: cancellation.signal, env: childEnvironment(shell.env) };
  const engine = await engineNamed(builder, run);
  if (engine === undefined) return readBakeFile(file, shell.cwd);
  return readBakeText(await printBake(file, engine, run), file, shell.cwd);
}

/** What the configuration sets, and over it what the command line does. */
async function readSettings({ options }: LintArguments, cwd: string): Promise<Settings> {
  const config = await readConfig(options.text('config'), cwd);
  return { rules: mergeRuleSettings(config.rules, readRules(options.list('rules'))), policy: config.policy };
}

type Settings = Required<Pick<LintRequest, 'policy'>> & { readonly rules: RuleSettings };

async function write(changed: Texts, before: Texts, shell: Shell): Promise<void> {
  const { replaceFile } = await import('../system/replace-file.ts');
  for (const [file, text] of changed) await replaceFile(resolve(shell.cwd, file), before.get(file), text);
}

function fixedText(count: number, files: number): string {
  const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
  return count === 0 ? 'nothing to fix\n' : `fixed ${plural(count, 'finding')} in ${plural(files, 'file')}\n`;
}
