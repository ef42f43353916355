/** What a comment of ours says about itself, out of sight. */
export interface Marker {
  /** Which of a pull request's comments it is: the input `comment-key`. */
  readonly key: string;
  /** Commit that the comment is about. */
  readonly head: string;
  /** Number of the workflow run that wrote it (GITHUB_RUN_NUMBER). */
  readonly run: number;
}

/** Only at the very start, so that a quotation of a marker is none. */
const PATTERN = /^<!-- plimsoll:comment key=([^\s<>]{1,1000}) head=([0-9a-f]{40}|[0-9a-f]{64}) run=(\d{1,15}) -->/;

/** The first line of a comment. The key is percent-encoded, so that it can neither end the HTML comment nor be split. */
export function formatMarker(marker: Marker): string {
  return `<!-- plimsoll:comment key=${encodeKey(marker.key)} head=${marker.head} run=${marker.run} -->`;
}

/** The marker at the start of a comment's body, if there is one. */
export function parseMarker(body: string): Marker | undefined {
  const [, key, head, run] = PATTERN.exec(body) ?? [];
  if (key === undefined || head === undefined || run === undefined) return undefined;
  try {
    return { key: decodeURIComponent(key), head, run: Number(run) };
  } catch {
    return undefined;
  }
}

function encodeKey(key: string): string {
  // "--" may not stand inside an HTML comment.
  return encodeURIComponent(key.toWellFormed()).replaceAll('--', '-%2D');
}
