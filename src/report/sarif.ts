import { posix } from 'node:path';
import type { Log, ReportingDescriptor, Result } from 'sarif';
import type { Rule } from '../lint/rule.ts';
import { RULE_PAGES } from '../lint/rule-pages.ts';
import { RULES } from '../lint/rules/index.ts';
import { formatSize } from '../model/bytes.ts';
import { type Finding, SEVERITIES } from '../model/finding.ts';
import { REPOSITORY_URL, ruleUrl, TOOL_NAME, TOOL_VERSION } from '../model/project.ts';
import { oneLine } from '../model/text.ts';
import { fingerprints } from './fingerprint.ts';
import { printJson } from './json.ts';
import { sarifFix } from './sarif-fix.ts';
import { sourceReader } from './sources.ts';

export interface SarifInput {
  readonly findings: readonly Finding[];
  /** The files that findings are about and fixes change, by path: for regions and fingerprints. */
  readonly texts: ReadonlyMap<string, string>;
  /** Paths relative to the root of the repository, for files named otherwise. */
  readonly shown?: (file: string) => string;
  /** The file that findings without one are shown at, such as those of an image. */
  readonly fallback?: string;
}

/** GitHub keeps this many results of a run, and drops the rest: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support */
const MOST_RESULTS = 5_000;

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** SARIF 2.1.0 of one run, https://docs.oasis-open.org/sarif/sarif/v2.1.0/. Ends with a newline. */
export function sarif(input: SarifInput): string {
  return printJson(sarifLog(input));
}

function sarifLog({ findings, texts, shown = (file) => file, fallback }: SarifInput): Log {
  // Where not all are kept, the most severe are.
  const kept = SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity)).slice(
    0,
    MOST_RESULTS,
  );
  const rules = descriptors(kept);
  const index = new Map(rules.map(({ id }, at) => [id, at]));
  const identify = fingerprints(texts);
  const sourceOf = sourceReader(texts);
  const location = (file: string): ReturnType<typeof artifact> => artifact(shown(file));

  const results = kept.map((finding): Result => {
    const { rule, severity, line, column, endLine, fix, also, evidenceBytes } = finding;
    const file = finding.file ?? fallback;
    const region = line === undefined ? {} : { region: { startLine: line, ...end(line, endLine), ...start(column) } };
    return {
      ruleId: rule,
      ruleIndex: index.get(rule) ?? -1,
      level: severity,
      message: { text: messageOf(finding) },
      ...(file === undefined
        ? {}
        : { locations: [{ physicalLocation: { artifactLocation: location(file), ...region } }] }),
      partialFingerprints: { primaryLocationLineHash: identify(finding) },
      ...(fix === undefined ? {} : { fixes: [sarifFix(fix, sourceOf, location)] }),
      properties: {
        source: finding.source,
        ...(also.length === 0 ? {} : { also: [...also] }),
        ...(evidenceBytes === undefined ? {} : { evidenceBytes }),
      },
    };
  });
  const left = findings.length - kept.length;
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: TOOL_NAME,
            version: TOOL_VERSION,
            semanticVersion: TOOL_VERSION,
            informationUri: REPOSITORY_URL,
            rules,
          },
        },
        columnKind: 'utf16CodeUnits',
        results,
        invocations: [
          {
            executionSuccessful: true,
            ...(left === 0
              ? {}
              : {
                  toolExecutionNotifications: [
                    {
                      level: 'warning',
                      message: { text: `${left} more findings are left out: ${MOST_RESULTS} are kept` },
                    },
                  ],
                }),
          },
        ],
      },
    ],
  };
}

const start = (column: number | undefined): object => (column === undefined ? {} : { startColumn: column });

/** Without a column a region is its whole lines. */
const end = (line: number, endLine: number | undefined): object =>
  endLine === undefined || endLine === line ? {} : { endLine };

/** All rules of ours, with what their pages say, and the checks of others that found something. */
function descriptors(findings: readonly Finding[]): ReportingDescriptor[] {
  const own = RULES.map(descriptor);
  const known = new Set(own.map(({ id }) => id));
  const others = new Map<string, ReportingDescriptor>();
  for (const { rule, source, severity, message, url } of findings) {
    if (known.has(rule) || others.has(rule)) continue;
    others.set(rule, {
      id: rule,
      shortDescription: { text: oneLine(message, 200) },
      ...(/^https:\/\//.test(url) ? { helpUri: url } : {}),
      defaultConfiguration: { level: severity },
      properties: { tags: ['container', source] },
    });
  }
  return [...own, ...others.values()];
}

function descriptor(rule: Rule): ReportingDescriptor {
  const url = ruleUrl(rule.id);
  return {
    id: rule.id,
    shortDescription: { text: capital(rule.summary) },
    fullDescription: { text: capital(rule.summary) },
    help: helpOf(rule.id, url),
    helpUri: url,
    defaultConfiguration: { level: rule.severity },
    properties: {
      tags: ['container', 'dockerfile', 'go'],
      precision: 'high',
      'problem.severity': rule.severity === 'note' ? 'recommendation' : rule.severity,
    },
  };
}

function helpOf(id: string, url: string): NonNullable<ReportingDescriptor['help']> {
  const page = RULE_PAGES[id];
  if (page === undefined) return { text: url };
  return {
    text: `${page.why}\n\nWhat it saves: ${page.saves}\n\n${url}`,
    markdown: `${page.why}\n\n**What it saves.** ${page.saves}\n\n[More, with examples](${url})`,
  };
}

/** In a message `[text](target)` is a link (§3.11.6): words of the file make none. */
function messageOf({ message, evidenceBytes, path }: Finding): string {
  const bytes = evidenceBytes === undefined ? '' : ` (${formatSize(evidenceBytes)})`;
  const place = path === undefined ? '' : `${oneLine(path)}: `;
  const text = `${place}${oneLine(message, 4_000)}${bytes}`;
  return text.includes('](') ? text.replace(/[\\[\]]/g, '\\$&') : text;
}

/** A file by a URI: relative to the root where it lies below it (§3.4.3), else absolute. */
function artifact(path: string): { uri: string; uriBaseId?: string } {
  const clean = posix.normalize(path.toWellFormed());
  const uri = clean.split('/').map(encodeURIComponent).join('/');
  if (clean.startsWith('/')) return { uri: `file://${uri}` };
  return clean.startsWith('../') ? { uri } : { uri, uriBaseId: '%SRCROOT%' };
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
