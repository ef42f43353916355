import { relative, resolve } from 'node:path';
import type { Texts } from '../lint/fixes/fix-texts.ts';
import type { Finding } from '../model/finding.ts';
import { withoutCommands } from '../model/text.ts';
import { workflowCommands } from '../report/annotations.ts';
import { lintJson } from '../report/json.ts';
import { lintCount, lintText } from '../report/lint-text.ts';
import { painter } from '../report/text.ts';
import type { LintArguments } from './program.ts';
import type { Shell } from './shell.ts';

/** Findings in the format asked for. */
export async function renderFindings(
  { format, quiet }: LintArguments,
  findings: readonly Finding[],
  texts: Texts,
  { colour, cwd }: Shell,
): Promise<string> {
  switch (format) {
    case 'json':
      return lintJson(findings);
    case 'github':
      return workflowCommands(findings);
    case 'sarif': {
      // Loaded when wanted, as the patch is: lint starts faster without them.
      const { sarif } = await import('../report/sarif.ts');
      return sarif({ findings, texts, shown: (file) => relative(cwd, resolve(cwd, file)) });
    }
    case 'text': {
      const list = lintText(findings, texts, painter(colour));
      return quiet ? list : `${list}${lintCount(findings)}`;
    }
  }
}

/** The changes as a patch: exact for a file or a program, safe to look at for a person and for a workflow's log. */
export async function renderPatch(before: Texts, changed: Texts, { cwd, env, terminal }: Shell): Promise<string> {
  const { patch } = await import('../report/patch.ts');
  const made = patch(
    [...changed].map(([file, after]) => ({ path: relative(cwd, resolve(cwd, file)), before: before.get(file), after })),
  );
  if (env.GITHUB_ACTIONS === 'true') return withoutCommands(made);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a terminal would obey
  return terminal ? made.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g, '\uFFFD') : made;
}
