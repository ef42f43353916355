import type { Marker } from './marker.ts';

/** A comment of ours that stands already: found by marker and author. */
export interface Standing {
  readonly id: number;
  readonly url: string;
  readonly body: string;
  readonly marker: Marker;
}

/** What we have come to say. */
export interface Wanted {
  readonly marker: Marker;
  readonly body: string;
  /** How often this run was started (GITHUB_RUN_ATTEMPT), from 1. */
  readonly attempt: number;
  /** Post where nothing stands yet? */
  readonly create: boolean;
}

export type CommentPlan =
  | { readonly action: 'create' }
  | { readonly action: 'silence' }
  | { readonly action: 'update' | 'keep'; readonly comment: Standing; readonly duplicates: readonly Standing[] }
  /** Somebody newer has spoken: leave all as it is. */
  | { readonly action: 'yield'; readonly comment: Standing; readonly to: Marker };

/**
 * What to do about the comments that stand. The oldest is the one that stays.
 * @param currentHead the pull request's head as GitHub knows it now; asked for only when `needsCurrentHead`.
 */
export function planComment(standing: readonly Standing[], wanted: Wanted, currentHead?: string): CommentPlan {
  const [comment, ...duplicates] = standing.toSorted((a, b) => a.id - b.id);
  if (comment === undefined) return { action: wanted.create ? 'create' : 'silence' };
  const newest = newestMarker(standing, comment.marker);
  if (newest.run > wanted.marker.run && !mayOverwrite(newest, wanted, currentHead)) {
    return { action: 'yield', comment, to: newest };
  }
  return { action: sameText(comment.body, wanted.body) ? 'keep' : 'update', comment, duplicates };
}

/** Is a higher run number about another head in our way? Numbers start again with a renamed workflow, heads do not. */
export function needsCurrentHead(standing: readonly Standing[], wanted: Wanted): boolean {
  return standing.some(({ marker }) => marker.run > wanted.marker.run && marker.head !== wanted.marker.head);
}

function mayOverwrite(newest: Marker, wanted: Wanted, currentHead: string | undefined): boolean {
  // On the same head only a run that a person started again is later than one with a higher number.
  if (newest.head === wanted.marker.head) return wanted.attempt > 1;
  return currentHead === wanted.marker.head;
}

function newestMarker(standing: readonly Standing[], first: Marker): Marker {
  return standing.reduce((newest, { marker }) => (marker.run > newest.run ? marker : newest), first);
}

/** GitHub may hand line ends back as CRLF, and trims the end. */
function sameText(a: string, b: string): boolean {
  return normal(a) === normal(b);
}

function normal(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}
