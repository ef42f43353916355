import { readFileSync } from 'node:fs';
import { toJsonSchema } from '@valibot/to-json-schema';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { WeighReportSchema } from '../../src/model/report.ts';
import { json, lintJson } from '../../src/report/json.ts';
import { aComparison, aFinding, anImage, aReport, aVerdict, compared } from '../support/reports.ts';

const RESULTS = {
  report: aReport(
    [anImage({ findings: [aFinding({ path: '/app', evidenceBytes: 5 })] }), anImage({ download: null, base: null })],
    {
      findings: [aFinding({ fix: { safe: true, edits: [{ file: 'Dockerfile', start: 1, end: 4, text: 'x' }] } })],
    },
  ),
  comparison: aComparison([compared([1, 2])]),
  verdict: aVerdict(),
};

// Through JSON, as it is published.
const schema: object = JSON.parse(
  JSON.stringify(toJsonSchema(WeighReportSchema, { target: 'draft-2020-12', errorMode: 'ignore' })),
);
const validate = new Ajv2020().compile(schema);

describe('the report as JSON', () => {
  const text = json(RESULTS);
  const value: unknown = JSON.parse(text);

  test('is what the results hold, and ends its line', () => {
    expect(text.endsWith('}\n')).toBe(true);
    expect(value).toEqual({ ...RESULTS.report, comparison: RESULTS.comparison, verdict: RESULTS.verdict });
  });

  test('holds to the schema that it is read back with, and to the JSON Schema made from that', () => {
    expect(v.is(WeighReportSchema, value)).toBe(true);
    expect(validate(value)).toBe(true);
  });

  test('holds to the schema that is published', () => {
    const published: unknown = JSON.parse(readFileSync('schema/report.v1.json', 'utf8'));
    const check = new Ajv2020({ strict: false }).compile(published as object);
    check(value);
    expect(check.errors ?? []).toEqual([]);
  });

  test('the same results give the same bytes', () => {
    expect(json(structuredClone(RESULTS))).toBe(text);
  });

  test.each([
    ['a negative size', { unpacked: -1 }],
    ['half a byte', { unpacked: 0.5 }],
    ['a size as text', { unpacked: '12' }],
    ['no size', { unpacked: undefined }],
    ['a name that is no text', { name: 7 }],
    ['a name without end', { name: 'x'.repeat(65_537) }],
    ['layers without end', { layers: Array(4097).fill(anImage().layers[0]) }],
  ])('%s is refused by both', (_, broken) => {
    const report = JSON.parse(JSON.stringify({ ...aReport([]), images: [{ ...anImage(), ...broken }] }));
    expect(v.is(WeighReportSchema, report)).toBe(false);
    expect(validate(report)).toBe(false);
  });
});

test('what lint --format json prints', () => {
  const text = lintJson([aFinding()]);
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toEqual({
    schemaVersion: 1,
    tool: { name: 'plimsoll', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
    findings: [aFinding()],
  });
});
