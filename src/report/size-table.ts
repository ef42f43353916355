import { isNoise } from '../compare/noise.ts';
import { formatDelta, formatPercent, formatSize } from '../model/bytes.ts';
import type { Change, Comparison, ImageComparison } from '../model/comparison.ts';
import type { LimitResult, Measure, Verdict } from '../model/verdict.ts';
import { imageLabel } from './label.ts';
import type { Cell, Table } from './view.ts';

/** Measures whose growth has a limit of its own stand with it in one row. */
const ROW_OF: Readonly<Partial<Record<Measure, Measure>>> = {
  'max-growth': 'max-size',
  'max-download-growth': 'max-download',
};

/** The measures of every image against their limits: unpacked and download always, others where a limit asks for them. */
export function sizeTable(comparison: Comparison, verdict: Verdict): Table {
  return {
    title: '',
    header: ['platform', 'measure', 'base', 'head', 'change', 'limit', 'headroom'],
    rows: comparison.images.flatMap((image) => imageRows(comparison, image, verdict.limits)),
    more: 0,
  };
}

function imageRows(
  comparison: Comparison,
  image: ImageComparison,
  all: readonly LimitResult[],
): readonly (readonly Cell[])[] {
  const mine = all.filter((limit) => limit.image === image.name && limit.platform === image.platform);
  const byRow = Map.groupBy(mine, ({ measure }) => ROW_OF[measure] ?? measure);
  const measures = new Set<Measure>(['max-size', 'max-download', ...byRow.keys()]);
  return [...measures].map((measure) => {
    const limits = byRow.get(measure) ?? [];
    const change = changeOf(image, measure, limits);
    const print = measure === 'os-packages' ? String : formatSize;
    const cell = (value: number | null): string => (value === null ? '–' : print(value));
    return [
      imageLabel(image, comparison),
      measure === 'max-size' ? 'unpacked' : measure === 'max-download' ? 'download' : measure,
      cell(change.base),
      cell(change.head),
      measure === 'os-packages' ? countText(change) : changeText(image, change),
      ...limitCells(limits, print),
    ];
  });
}

function changeOf(image: ImageComparison, measure: Measure, limits: readonly LimitResult[]): Change {
  switch (measure) {
    case 'max-size':
      return image.unpacked;
    case 'max-download':
      return image.download;
    case 'effective':
    case 'wasted':
      return image[measure];
    case 'os-packages':
      return image.osPackages;
    default: {
      const name = measure.slice('category '.length);
      const head = limits[0]?.actual ?? null;
      const moved = image.categories.find((category) => category.name === name);
      const base = image.status === 'compared' && head !== null ? head - (moved?.delta ?? 0) : null;
      return { base, head, delta: head === null || base === null ? null : head - base };
    }
  }
}

function limitCells(limits: readonly LimitResult[], print: (value: number) => string): readonly [string, string] {
  if (limits.length === 0) return ['–', '–'];
  const marks = { pass: '', fail: ' ✗', neutral: '' } as const;
  return [
    limits.map((limit) => `${limit.given}${limit.measure.endsWith('growth') ? ' growth' : ''}`).join(', '),
    limits.map((l) => (l.headroom === null ? 'not judged' : `${print(l.headroom)}${marks[l.status]}`)).join(', '),
  ];
}

function changeText({ status }: ImageComparison, { base, delta }: Change): string {
  if (status !== 'compared') return status === 'added' ? '–' : 'removed';
  if (delta === null || base === null) return 'not known';
  if (delta === 0) return 'unchanged';
  return isNoise(delta, base)
    ? `unchanged (${formatDelta(delta)})`
    : `${formatDelta(delta)} (${formatPercent(delta, base)})`;
}

function countText({ delta }: Change): string {
  if (delta === null) return '–';
  return delta === 0 ? 'unchanged' : delta > 0 ? `+${delta}` : `−${-delta}`;
}
