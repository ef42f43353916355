import type { ContextListing } from '../dockerfile/context.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import type { Range } from '../dockerfile/source.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { Severity, TextEdit } from '../model/finding.ts';
import type { Platform } from '../model/platform.ts';
import type { StartCommand } from './entrypoint.ts';
import type { GoBuild } from './go-build.ts';
import type { Purpose } from './purpose.ts';

/** What a rule decides on: gathered beforehand, so that a rule reads no file and starts nothing. */
export interface RuleContext {
  readonly dockerfile: Dockerfile;
  /** The stage that is built; undefined in a file without stages. */
  readonly target: Stage | undefined;
  /** The stages whose layers are shipped, the root first. */
  readonly lineage: readonly Stage[];
  /** The same stages as a set. */
  readonly shipped: ReadonlySet<Stage>;
  /** The stages that the build of the target goes through. */
  readonly reached: ReadonlySet<Stage>;
  readonly purpose: Purpose;
  /** What the RUN instructions of all stages run, in the order of the file. */
  readonly runs: readonly RunScript[];
  /** `go build` and `go install` of the reached stages. */
  readonly goBuilds: readonly GoBuild[];
  /** Does what a Go build makes come into the image? */
  readonly isShipped: (build: GoBuild) => boolean;
  /** What a container of the image starts; undefined where the base image's own is kept. */
  readonly start: StartCommand | undefined;
  /** Planned platforms; empty where none are known. */
  readonly platforms: readonly Platform[];
  /** What the build context holds; undefined where it was not looked at. */
  readonly context: ContextListing | undefined;
}

/** What a rule has to say about a place in the Dockerfile. */
export interface Remark {
  /** What is wrong, what it costs, what to do. */
  readonly message: string;
  readonly range: Range;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly evidenceBytes?: number;
  readonly fix?: { readonly safe: boolean; readonly edits: readonly Omit<TextEdit, 'file'>[] };
}

export interface Example {
  readonly bad: string;
  readonly good: string;
  /** Files of the context that the example is about, with their sizes in bytes; none where the context plays no part. */
  readonly context?: Readonly<Record<string, number>>;
}

export interface Rule {
  /** Name of the file that holds the rule, and of its page. */
  readonly id: string;
  readonly severity: Severity;
  /** Judges only images that are run as a service, not tools nor exports of files. */
  readonly runtimeOnly?: true;
  /** The best fix that the rule can give: *safe* ones are applied by --fix, *suggested* ones only shown by --diff. */
  readonly fix: 'none' | 'safe' | 'suggested';
  /** One line, without a full stop. */
  readonly summary: string;
  /** Why it matters, and when the rule keeps quiet: the text of its page. */
  readonly why: string;
  /** What mending it saves. */
  readonly saves: string;
  readonly examples: readonly [Example, ...Example[]];
  readonly check: (context: RuleContext) => readonly Remark[];
}
