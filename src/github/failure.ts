/** Why a call to the API came to nothing. */
export type Failure =
  /** No answer: refused, reset, timed out, no such host. The client reports it as an HTTP 500 that nobody sent. */
  | { readonly kind: 'network'; readonly message: string }
  /** Too many requests, primary or secondary limit; GitHub asks to wait so many seconds. */
  | { readonly kind: 'rate-limit'; readonly status: number; readonly waitSeconds: number; readonly message: string }
  | { readonly kind: 'http'; readonly status: number; readonly message: string }
  /** HTTP 200 with errors inside, as GraphQL answers. */
  | { readonly kind: 'graphql'; readonly message: string };

/** Asked for where GitHub limits without saying for how long ("Best practices for using the REST API"). */
const DEFAULT_WAIT = 60;

/** Longest message that is repeated to the person. */
const MAX_MESSAGE = 300;

/**
 * Reads what the client threw; `undefined` where it is not about the API at all and must be thrown on.
 * @param now milliseconds since 1970, to turn the moment of a reset into a wait.
 */
export function readFailure(error: unknown, now: number): Failure | undefined {
  if (!(error instanceof Error)) return undefined;
  const message = shorten(error.message);
  if (error.name === 'GraphqlResponseError') return { kind: 'graphql', message };
  if (error.name !== 'HttpError' || !('status' in error) || typeof error.status !== 'number') return undefined;
  const headers = responseHeaders(error);
  if (headers === undefined) return { kind: 'network', message: shorten(rootMessage(error)) };
  const { status } = error;
  const waitSeconds = status === 403 || status === 429 ? rateLimitWait(status, headers, message, now) : undefined;
  return waitSeconds === undefined
    ? { kind: 'http', status, message }
    : { kind: 'rate-limit', status, waitSeconds, message };
}

/** Seconds that GitHub asks to wait, in the order that its documentation gives; undefined for a plain refusal. */
function rateLimitWait(status: number, headers: Headers, message: string, now: number): number | undefined {
  const retryAfter = wholeNumber(headers['retry-after']);
  if (retryAfter !== undefined) return retryAfter;
  const reset = wholeNumber(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] === '0' && reset !== undefined) {
    return Math.max(0, Math.ceil(reset - now / 1000));
  }
  return status === 429 || /rate limit/i.test(message) ? DEFAULT_WAIT : undefined;
}

type Headers = Readonly<Record<string, unknown>>;

/** Headers of the answer; undefined where there was none. */
function responseHeaders(error: Error): Headers | undefined {
  const response = 'response' in error ? error.response : undefined;
  if (!isRecord(response)) return undefined;
  return isRecord(response.headers) ? response.headers : {};
}

function isRecord(value: unknown): value is Headers {
  return typeof value === 'object' && value !== null;
}

function wholeNumber(value: unknown): number | undefined {
  const text = String(value);
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The innermost cause says what happened ("connect ECONNREFUSED …"); the outer ones say "fetch failed". */
function rootMessage(error: Error): string {
  let inner: Error = error;
  for (let depth = 0; depth < 8 && inner.cause instanceof Error; depth += 1) inner = inner.cause;
  return inner.message || error.message;
}

/** One line of bounded length: the text is the other side's. */
function shorten(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > MAX_MESSAGE ? `${line.slice(0, MAX_MESSAGE)}…` : line;
}
