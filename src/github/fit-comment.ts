/** GitHub refuses a comment of more than 65,536 of an unnamed unit; so many bytes of UTF-8 are safe in any. */
export const MAX_COMMENT_BYTES = 60_000;

const CUT = '\n_The rest does not fit into a comment; the job summary has all of it._\n';

/** What is still open after some lines of Markdown. */
interface Open {
  /** The backticks that began a code fence. */
  readonly fence: string | undefined;
  readonly details: number;
}

/**
 * Marker and body as one comment of at most `limit` bytes of UTF-8, the marker counted. What is too long ends after a
 * whole line, with an open code fence and open `<details>` closed, and a note; the marker is never cut.
 */
export function fitComment(marker: string, body: string, limit = MAX_COMMENT_BYTES): string {
  const whole = `${marker}\n${body}`;
  if (byteLength(whole) <= limit) return whole;
  let kept = `${marker}\n`;
  let bytes = byteLength(kept);
  let open: Open = { fence: undefined, details: 0 };
  for (const line of body.split('\n')) {
    const after = read(line, open);
    const size = byteLength(line) + 1;
    if (bytes + size + byteLength(closing(after) + CUT) > limit) break;
    kept += `${line}\n`;
    bytes += size;
    open = after;
  }
  return `${kept}${closing(open)}${CUT}`;
}

function read(line: string, open: Open): Open {
  const [, fence] = /^ {0,3}(`{3,})/.exec(line) ?? [];
  if (open.fence !== undefined) {
    const closes = fence !== undefined && fence.length >= open.fence.length && /^\s*`+\s*$/.test(line);
    return closes ? { ...open, fence: undefined } : open;
  }
  if (fence !== undefined) return { ...open, fence };
  const change = count(line, /<details\b/gi) - count(line, /<\/details>/gi);
  return { ...open, details: Math.max(0, open.details + change) };
}

function closing(open: Open): string {
  return `${open.fence === undefined ? '' : `${open.fence}\n`}${'\n</details>\n'.repeat(open.details)}`;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
