const BITS: Readonly<Record<string, number>> = { r: 4, w: 2, x: 1, X: 0 };

/**
 * A file's permission bits after `chmod CHANGE`, by chmod(1) with the umask 022: octal, or clauses such as `u+x,go=r`.
 * Undefined for what is not read here (setuid and sticky letters, copying from another class).
 */
export function changedMode(mode: number, change: string): number | undefined {
  if (/^[0-7]{3,4}$/.test(change)) return Number.parseInt(change, 8);
  let now = mode;
  for (const clause of change.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwxX]*)$/.exec(clause);
    if (match === null) return undefined;
    const [, who = '', operator = '', what = ''] = match;
    let bits = 0;
    for (const letter of what) bits |= BITS[letter] ?? 0;
    if (what.includes('X') && (now & 0o111) !== 0) bits |= 1;
    const classes = who === '' || who.includes('a') ? 'ugo' : who;
    let mask = 0;
    let all = 0;
    for (const [letter, shift] of [
      ['u', 6],
      ['g', 3],
      ['o', 0],
    ] as const) {
      if (!classes.includes(letter)) continue;
      mask |= bits << shift;
      all |= 7 << shift;
    }
    // Without a class, what the umask forbids is left as it is.
    if (who === '') [mask, all] = [mask & ~0o022, all & ~0o022];
    now = operator === '+' ? now | mask : operator === '-' ? now & ~mask : (now & ~all) | mask;
  }
  return now;
}
