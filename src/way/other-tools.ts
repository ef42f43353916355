import { runChecks } from '../build/checks.ts';
import { type Engine, inspectEngine } from '../build/engine.ts';
import { runHadolint } from '../build/hadolint.ts';
import type { Plan } from '../config/plan.ts';
import { parseDockerfile } from '../dockerfile/dockerfile.ts';
import type { ForeignFinding } from '../lint/merge/foreign.ts';
import { mergeFindings } from '../lint/merge/merge.ts';
import { readChecks } from '../lint/merge/read-checks.ts';
import { readHadolint } from '../lint/merge/read-hadolint.ts';
import type { Finding } from '../model/finding.ts';
import type { RuleSettings } from '../model/rule-setting.ts';
import type { RunOptions } from '../system/process.ts';

/** A Dockerfile that other tools are asked about too. */
export interface Asked {
  /** As findings name it. */
  readonly file: string;
  /** Where it lies, absolute. */
  readonly path: string;
  readonly text: string;
  /** Folder of the context, absolute. */
  readonly context: string;
  readonly target: string | undefined;
  /** `K=V`, or `K` to take the value from the environment. */
  readonly buildArgs: readonly string[];
}

export interface OtherTools {
  readonly hadolint: Plan['hadolint'];
  /** The engine whose checks are asked; undefined: none. */
  readonly engine: Pick<Engine, 'command' | 'prefix' | 'builder'> | undefined;
  readonly rules?: RuleSettings | undefined;
}

/**
 * Asks hadolint and BuildKit about Dockerfiles, and merges what they say into what is found already.
 * @throws ToolError where one of them fails, or is missing and was asked for
 */
export async function withOtherTools(
  own: readonly Finding[],
  files: readonly Asked[],
  { hadolint, engine, rules }: OtherTools,
  options: RunOptions,
): Promise<readonly Finding[]> {
  const printed = await runHadolint([...new Set(files.map(({ path }) => path))], hadolint, options);
  const linted = printed === undefined ? undefined : readHadolint(printed);
  const merged: Finding[] = own.filter(({ file }) => !files.some((asked) => asked.file === file));
  for (const [file, [first, ...others]] of Map.groupBy(files, (asked) => asked.file)) {
    if (first === undefined) continue;
    const foreign: ForeignFinding[] = [...(linted?.get(first.path) ?? [])];
    for (const asked of [first, ...others]) {
      if (engine === undefined) break;
      const request = { ...asked, dockerfile: asked.path };
      foreign.push(...readChecks(await runChecks(request, engine, options)));
    }
    merged.push(
      ...mergeFindings({
        dockerfile: parseDockerfile(first.text, file),
        own: own.filter((finding) => finding.file === file),
        foreign: distinct(foreign),
        hadolint: linted !== undefined,
        rules,
      }),
    );
  }
  return merged;
}

/** The same of several targets is told once. */
function distinct(findings: readonly ForeignFinding[]): readonly ForeignFinding[] {
  const byText = new Map(findings.map((finding) => [JSON.stringify(finding), finding]));
  return [...byText.values()];
}

/** The engine of a builder that was named. @throws ConfigError where there is none of that name */
export function engineNamed(builder: string | undefined, options: RunOptions): Promise<Engine | undefined> {
  return builder === undefined ? Promise.resolve(undefined) : inspectEngine(builder, options);
}
