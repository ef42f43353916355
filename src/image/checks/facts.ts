import type { GoProgram } from '../../gobinary/read-go-binary.ts';
import type { Category } from '../../model/category.ts';
import { once } from '../../model/once.ts';
import type { Platform } from '../../model/platform.ts';
import type { Policy } from '../../model/policy.ts';
import type { ImageReport } from '../../model/report.ts';
import type { DuplicateGroup } from '../duplicates.ts';
import type { Folder, LayerFile } from '../layer-tree.ts';
import type { ImageConfig } from './config.ts';
import { type Start, type StartChain, startChain, startOf } from './start.ts';

/** A file of any layer, seen or not. */
export interface PlacedFile {
  readonly file: LayerFile;
  /** Digest. */
  readonly layer: string;
  readonly category: Category;
}

/** A Go program that a container sees, the toolchain's own left out. */
export interface VisibleProgram {
  readonly path: string;
  readonly layer: string;
  readonly file: LayerFile;
  readonly go: GoProgram;
  /** Is it started by the image's own command? */
  readonly isStarted: boolean;
}

/** What the checks decide on: one platform's image, read. */
export interface ImageFacts {
  readonly platform: Platform;
  readonly config: ImageConfig;
  /** Of all layers, the bottom one first. */
  readonly placed: readonly PlacedFile[];
  /** The layer that ships a file, the upper one where several do. */
  readonly layerOf: (file: LayerFile) => string | undefined;
  /** Those of one category. */
  readonly placedAs: (category: Category) => readonly PlacedFile[];
  /** What a container sees. */
  readonly root: Folder;
  readonly visible: ReadonlyMap<LayerFile, string>;
  /** Programs and package databases among them. */
  readonly notable: ReadonlyMap<LayerFile, string>;
  /** Null where contents were not read. */
  readonly duplicates: readonly DuplicateGroup[] | null;
  /** Layers of the base image, by digest; empty where they are not known. */
  readonly baseLayers: ReadonlySet<string>;
  /** Null where the image starts nothing of its own, and where it is not one for Linux. */
  readonly start: Start | null;
  readonly chain: StartChain;
  /** The biggest first. */
  readonly programs: readonly VisibleProgram[];
  readonly report: Omit<ImageReport, 'findings'>;
  readonly policy: Policy;
}

export type FactsInput = Omit<ImageFacts, 'layerOf' | 'placedAs' | 'baseLayers' | 'start' | 'chain' | 'programs'>;

export function imageFacts(input: FactsInput): ImageFacts {
  const { root, config, placed, notable, platform } = input;
  // Mostly nobody asks.
  const layers = once(() => new Map(placed.map(({ file, layer }) => [file, layer])));
  const layerOf = (file: LayerFile): string | undefined => layers().get(file);
  const categories = once(() => Map.groupBy(placed, (one) => one.category));
  const placedAs = (category: Category): readonly PlacedFile[] => categories().get(category) ?? [];
  // How others start a program, with drives, backslashes and files below `Files/`, is not known here.
  const start = platform.os === 'linux' ? startOf(config) : null;
  const chain: StartChain = start === null ? { started: [], broken: null } : startChain(root, config, start);
  const started = new Set(chain.started.map(({ file }) => file));
  const programs: VisibleProgram[] = [];
  notable.forEach((path, file) => {
    if (file.go?.kind !== 'go' || isToolchain(path) || isOfToolchain(file.go)) return;
    programs.push({ path, layer: layerOf(file) ?? '', file, go: file.go, isStarted: started.has(file) });
  });
  programs.sort((a, b) => b.file.bytes - a.file.bytes || (a.path < b.path ? -1 : 1));
  const base = input.report.layers.filter(({ fromBase }) => fromBase === true);
  const baseLayers = new Set(base.map(({ digest }) => digest));
  return { ...input, layerOf, placedAs, baseLayers, start, chain, programs };
}

/**
 * Is the image one that runs a service or a tool of its own? Not where it starts nothing, a shell, or something of the
 * Go toolchain: people work and build in such an image.
 */
export function runsProgram({ start, chain }: ImageFacts): boolean {
  const [first] = chain.started;
  if (start === null) return false;
  if (first === undefined) return true;
  if (/\/(?:ba|da|a|z|k)?sh$/.test(first.path) && start.argv.length === 1) return false;
  const last = chain.started.at(-1) ?? first;
  if (/\/busybox$/.test(last.path) && start.argv.length === 1) return false;
  return !isToolchain(last.path) || start.argv[1] === 'run';
}

/** `go`, `gofmt`, `compile`: wherever they lie, their maker ships them so. */
function isOfToolchain({ mainPackage, main }: GoProgram): boolean {
  return (mainPackage?.startsWith('cmd/') ?? false) && (main === null || main.path === 'cmd');
}

function isToolchain(path: string): boolean {
  return /^\/usr\/local\/go\/|\/pkg\/tool\//.test(path);
}
