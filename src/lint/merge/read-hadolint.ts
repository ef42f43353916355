import * as v from 'valibot';
import { ToolError } from '../../model/errors.ts';
import type { Severity } from '../../model/finding.ts';
import { type ForeignFinding, MOST_FOREIGN } from './foreign.ts';

const ReportSchema = v.array(
  v.object({
    code: v.pipe(v.string(), v.regex(/^[A-Z]{2}\d{4}$/)),
    file: v.string(),
    level: v.picklist(['error', 'warning', 'info', 'style', 'ignore']),
    line: v.pipe(v.number(), v.safeInteger()),
    message: v.string(),
  }),
);

const SEVERITY = { error: 'error', warning: 'warning', info: 'note', style: 'note' } as const satisfies Record<
  string,
  Severity
>;

/**
 * Reads what `hadolint --format json` prints, by the file as it was named to it.
 * @throws ToolError where it is something else
 */
export function readHadolint(json: string): ReadonlyMap<string, readonly ForeignFinding[]> {
  const report = v.safeParse(ReportSchema, parse(json));
  if (!report.success) {
    throw new ToolError('what hadolint printed is not its JSON report', { hint: v.summarize(report.issues) });
  }
  const found = new Map<string, ForeignFinding[]>();
  for (const { code, file, level, line, message } of report.output.slice(0, MOST_FOREIGN)) {
    if (level === 'ignore') continue;
    const list = found.get(file) ?? [];
    found.set(file, list);
    list.push({
      source: 'hadolint',
      check: code,
      severity: SEVERITY[level],
      message,
      line: line > 0 ? line : undefined,
      endLine: undefined,
      url: code.startsWith('SC')
        ? `https://www.shellcheck.net/wiki/${code}`
        : `https://github.com/hadolint/hadolint/wiki/${code}`,
    });
  }
  return found;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
