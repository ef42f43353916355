import { isAlike, isAlikeToPull } from '../compare/noise.ts';
import { formatDelta, formatSize } from '../model/bytes.ts';
import type { Comparison, ImageComparison, ModuleDelta, Move, NamedDelta } from '../model/comparison.ts';
import type { Finding } from '../model/finding.ts';
import type { ImageReport, WeighReport } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';
import { imageLabel } from './label.ts';
import { sizeTable } from './size-table.ts';
import { whySentence } from './why.ts';

/** All that a rendering needs: the run's results, as data. */
export interface Results {
  readonly report: WeighReport;
  readonly comparison: Comparison;
  readonly verdict: Verdict;
}

/** A cell is our own words, or text from outside that the medium must make safe. */
export type Cell = string | { readonly code: string };

export interface Table {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** How many rows were left out. */
  readonly more: number;
}

export interface PlatformView {
  readonly title: string;
  readonly summary: string;
  readonly tables: readonly Table[];
  readonly notes: readonly string[];
  /** Files that lie elsewhere now, a line each. */
  readonly moves: readonly (readonly Cell[])[];
}

/** What a report says, in order, before it is made Markdown or terminal text. */
export interface View {
  readonly headline: string;
  readonly reasons: readonly string[];
  /** Why each image changed, a sentence each. */
  readonly why: readonly { readonly title: string; readonly sentence: readonly Cell[] }[];
  readonly sizes: Table;
  readonly platforms: readonly PlatformView[];
  readonly findings: readonly Finding[];
  readonly base: string;
}

const HEADLINES = { pass: 'within the load line', fail: 'over the load line', neutral: 'not judged' } as const;

/** Rows of each "why" table. */
const MOST = 5;

export function view(results: Results): View {
  const { report, comparison, verdict } = results;
  const byKey = new Map(report.images.map((image) => [`${image.name}\0${image.platform}`, image]));
  return {
    headline: headline(verdict),
    reasons: verdict.reasons,
    why: comparison.images.flatMap((image) => {
      // The tables call it unchanged: a sentence is worth it only where that is over a limit all the same.
      const unchanged = isAlike(image) && isAlikeToPull(image) && !isOver(image, verdict);
      const sentence = unchanged ? [] : whySentence(image);
      return sentence.length === 0 ? [] : [{ title: imageLabel(image, comparison), sentence }];
    }),
    sizes: sizeTable(comparison, verdict),
    platforms: comparison.images.map((image) =>
      platformView(image, byKey.get(`${image.name}\0${image.platform}`), imageLabel(image, comparison)),
    ),
    findings: [...report.findings, ...report.images.flatMap((image) => image.findings)],
    base: baseSentence(comparison),
  };
}

function isOver({ name, platform }: ImageComparison, { limits }: Verdict): boolean {
  return limits.some((limit) => limit.status === 'fail' && limit.image === name && limit.platform === platform);
}

function headline(verdict: Verdict): string {
  const findingsOnly = verdict.status === 'fail' && verdict.limits.every((limit) => limit.status !== 'fail');
  return findingsOnly ? 'findings or a missing baseline fail the run' : HEADLINES[verdict.status];
}

function platformView(comparison: ImageComparison, head: ImageReport | undefined, title: string): PlatformView {
  const compared = comparison.status === 'compared';
  return {
    title,
    summary: head === undefined ? 'only the base has it' : contents(head),
    tables: (compared
      ? [
          deltaTable('Layers that changed most', 'instruction', comparison.layers),
          deltaTable('Categories that changed most', 'category', comparison.categories),
          moduleTable(comparison.modules),
          deltaTable('Sections of Go binaries', 'section', comparison.sections),
          deltaTable('Files that changed most', 'file', comparison.files),
        ]
      : head === undefined
        ? []
        : contentTables(head)
    ).filter((table) => table.rows.length > 0),
    notes: [...findingNotes(comparison.findings), ...comparison.notes],
    moves: moveLines(comparison.moves),
  };
}

