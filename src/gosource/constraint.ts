/** `undefined`: cannot be known. */
export type Ternary = boolean | undefined;

/** A build constraint (`go help buildconstraint`). */
export type Constraint =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'not'; readonly of: Constraint }
  | { readonly kind: 'and' | 'or'; readonly left: Constraint; readonly right: Constraint };

/** The limits of `go/build/constraint`: longer expressions are refused by go too. */
const MAX_TERMS = 1000;
const MAX_OLD_OPERATORS = 100;

const TOKEN = /[ \t]*(?:(\(|\)|!|&&|\|\|)|([^\s()!&|]+))/y;

function isTag(text: string): boolean {
  return /^[\w.]+$/.test(text) || /^[\p{L}\p{Nd}_.]+$/u.test(text);
}

/** The expression after `//go:build`; undefined where go would refuse it. */
export function parseConstraint(text: string): Constraint | undefined {
  return new Parser(text.trimEnd()).whole();
}

class Parser {
  readonly #text: string;
  #at = 0;
  #token = '';
  #terms = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Constraint | undefined {
    const result = this.#or();
    return this.#token === '' ? result : undefined;
  }

  #or(): Constraint | undefined {
    let left = this.#and();
    while (left !== undefined && this.#token === '||') left = join('or', left, this.#and());
    return left;
  }

  #and(): Constraint | undefined {
    let left = this.#not();
    while (left !== undefined && this.#token === '&&') left = join('and', left, this.#not());
    return left;
  }

  #not(): Constraint | undefined {
    this.#terms += 1;
    if (this.#terms > MAX_TERMS || !this.#advance()) return undefined;
    if (this.#token !== '!') return this.#atom();
    if (!this.#advance() || this.#token === '!') return undefined;
    const of = this.#atom();
    return of && { kind: 'not', of };
  }

  #atom(): Constraint | undefined {
    const tag = this.#token;
    if (tag === '(') {
      const inner = this.#or();
      return inner !== undefined && this.#token === ')' && this.#advance() ? inner : undefined;
    }
    if (!isTag(tag) || !this.#advance()) return undefined;
    return { kind: 'tag', tag };
  }

  /** Moves to the next token, empty at the end; false where there is no token. */
  #advance(): boolean {
    if (this.#at >= this.#text.length) {
      this.#token = '';
      return true;
    }
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#text);
    this.#token = match?.[1] ?? match?.[2] ?? '';
    this.#at = TOKEN.lastIndex;
    return match !== null;
  }
}

function join(kind: 'and' | 'or', left: Constraint, right: Constraint | undefined): Constraint | undefined {
  return right && { kind, left, right };
}

/** A line of the old form, after `// +build`: spaces are or, commas and; words that are no tags are never true. */
export function parseOldConstraint(text: string): Constraint | undefined {
  const clauses = text.split(/\s+/).filter((clause) => clause !== '');
  const operators = clauses.reduce((count, clause) => count + clause.split(',').length, 0) - 1;
  if (operators > MAX_OLD_OPERATORS) return undefined;
  const never: Constraint = { kind: 'tag', tag: 'ignore' };
  return (
    clauses
      .map((clause) =>
        clause
          .split(',')
          .map((word): Constraint => {
            const negated = word.startsWith('!');
            const name = negated ? word.slice(1) : word;
            if (name === '' || name.startsWith('!')) return never;
            const tag: Constraint = isTag(name) ? { kind: 'tag', tag: name } : never;
            return negated ? { kind: 'not', of: tag } : tag;
          })
          .reduce((left, right) => ({ kind: 'and', left, right })),
      )
      .reduce<Constraint | undefined>((left, right) => (left ? { kind: 'or', left, right } : right), undefined) ?? never
  );
}

export function evaluate(constraint: Constraint, tagHolds: (tag: string) => Ternary): Ternary {
  switch (constraint.kind) {
    case 'tag':
      return tagHolds(constraint.tag);
    case 'not': {
      const inner = evaluate(constraint.of, tagHolds);
      return inner === undefined ? undefined : !inner;
    }
    case 'and':
      return allOf([evaluate(constraint.left, tagHolds), evaluate(constraint.right, tagHolds)]);
    case 'or': {
      const left = evaluate(constraint.left, tagHolds);
      const right = evaluate(constraint.right, tagHolds);
      return left === true || right === true ? true : left === false && right === false ? false : undefined;
    }
  }
}

/** Ternary and. */
export function allOf(parts: readonly Ternary[]): Ternary {
  return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;
}
