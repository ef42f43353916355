import { posix } from 'node:path';
import type { ContextFiles } from '../dockerfile/context-tree.ts';
import { UNKNOWN } from '../dockerfile/shell.ts';
import { lineageOf, type Stage } from '../dockerfile/stages.ts';
import type { GoProgramRequest, GoSource } from '../gosource/facts.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import { type BuildPlace, cgoOf, goTargetOf } from './cgo-state.ts';
import type { ContextTaking } from './context-takings.ts';
import type { GoBuild } from './go-build.ts';
import { tagsOf } from './go-linkage.ts';

/** Reads Go source of the context: what `openGoSource` gives. */
export type GoSourceReader = (programs: readonly GoProgramRequest[]) => GoSource;

export interface GoSourcesInput {
  readonly files: ContextFiles;
  readonly read: GoSourceReader;
  readonly takings: () => readonly ContextTaking[];
  readonly placeOf: (build: GoBuild) => BuildPlace;
}

/**
 * What the source says of the programs that a build makes for a platform; undefined where the build is not of the
 * context's source, or its folder, its packages or its target cannot be known. Each is read once.
 */
export function goSourceReader(input: GoSourcesInput): (build: GoBuild, platform: Platform) => GoSource | undefined {
  const known = new Map<string, GoSource | undefined>();
  return (build, platform) => {
    const request = requestOf(input, build, platform);
    if (request === undefined) return undefined;
    const key = JSON.stringify([request, formatPlatform(platform)]);
    if (!known.has(key)) known.set(key, input.read([request]));
    return known.get(key);
  };
}

function requestOf(input: GoSourcesInput, build: GoBuild, platform: Platform): GoProgramRequest | undefined {
  const own = build.on(platform);
  const place = input.placeOf(build);
  const { packages, visible } = own.flags;
  // `install tool@v1` is of a module of its own.
  if (!visible || packages.some((name) => name.includes(UNKNOWN) || name.includes('@'))) return undefined;
  const start = folderOfFiles(packages) ?? own.invocation.folder;
  const folder = contextFolderOf(input, build.run.stage, build.run.instruction.index, start);
  if (folder === undefined || isModuleMade(build)) return undefined;
  const target = goTargetOf(build, place, platform);
  if (target.kind === 'unknown') return undefined;
  const cgo = cgoOf(build, place, platform).state;
  const mod = own.flag('mod');
  const workspace = own.environment('GOWORK');
  return {
    folder,
    packages: packages.map((name) => relativePackage(name, start)),
    goos: target.kind === 'known' ? target.os : 'linux',
    goarch: target.kind === 'known' ? target.arch : platform.architecture,
    cgo: cgo === 'on' ? true : cgo === 'off' ? false : undefined,
    tags: tagsOf(own),
    goMinor: place.image.facts?.go?.minor,
    mod: mod.state === 'set' ? MODES.get(mod.value) : undefined,
    workspace: !(workspace.state === 'set' && workspace.value === 'off'),
  };
}

/** Files by their full paths lie where they lie, wherever go is started. */
function folderOfFiles(packages: readonly string[]): string | undefined {
  const folders = new Set(packages.map((name) => posix.dirname(name)));
  const [folder] = folders;
  const isFiles = packages.every((name) => name.startsWith('/') && name.endsWith('.go'));
  return isFiles && folders.size === 1 ? folder : undefined;
}

/** A module that the build makes, below the folder of another perhaps, is not the one that the context tells of. */
function isModuleMade({ run }: GoBuild): boolean {
  return lineageOf(run.stage).some((stage) =>
    stage.instructions.some(
      ({ index, body, heredocs }) =>
        index <= run.instruction.index &&
        [body.text, ...heredocs.map(({ content }) => content)].some((text) => /\bgo mod init\b/.test(text)),
    ),
  );
}

const MODES: ReadonlyMap<string, NonNullable<GoProgramRequest['mod']>> = new Map([
  ['mod', 'mod'],
  ['vendor', 'vendor'],
  ['readonly', 'readonly'],
]);

/** `/src/cmd/web` in `/src` is `./cmd/web`. */
function relativePackage(name: string, folder: string | undefined): string {
  if (!name.startsWith('/') || folder === undefined) return name;
  const relative = posix.relative(folder, name);
  return relative === '' ? '.' : relative.startsWith('..') ? name : `./${relative}`;
}

/**
 * The folder of the context that a folder of a stage was copied or mounted from, by the last instruction above `index`
 * that brings something there; undefined where none certainly does.
 */
export function contextFolderOf(
  { files, takings }: Pick<GoSourcesInput, 'files' | 'takings'>,
  stage: Stage,
  index: number,
  folder: string | undefined,
): string | undefined {
  if (folder === undefined) return undefined;
  const lineage = new Set<Stage>();
  for (let at: Stage | undefined = stage; at !== undefined; at = at.base.stage) lineage.add(at);
  const found = takings()
    .filter((taking) => lineage.has(taking.stage))
    .filter(({ instruction, kind }) => (kind === 'mount' ? instruction.index === index : instruction.index < index))
    .toReversed()
    .flatMap((taking) => candidates(files, taking, folder));
  return found.find((path) => files.kindOf(path) === 'folder' && isModuleOrBelow(files, path)) ?? found[0];
}

function candidates(files: ContextFiles, taking: ContextTaking, folder: string): readonly string[] {
  const { destination, sources, kind } = taking;
  if (destination === undefined) return [];
  const to = destination.length > 1 && destination.endsWith('/') ? destination.slice(0, -1) : destination;
  return sources.flatMap((source) => {
    if (source === undefined) return [];
    const wild = source.search(/[*?[]/) !== -1;
    const isFile = wild || (kind !== 'mount' && files.kindOf(source) === 'file');
    // Without a slash behind it the destination is a folder where there is one, or the file by its own name.
    const asFile = to === destination && posix.dirname(to) === folder && posix.basename(to) === posix.basename(source);
    if (isFile) return to === folder || asFile ? [posix.dirname(source)] : [];
    if (files.kindOf(source) !== 'folder') return [];
    const below = posix.relative(to, folder);
    if (below === '') return [source];
    return below.startsWith('..') ? [] : [posix.join(source, below)];
  });
}

function isModuleOrBelow(files: ContextFiles, path: string): boolean {
  for (let at = path; ; at = posix.dirname(at)) {
    if (files.kindOf(posix.join(at, 'go.mod')) === 'file') return true;
    if (at === '.') return false;
  }
}
