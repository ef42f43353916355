import type { Finding } from '../model/finding.ts';
import { TOOL_NAME, TOOL_VERSION } from '../model/project.ts';
import type { Results } from './view.ts';

/** The report as JSON: the weigh report with the comparison and the verdict beside it. Ends with a newline. */
export function json({ report, comparison, verdict }: Results): string {
  return printJson({ ...report, comparison, verdict });
}

/** What `lint --format json` prints. */
export function lintJson(findings: readonly Finding[]): string {
  const tool = { name: TOOL_NAME, version: TOOL_VERSION };
  return printJson({ schemaVersion: 1, tool, findings });
}

/** A workflow's runner reads `##[command]` anywhere on standard output; escaped, it is the same string of JSON. */
export function printJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replaceAll('##[', '#\\u0023[')}\n`;
}