/** Unpacked, effective and wasted in one line, with the Go binaries and what debug information they carry. */
function contents(image: ImageReport): string {
  const binaries = image.goBinaries.map((binary) => {
    const debug = binary.debugBytes > 0 ? `, ${formatSize(binary.debugBytes)} of it debug information` : '';
    return `${binary.goVersion} binary of ${formatSize(binary.bytes)}${debug}`;
  });
  const listed = binaries.slice(0, 2);
  if (binaries.length > 2) listed.push(`${binaries.length - 2} more Go binaries`);
  const seconds = image.buildSeconds === null ? [] : [`built in ${image.buildSeconds.toFixed(1)} s`];
  const dive =
    image.efficiency === undefined ? '' : ` (dive: ${(image.efficiency.score * 100).toFixed(1)} % efficient)`;
  const wasted = image.wasted > 0 ? `, ${formatSize(image.wasted)} wasted${dive}` : '';
  return [`${formatSize(image.effective)} effective${wasted}`, ...listed, ...seconds].join(' · ');
}

function contentTables(image: ImageReport): readonly Table[] {
  const row = (name: string, bytes: number): readonly Cell[] => [{ code: name }, formatSize(bytes)];
  const top = <T>(title: string, header: string, items: readonly T[], cells: (item: T) => readonly Cell[]): Table => ({
    title,
    header: [header, 'size'],
    rows: items.slice(0, MOST).map(cells),
    more: Math.max(0, items.length - MOST),
  });
  const layers = [...image.layers].sort((a, b) => b.unpacked - a.unpacked).filter((layer) => layer.unpacked > 0);
  return [
    top('Layers', 'instruction', layers, (layer) => row(layer.createdBy, layer.unpacked)),
    top('Categories', 'category', image.categories, (category) => row(category.name, category.bytes)),
    top('Biggest files', 'file', image.files, (file) => row(file.path, file.bytes)),
  ];
}

function deltaTable(title: string, header: string, deltas: readonly NamedDelta[]): Table {
  const name = (delta: NamedDelta): string => delta.name;
  return {
    title,
    header: [header, 'base', 'head', 'change'],
    rows: deltas
      .slice(0, MOST)
      .map((delta) => [
        { code: name(delta) },
        delta.base === 0 ? '–' : formatSize(delta.base),
        delta.head === 0 ? '–' : formatSize(delta.head),
        formatDelta(delta.delta),
      ]),
    more: Math.max(0, deltas.length - MOST),
  };
}

function moduleTable(deltas: readonly ModuleDelta[]): Table {
  const version = ({ baseVersion, headVersion }: ModuleDelta): string =>
    baseVersion === headVersion ? (headVersion ?? '') : `${baseVersion ?? '–'} → ${headVersion ?? '–'}`;
  const table = deltaTable('Go modules that changed most', 'module', deltas);
  return {
    ...table,
    header: ['module', 'version', ...table.header.slice(1)],
    rows: table.rows.map(([name, ...cells], index) => {
      const delta = deltas[index];
      return [name ?? '', delta === undefined ? '' : { code: version(delta) }, ...cells];
    }),
  };
}

function moveLines(moves: readonly Move[]): readonly (readonly Cell[])[] {
  const lines = moves.slice(0, MOST).map(({ from, to, bytes, by }) => [
    // A report holds no checksums of files: another file of as many bytes looks the same.
    by === 'sections' ? 'moved: ' : 'moved, by its size alone: ',
    { code: from },
    ' → ',
    { code: to },
    ` (${formatSize(bytes)})`,
  ]);
  return moves.length > MOST ? [...lines, [`… and ${moves.length - MOST} more moved`]] : lines;
}

function findingNotes({ added, fixed }: Comparison['findings']): readonly string[] {
  const count = (findings: readonly Finding[], word: string): readonly string[] => {
    if (findings.length === 0) return [];
    const rules = [...new Set(findings.map(({ rule }) => rule))].slice(0, 5).join(', ');
    return [`${findings.length} ${word} ${findings.length === 1 ? 'finding' : 'findings'} (${rules})`];
  };
  return [...count(added, 'new'), ...count(fixed, 'fixed')];
}

function baseSentence({ base }: Comparison): string {
  const reason = base.reason === null ? '' : `: ${base.reason}`;
  switch (base.kind) {
    case 'none':
      return `No comparison${reason}`;
    case 'built':
      return `Compared with ${base.label}, built by the same builder${reason}`;
    case 'report':
      return `Compared with the saved report ${base.label}${reason}`;
    case 'layout':
      return `Compared with the layout ${base.label}${reason}`;
    case 'image':
      return `Compared with the image ${base.label}${reason}`;
  }
}
