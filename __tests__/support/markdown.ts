/** Names that want to be more than a name. */
export const HOSTILE: readonly string[] = [
  '@octocat @org/team',
  'fixes #1, octo-org/web#2, GH-3',
  '<img src=x onerror=alert(1)>',
  '</details></summary><!-- ',
  '| a | b |\n| --- | --- |',
  '\\| and \\\\|',
  '`` ` ``` code',
  '\u202egnp.exe\u202c\u2066\u200b',
  '\u001b[2J\u001b]8;;https://evil.example\u0007link',
  '[click](javascript:alert(1)) ![x](https://evil.example/p.png)',
  'https://evil.example www.evil.example _www.evil.example',
  '# heading\n\n- list\n\n```\nfence',
  '::error::forged\n##[error]forged',
  '%0A::set-output name=x::y',
  '=HYPERLINK("x")',
  'x'.repeat(10_000),
  '*_~{}[]()!$^&;:\'"',
  '&lt;b&gt;',
  '🐳\ud800',
];

/**
 * The cells of a table's row, as GitHub's parser splits it: a pipe ends a cell unless a backslash stands right before
 * it, whatever else stands around it (cmark-gfm, extensions/ext_scanners.re, table_cell).
 */
export function cellsOf(row: string): readonly string[] {
  return row
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
}

/** The tables of a text: each its rows, the delimiter row left out. */
export function tablesOf(markdown: string): readonly (readonly (readonly string[])[])[] {
  const blocks = markdown.split(/\n{2,}/).filter((block) => block.startsWith('|'));
  return blocks.map((block) =>
    block
      .split('\n')
      .filter((_, index) => index !== 1)
      .map(cellsOf),
  );
}
