import { describe, expect, test } from 'vitest';
import { annotations, workflowCommands } from '../../src/report/annotations.ts';
import { HOSTILE } from '../support/markdown.ts';
import { aFinding } from '../support/reports.ts';

/** A command as the runner reads it: actions/runner, ActionCommand.TryParseV2. */
function command(line: string): { name: string; properties: Record<string, string>; data: string } | undefined {
  const match = /^::([\w-]+)(?: (.*?))?::(.*)$/.exec(line);
  if (match === null) return undefined;
  const data = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const property = (text: string) => data(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
  const properties = (match[2] ?? '').split(',').map((pair): [string, string] => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  return {
    name: match[1] ?? '',
    properties: Object.fromEntries(properties.map(([key, value]) => [key, property(value)])),
    data: data(match[3] ?? ''),
  };
}

describe('annotations', () => {
  test('ten of each kind, most severe first, each in its order', () => {
    const findings = (['note', 'warning', 'error'] as const).flatMap((severity) =>
      Array.from({ length: 12 }, (_, i) => aFinding({ severity, line: i + 1 })),
    );
    const shown = annotations(findings);
    expect(shown.map(({ severity }) => severity)).toEqual([
      ...Array(10).fill('error'),
      ...Array(10).fill('warning'),
      ...Array(10).fill('note'),
    ]);
    expect(shown.slice(0, 10).map(({ startLine }) => startLine)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('one of them', () => {
    expect(annotations([aFinding({ evidenceBytes: 2_000_000 })])).toEqual([
      {
        severity: 'warning',
        title: 'strip-binary',
        message: 'the binary carries debug information (2.00 MB) https://example.com/docs/rules/strip-binary.md',
        file: 'Dockerfile',
        startLine: 7,
        endLine: 7,
        startColumn: 5,
      },
    ]);
  });

  test.each([
    ['one line', 7, 5],
    ['no end said', undefined, 5],
    // GitHub refuses the column then.
    ['several lines', 9, undefined],
  ])('a column of %s', (_, endLine, column) => {
    const [annotation] = annotations([aFinding(endLine === undefined ? {} : { endLine })]);
    expect(annotation?.startColumn).toBe(column);
    expect(annotation?.endLine).toBe(endLine ?? 7);
  });

  test('a finding of the image has no place', () => {
    const { file, line, column, ...rest } = aFinding({ path: '/bin/su' });
    const [annotation] = annotations([rest]);
    expect(Object.keys(annotation ?? {}).sort()).toEqual(['message', 'severity', 'title']);
  });

  test('a message that is too long for GitHub keeps its link', () => {
    const [annotation] = annotations([aFinding({ message: 'x'.repeat(10_000) })]);
    expect(annotation?.message.length).toBeLessThanOrEqual(4096);
    expect(annotation?.message).toMatch(/x… https:\/\/example\.com\/docs\/rules\/strip-binary\.md$/);
  });
});

describe('workflow commands', () => {
  test('as the runner takes them', () => {
    expect(
      workflowCommands([aFinding(), aFinding({ severity: 'note', endLine: 9 }), aFinding({ severity: 'error' })]),
    ).toBe(
      [
        '::error title=strip-binary,file=Dockerfile,line=7,endLine=7,col=5::the binary carries debug information https://example.com/docs/rules/strip-binary.md',
        '::warning title=strip-binary,file=Dockerfile,line=7,endLine=7,col=5::the binary carries debug information https://example.com/docs/rules/strip-binary.md',
        '::notice title=strip-binary,file=Dockerfile,line=7,endLine=9::the binary carries debug information https://example.com/docs/rules/strip-binary.md',
        '',
      ].join('\n'),
    );
    expect(workflowCommands([])).toBe('');
  });

  test.each([...HOSTILE, 'a,b:c%d', '100%25', '::stop-commands::x', 'a\r\n::set-output name=x::y'])(
    '%.30j is one command and comes back as it was',
    (name) => {
      const lines = workflowCommands([aFinding({ rule: name, file: name, message: `m ${name}` })]).split('\n');
      expect(lines).toHaveLength(2);
      const read = command(lines[0] ?? '');
      expect(read?.name).toBe('warning');
      expect(Object.keys(read?.properties ?? {})).toEqual(['title', 'file', 'line', 'endLine', 'col']);
      expect(read?.properties.file).toBe(name);
      expect(read?.data).toMatch(/^m /);
    },
  );
});
