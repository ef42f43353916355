/** `error`: will not work, or leaks. `warning`: costs bytes or correctness. `note`: advice. */
export type Severity = 'error' | 'warning' | 'note';

/** Most severe first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

export function isSeverity(text: string): text is Severity {
  return SEVERITIES.some((severity) => severity === text);
}

/** One replacement of text, by UTF-16 offsets into the file as read. */
export interface TextEdit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What a lint rule (before the build) or an image check (after it) has to say. Lines and columns are 1-based, columns in UTF-16 units. */
export interface Finding {
  readonly rule: string;
  readonly source: 'plimsoll' | 'buildkit' | 'hadolint' | 'image';
  /** Ids of the checks of the same cause that were folded into this one. */
  readonly also: readonly string[];
  readonly severity: Severity;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  /** Path inside the image. */
  readonly path?: string;
  readonly layer?: string;
  readonly platform?: string;
  /** Measured bytes behind the finding. */
  readonly evidenceBytes?: number;
  readonly fix?: { readonly safe: boolean; readonly edits: readonly TextEdit[] };
  readonly url: string;
}

/** Is `severity` as grave as `threshold`, or graver? */
export function atLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}
