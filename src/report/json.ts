import type { Finding } from '../model/finding.ts';
import { TOOL_NAME, TOOL_VERSION } from '../model/project.ts';
import type { Results } from './view.ts';

/** The report as JSON: the weigh report with the comparison and the verdict beside it. Ends with a newline. */
export function json({ report, comparison, verdict }: Results): string {
  return `${JSON.stringify({ ...report, comparison, verdict }, null, 2)}\n`;
}

/** What `lint --format json` prints. */
export function lintJson(findings: readonly Finding[]): string {
  const tool = { name: TOOL_NAME, version: TOOL_VERSION };
  return `${JSON.stringify({ schemaVersion: 1, tool, findings }, null, 2)}\n`;
}
