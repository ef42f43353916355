import { markdownTable } from 'markdown-table';
import type { Result } from './measure.ts';

/** What one topic measured, and with what. */
export interface Figures {
  readonly versions: string;
  readonly results: readonly Result[];
}

/** docs/benchmarks.md. */
export function page(topics: readonly (Figures | undefined)[]): string {
  const measured = topics.filter((topic) => topic !== undefined);
  const rows = measured.flatMap(({ results }) => results).map(row);
  const table = markdownTable([['what', 'beside', 'measured', 'target', ''], ...rows], { alignDelimiters: false });
  const versions = [...new Set(measured.map((topic) => topic.versions))];
  return `# Benchmarks

Written by \`npm run bench\` on the lab's builder; nothing here is typed by hand. Ratios are medians of interleaved runs
of both sides on one machine; absolute times are not shown, because they are the machine's.

${table}

"Our own time" is the wall time of the whole process, its start included, less the time in which a child process was
alive. The layer that is read holds the lab's golang image, and its libraries once more.

Versions: ${versions.join('; ')}.
`;
}

function row({ what, peer, ratio, target, unit }: Result): string[] {
  return [
    what,
    peer,
    `${ratio.toFixed(unit === 'MB' ? 0 : 2)} ${unit}`,
    `≤ ${target} ${unit}`,
    ratio <= target ? 'pass' : '**missed**',
  ];
}
