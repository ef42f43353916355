interface Twins {
  /** Checks of the same cause: who silences one of them means ours as well, and of two findings one is shown. */
  readonly same?: readonly string[];
  /** Checks that see the same place for a weaker reason: of two findings one is shown, but silence stays theirs. */
  readonly weaker?: readonly string[];
}

/**
 * Rules that hadolint (https://github.com/hadolint/hadolint#rules) or BuildKit
 * (https://docs.docker.com/reference/build-checks/) have too, by our ids.
 */
const TWINS: Readonly<Record<string, Twins>> = {
  'add-for-copy': { same: ['DL3020'] },
  'arch-arg-undeclared': { same: ['UndefinedVar'] },
  'arch-ignored': { weaker: ['DL3029', 'FromPlatformFlagConstDisallowed'] },
  'arg-out-of-scope': { same: ['UndefinedVar'] },
  'base-unpinned': { same: ['DL3006', 'DL3007'] },
  'copy-from-too-broad': { same: ['DL3067'] },
  'dockerfile-syntax': { weaker: ['BuildError', 'DL1000', 'DL3021', 'DL3043', 'DL3061'] },
  'go-work-on-ship-path': { weaker: ['DL3062'] },
  'package-cache-shipped': { same: ['DL3009', 'DL3019', 'DL3032', 'DL3036', 'DL3040', 'DL3042'] },
  'package-recommends': { same: ['DL3015'] },
  'secret-in-context': { same: ['DL3064', 'SecretsUsedInArgOrEnv'] },
  // Who likes the shell form has not said that it should fail to start.
  'shell-form-without-shell': { weaker: ['DL3025', 'JSONArgsRecommended'] },
  'user-name-unresolvable': { weaker: ['DL3066'] },
  'user-root': { same: ['DL3002'] },
};

/**
 * Does silence for other tools' checks silence our rule?
 * @param checks names of checks; `all` stands for every check of BuildKit, as in `check=skip=all`
 */
export function silencedWith(rule: string, checks: ReadonlySet<string>): boolean {
  return TWINS[rule]?.same?.some((check) => checks.has(check) || (checks.has('all') && !isHadolint(check))) === true;
}

/** Our rules that silence for the check is silence for: who ignores ours means the check as well. */
export function rulesLike(check: string): readonly string[] {
  return Object.keys(TWINS).filter((rule) => TWINS[rule]?.same?.includes(check) === true);
}

/** Checks of BuildKit that hadolint has too, under these names. */
const BUILDKIT_TWINS: Readonly<Record<string, readonly string[]>> = {
  DuplicateStageName: ['DL3024'],
  FromPlatformFlagConstDisallowed: ['DL3029'],
  JSONArgsRecommended: ['DL3025'],
  MaintainerDeprecated: ['DL4000'],
  MultipleInstructionsDisallowed: ['DL3012', 'DL4003', 'DL4004'],
  RedundantTargetPlatform: ['DL3029', 'DL3065'],
  ReservedStageName: ['DL3063'],
  SecretsUsedInArgOrEnv: ['DL3064'],
  WorkdirRelativePath: ['DL3000'],
  BuildError: ['DL1000'],
};

/** Are these two names of one check, whichever tool's comes first? */
export function isTwinOf(one: string, other: string): boolean {
  return BUILDKIT_TWINS[one]?.includes(other) === true || BUILDKIT_TWINS[other]?.includes(one) === true;
}

/** Do our rule and the other tool's check speak of one thing, when both speak of one instruction? */
export function oneCause(rule: string, check: string): boolean {
  const twins = TWINS[rule];
  return twins?.same?.includes(check) === true || twins?.weaker?.includes(check) === true;
}

/** Is this the name of a check of BuildKit, or of hadolint and the ShellCheck in it, by its form? */
export function isForeignCheck(id: string): boolean {
  return isHadolint(id) || /^(?:[A-Z][a-z]*){2,}$/.test(id);
}

function isHadolint(id: string): boolean {
  return /^(?:DL|SC)\d{4}$/.test(id);
}
