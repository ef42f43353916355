import type { ContextListing } from '../dockerfile/context.ts';
import type { ContextFiles } from '../dockerfile/context-tree.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import type { ImageReference } from '../dockerfile/reference.ts';
import type { RunScript } from '../dockerfile/runs.ts';
import type { Range } from '../dockerfile/source.ts';
import type { Stage } from '../dockerfile/stages.ts';
import type { MemoryFile } from '../dockerfile/tree-source.ts';
import type { GoSource } from '../gosource/facts.ts';
import type { Severity, TextEdit } from '../model/finding.ts';
import type { Platform } from '../model/platform.ts';
import type { Policy } from '../model/policy.ts';
import type { RuleOptionName, RuleOptions } from '../model/rule-setting.ts';
import type { ContextTaking } from './context-takings.ts';
import type { DynamicProgram } from './dynamic-program.ts';
import type { StartCommand } from './entrypoint.ts';
import type { GoBuild, GoInvocation } from './go-build.ts';
import type { UnusedIgnores } from './ignores/unused.ts';
import type { ImageState } from './images/image-state.ts';
import type { Provenance } from './provenance.ts';
import type { Purpose } from './purpose.ts';
import type { StartedProgram } from './started.ts';

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
  /** Every go and xx-go command of the reached stages, with the environment that it sees. */
  readonly goCommands: readonly GoInvocation[];
  /** `go build` and `go install` among them. */
  readonly goBuilds: readonly GoBuild[];
  /** Does what a Go build makes come into the image? */
  readonly isShipped: (build: GoBuild) => boolean;
  /** Those of stages of their own whose binaries are certainly copied into the image, followed path by path. */
  readonly shippedBuilds: () => readonly GoBuild[];
  /** The programs of those that are linked against libc, or most likely are. */
  readonly dynamicPrograms: () => readonly DynamicProgram[];
  /** What a container of the image starts; undefined where the base image's own is kept. */
  readonly start: StartCommand | undefined;
  /** What a stage has, by its base image and what was done to it: facts, programs, certificates, a C compiler. */
  readonly imageState: (stage: Stage) => ImageState;
  /** Planned platforms; empty where none are known. */
  readonly platforms: readonly Platform[];
  /** The platforms that the builder has a machine of its own for; empty where that is not known. */
  readonly nativePlatforms: readonly Platform[];
  /** Does a named context (`--build-context`) stand for the image? */
  readonly isReplaced: (reference: ImageReference) => boolean;
  /** Those, or what the file is for by its names and images, or else linux/amd64 and linux/arm64. */
  readonly plannedPlatforms: () => readonly Platform[];
  /** What the team wants of its Go binaries; empty where it says nothing. */
  readonly policy: Policy;
  /** What the build context holds; undefined where it was not looked at. */
  readonly context: ContextListing | undefined;
  /** The build context, read as far as is asked; undefined where there is none to look at. */
  readonly files: ContextFiles | undefined;
  /** Where a file of a stage (an absolute path) comes from, followed back through COPY to a build, the context, an image. */
  readonly provenanceOf: (stage: Stage, path: string) => Provenance;
  /** The programs that a container starts, with their paths and where they come from. */
  readonly started: () => readonly StartedProgram[];
  /** What COPY, ADD and bind mounts of the reached stages take from the context, and where it lands. */
  readonly takings: () => readonly ContextTaking[];
  /** What the source says of the programs that a build makes for a platform; undefined where that cannot be known. */
  readonly goSourceOf: (build: GoBuild, platform: Platform) => GoSource | undefined;
  /** The ignore comments that silenced nothing; filled in for rules that judge them, when all others have spoken. */
  readonly unused: UnusedIgnores;
}

/**
 * A replacement of text in the Dockerfile, or in the `file` named, which is made where it does not exist. Line ends are
 * written as `\n`: they become those of the file.
 */
export type RuleEdit = Omit<TextEdit, 'file'> & { readonly file?: string };

/** What a rule has to say about a place in the Dockerfile, or in the file named. */
export interface Remark {
  /** The ignore file, as findings name it. */
  readonly file?: string;
  /** What is wrong, what it costs, what to do. */
  readonly message: string;
  readonly range: Range;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
  readonly evidenceBytes?: number;
  readonly fix?: { readonly safe: boolean; readonly edits: readonly RuleEdit[] };
}

export interface Example {
  readonly bad: string;
  readonly good: string;
  /** Files of the context that the example is about: their texts, or sizes in bytes; none where it plays no part. */
  readonly context?: Readonly<Record<string, MemoryFile>>;
  /** The policy that the example is judged by. */
  readonly policy?: Policy;
}

export interface Rule {
  /** Name of the file that holds the rule, and of its page. */
  readonly id: string;
  readonly severity: Severity;
  /** Asked only where a setting gives it a severity. */
  readonly offByDefault?: true;
  /** Judges only images that are run as a service, not tools nor exports of files. */
  readonly runtimeOnly?: true;
  /** Asked after all other rules, about the comments that silence them. */
  readonly judges?: 'ignores';
  /** The best fix that the rule can give: *safe* ones are applied by --fix, *suggested* ones only shown by --diff. */
  readonly fix: 'none' | 'safe' | 'suggested';
  /** One line, without a full stop. */
  readonly summary: string;
  /** What a setting can say beside the severity. */
  readonly options?: readonly RuleOptionName[];
  /** @param options those of its own that are set */
  readonly check: (context: RuleContext, options: RuleOptions) => readonly Remark[];
}

/** What a rule's page says beside that. Apart from the rule, so that who never prints it does not carry it. */
export interface RulePage {
  /** Why it matters, and when the rule keeps quiet. */
  readonly why: string;
  /** What mending it saves. */
  readonly saves: string;
  readonly examples: readonly [Example, ...Example[]];
  /** What each of the rule's options does, a sentence each. */
  readonly options?: Readonly<Partial<Record<RuleOptionName, string>>>;
}
