import type { WeighReport } from '../model/report.ts';
import type { Sides } from './run.ts';

/**
 * Puts what was found of several images together. A saved report or a layout is one base for all of them; a commit is
 * built image by image, and an image without a base there says so for itself.
 * @param builtApart was the base of each image made on its own?
 */
export function joinSides(sides: readonly Sides[], builtApart: boolean): Sides {
  const [first, ...others] = sides;
  if (first === undefined) throw new TypeError('there is no image to put together');
  if (others.length === 0) return first;
  const report = joinReports(sides.map((side) => side.report));
  if (!builtApart) return { report, base: first.base };
  const withReport = sides.filter(({ base }) => base.report !== undefined);
  const reports = withReport.flatMap(({ base }) => (base.report === undefined ? [] : [base.report]));
  const source = (withReport[0] ?? first).base.source;
  const missing = sides.filter(({ base }) => base.report === undefined).map(({ base }) => base.source.reason);
  const reason = reports.length === 0 ? source.reason : joined([source.reason, ...missing]);
  return {
    report,
    base: { source: { ...source, reason }, report: reports.length === 0 ? undefined : joinReports(reports) },
  };
}

function joinReports(reports: readonly WeighReport[]): WeighReport {
  const [first] = reports;
  if (first === undefined) throw new TypeError('there is no report to put together');
  const parts = Object.fromEntries(reports.flatMap(({ inputs }) => Object.entries(inputs.parts)));
  return {
    ...first,
    inputs: { hash: null, parts },
    findings: reports.flatMap(({ findings }) => findings),
    images: reports.flatMap(({ images }) => images),
  };
}

function joined(reasons: readonly (string | null)[]): string | null {
  const said = [...new Set(reasons.filter((reason) => reason !== null))];
  return said.length === 0 ? null : said.join('; ');
}
