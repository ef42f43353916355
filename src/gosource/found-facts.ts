import type {
  CgoOnlyImport,
  EmptyPackage,
  GoEmbed,
  GoFact,
  GoPosition,
  GoProgram,
  GoUse,
  UnknownImport,
} from './facts.ts';
import { knownModule } from './known-modules.ts';
import type { GoPackage } from './package.ts';

/** Facts of one use that a program is given; more say nothing new. */
const MAX_FACTS = 50;
const MAX_LIST = 500;
const MAX_REASONS = 20;

export type ProgramFacts = Omit<GoProgram, 'request' | 'importPath' | 'folder' | 'name' | 'module'>;

/** Collects what the walk through a program's packages finds, within ceilings. */
export class FoundFacts {
  readonly #folders: string[] = [];
  readonly #reasons = new Set<string>();
  readonly #embeds: GoEmbed[] = [];
  readonly #facts: GoFact[] = [];
  readonly #counts = new Map<GoUse, number>();
  readonly #cgoOnly: CgoOnlyImport[] = [];
  readonly #empty: EmptyPackage[] = [];
  readonly #unknown = new Map<string, UnknownImport>();

  folder(path: string): void {
    this.#folders.push(path);
  }

  reason(text: string): void {
    if (this.#reasons.size < MAX_REASONS) this.#reasons.add(text);
  }

  fact(fact: GoFact): void {
    const count = this.#counts.get(fact.use) ?? 0;
    this.#counts.set(fact.use, count + 1);
    if (count < MAX_FACTS) this.#facts.push(fact);
  }

  embed(resolve: () => GoEmbed): void {
    if (this.#embeds.length < MAX_LIST) this.#embeds.push(resolve());
    else this.reason(`more than ${MAX_LIST} patterns of go:embed`);
  }

  /** An import of a module whose source is not the context's own: what the table says of it. */
  ofOtherModule(path: string, at: GoPosition, own: boolean, vendored: boolean): void {
    const known = knownModule(path);
    for (const use of known?.uses ?? []) this.fact({ use, at, what: `import "${path}"`, own });
    if (known?.cgoOnly !== undefined && own && this.#cgoOnly.length < MAX_LIST)
      this.#cgoOnly.push({ module: known.module, path, at, ...known.cgoOnly, source: known.source });
    if (!vendored && known?.bare !== true && !this.#unknown.has(path) && this.#unknown.size < MAX_LIST)
      this.#unknown.set(path, { path, at });
  }

  /** A package without a file for the target. */
  nothingLeft(
    { folder, importPath, own, at }: Pick<EmptyPackage, 'folder' | 'importPath' | 'at'> & { readonly own: boolean },
    read: GoPackage,
  ): void {
    if (read.reasons.length > 0) return;
    if (read.name === undefined) {
      const from = at === undefined ? '' : `, which ${at.file}:${at.line} imports`;
      this.reason(`${folder}${from}: no Go file for the platform is sent`);
    } else if (own && this.#empty.length < MAX_LIST) {
      this.#empty.push({ importPath, folder, withCgo: read.onlyWithCgo, at });
    }
  }

  all(): Omit<ProgramFacts, 'mayRun'> {
    return {
      facts: this.#facts,
      embeds: this.#embeds,
      cgoOnly: this.#cgoOnly,
      empty: this.#empty,
      unknown: [...this.#unknown.values()],
      folders: this.#folders,
      complete: this.#reasons.size === 0,
      reasons: [...this.#reasons],
    };
  }
}
