import { readFile, stat } from 'node:fs/promises';
import * as v from 'valibot';
import { ConfigError } from '../model/errors.ts';
import { type WeighReport, WeighReportSchema } from '../model/report.ts';

/** No report of ours comes near this. */
const MOST_BYTES = 64 * 2 ** 20;

/**
 * Reads a report that `--json` saved.
 * @throws ConfigError where the file is missing, too big or no such report, naming the key that is wrong.
 */
export async function readReport(path: string): Promise<WeighReport> {
  const text = await readText(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ConfigError(`${path} is not JSON`, { hint: 'give a file that --json wrote', cause: error });
  }
  const parsed = v.safeParse(WeighReportSchema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new ConfigError(`${path} is not a report of Plimsoll`, {
      hint: `at ${v.getDotPath(issue) ?? 'the top'}: ${issue.message}`,
    });
  }
  return parsed.output;
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) throw new ConfigError(`${path} is too big for a report (${size} bytes)`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`${path} cannot be read`, { hint: 'give a file that --json wrote', cause: error });
  }
}
