import { posix } from 'node:path';
import type { Instruction } from '../dockerfile/instruction.ts';
import { UNKNOWN } from '../dockerfile/shell.ts';
import { findStage, type Stage } from '../dockerfile/stages.ts';
import type { GoBuild } from './go-build.ts';
import type { RuleContext } from './rule.ts';
import { workdirReader } from './workdir.ts';

/** One source of a COPY or ADD, and where it comes to lie. */
export interface CopiedFile {
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** A stage of the file, the build context, or something else: an image, an address. */
  readonly from: Stage | 'context' | 'elsewhere';
  /** Its path where it comes from; undefined where it cannot be known. */
  readonly source: string | undefined;
  /** The destination as an absolute path, without a slash behind; undefined where it cannot be known. */
  readonly to: string | undefined;
  /** Is the destination certainly a folder, that the source or what is in it goes into? */
  readonly intoFolder: boolean;
  /** Is the source certainly one file? Else it may be a folder. */
  readonly isFile: boolean;
}

/** What COPY and ADD bring into the stages, in their order. */
export function copiedFilesOf(context: RuleContext, stages: readonly Stage[]): readonly CopiedFile[] {
  return stages.flatMap(copiedFilesReader(context));
}

/** What COPY and ADD bring into a stage; each is read once. */
export function copiedFilesReader(context: RuleContext): (stage: Stage) => readonly CopiedFile[] {
  const known = new Map<Stage, readonly CopiedFile[]>();
  const read = readerOf(context);
  return (stage) => {
    const copies = known.get(stage) ?? read(stage);
    known.set(stage, copies);
    return copies;
  };
}

function readerOf(context: RuleContext): (stage: Stage) => readonly CopiedFile[] {
  const { dockerfile } = context;
  const workdirAt = workdirReader(dockerfile);
  const isFile = fileReader(context);
  return (stage) =>
    stage.instructions.flatMap((instruction): readonly CopiedFile[] => {
      const transfer = stage.transferOf(instruction);
      if (transfer === undefined) return [];
      const { destination } = transfer;
      const workdir = workdirAt(instruction.index);
      const to =
        destination === undefined
          ? undefined
          : destination.startsWith('/')
            ? destination
            : workdir === undefined
              ? undefined
              : `${workdir}/${destination}`;
      const inline = instruction.heredocs.map(({ name }) => name);
      const many = transfer.sources.length + inline.length > 1;
      const found = transfer.from === undefined ? undefined : findStage(dockerfile.stages, transfer.from);
      const from: CopiedFile['from'] =
        transfer.from === undefined
          ? 'context'
          : found !== undefined && found.index < stage.index
            ? found
            : 'elsewhere';
      const common = {
        stage,
        instruction,
        to: to === undefined ? undefined : posix.normalize(to).replace(/(?<=.)\/$/, ''),
        intoFolder: many || to === undefined || /(?:^|\/)\.{0,2}$/.test(to),
      };
      return [
        ...inline.map((name) => ({ ...common, from: 'context' as const, source: name, isFile: true })),
        ...transfer.sources.map((source) => ({
          ...common,
          from,
          source,
          isFile: isFile({ from, source, instruction }),
        })),
      ];
    });
}

/** Is a source certainly one file: of the context as it lies on disk, of a stage what a Go build makes? */
function fileReader(context: RuleContext): (copy: Pick<CopiedFile, 'from' | 'source' | 'instruction'>) => boolean {
  const builds = new Map<string, GoBuild[]>();
  for (const build of context.goBuilds) {
    // `-o` may name a folder for several programs.
    const { packages } = build.flags;
    if (packages.length > 1 || packages.some((name) => name.includes('...') || name.includes(UNKNOWN))) continue;
    for (const output of build.outputs) builds.set(output, [...(builds.get(output) ?? []), build].slice(0, MAX_BUILDS));
  }
  return ({ from, source, instruction }) => {
    if (source === undefined || from === 'elsewhere') return false;
    // ADD unpacks what turns out to be an archive.
    if (from === 'context') return instruction.keyword === 'COPY' && context.files?.kindOf(source) === 'file';
    const path = posix.normalize(`/${source}`);
    return builds.get(path)?.some(({ run }) => buildsOn(from, run.stage) && !isFolderOf(from, path)) === true;
  };
}

/** So many builds of one path are nobody's own writing. */
const MAX_BUILDS = 16;

function buildsOn(stage: Stage, below: Stage): boolean {
  let at: Stage | undefined = stage;
  while (at !== undefined && at !== below) at = at.base.stage;
  return at === below;
}

/** A folder that is there already takes the program in. */
function isFolderOf(stage: Stage, path: string): boolean {
  for (let at: Stage | undefined = stage; at !== undefined; at = at.base.stage) {
    if (at.instructions.some(({ keyword, body }) => keyword === 'WORKDIR' && `${body.text}/`.startsWith(`${path}/`)))
      return true;
  }
  return false;
}

/** The path of a copied file, where it is certain; undefined for what may be a folder. */
export function pathOfFile({ isFile, source, to, intoFolder }: CopiedFile): string | undefined {
  if (!isFile || source === undefined || to === undefined) return undefined;
  return intoFolder ? posix.join(to, posix.basename(source)) : to;
}

/** Can there be a file of that path by what is copied? What cannot be known counts as yes. */
export function mayMake(copied: CopiedFile, path: string): boolean {
  const { to, source, isFile, instruction } = copied;
  if (to === undefined || source === undefined || instruction.flags.some(({ name }) => name === 'parents')) return true;
  const [wanted, place] = [merged(path), merged(to)];
  if (wanted === place) return true;
  if (!wanted.startsWith(place === '/' ? '/' : `${place}/`)) return false;
  // Even without a slash behind, a destination that is a folder already takes the file in.
  return !isFile || posix.basename(source) === wanted.slice(place === '/' ? 1 : place.length + 1);
}

/** Newer distributions have /bin, /sbin and /lib as links to those of /usr. */
function merged(path: string): string {
  return path.replace(/^\/(?=(?:s?bin|lib)(?:\/|$))/, '/usr/').replace(/^\/usr\/sbin(?=\/|$)/, '/usr/bin');
}
