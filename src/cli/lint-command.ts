import { knownBuildArgs } from '../config/build-args.ts';
import { readFailOn, readPlatforms, readRules } from '../config/read-plan.ts';
import { lintFile } from '../lint/lint-file.ts';
import { EXIT } from '../model/errors.ts';
import { atLeast, type Finding } from '../model/finding.ts';
import { workflowCommands } from '../report/annotations.ts';
import { lintJson } from '../report/json.ts';
import { countText, findingsText, painter } from '../report/text.ts';
import type { LintArguments } from './program.ts';
import type { Shell } from './shell.ts';

/** `plimsoll lint`: every Dockerfile named, one list of findings. Starts no process. */
export async function lintCommand(args: LintArguments, shell: Shell): Promise<number> {
  const { options } = args;
  const failOn = readFailOn(options.text('fail-on') ?? 'error');
  const platforms = readPlatforms(options);
  const rules = readRules(options.list('rules'));
  const buildArgs = knownBuildArgs(options.list('build-args'));
  const findings = args.paths.flatMap((path): readonly Finding[] =>
    lintFile({ path, contextDir: args.context, target: options.text('target'), buildArgs, platforms, rules }),
  );
  shell.out(render(args, findings, shell.colour));
  return failOn !== 'never' && findings.some(({ severity }) => atLeast(severity, failOn)) ? EXIT.overLimit : EXIT.fine;
}

function render({ format, quiet }: LintArguments, findings: readonly Finding[], colour: boolean): string {
  switch (format) {
    case 'json':
      return lintJson(findings);
    case 'github':
      return workflowCommands(findings);
    case 'text': {
      const list = findings.length === 0 ? '' : `${findingsText(findings, painter(colour))}\n`;
      return quiet ? list : `${list}${countText(findings)}\n`;
    }
  }
}
