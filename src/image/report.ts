import type { Category } from '../model/category.ts';
import { formatPlatform } from '../model/platform.ts';
import type { FileReport, GoBinaryReport, ImageReport, LayerReport } from '../model/report.ts';
import { redact } from '../model/text.ts';
import { categoryOf, imageContext } from './categories.ts';
import { cleanCreatedBy } from './created-by.ts';
import { stackLayers, visibleFiles } from './effective.ts';
import type { LayerFacts } from './layer.ts';
import type { LayerFile } from './layer-tree.ts';
import type { ResolvedImage } from './resolved.ts';
import type { Config } from './schemas.ts';

/** Smaller files are counted, not listed, and of the others only so many. */
const LISTED_FROM = 4_096;
const LISTED_AT_MOST = 5_000;

interface Placed {
  readonly file: LayerFile;
  readonly layer: string;
  readonly category: Category;
}

/** Adds up what the layers of one image hold, the bottom one first. */
export function imageReport(
  image: ResolvedImage,
  layers: readonly LayerFacts[],
  name: string,
  secrets: readonly string[],
): ImageReport {
  const context = imageContext(layers.flatMap(({ files }) => files));
  const placed = layers.flatMap(({ digest, files }) =>
    files.map((file): Placed => ({ file, layer: digest, category: categoryOf(file, context) })),
  );
  const visible = visibleFiles(stackLayers(layers.map(({ root }) => root)));
  const unpacked = sum(placed.map(({ file }) => file.bytes));
  const effective = sum([...visible.keys()].map(({ bytes }) => bytes));
  const layerReports = reportLayers(image, layers, secrets);
  const { User, Entrypoint, Cmd } = image.config.config ?? {};
  const clean = (words: readonly string[] | null | undefined): string[] =>
    (words ?? []).map((word) => redact(word, secrets));
  return {
    name,
    platform: formatPlatform(image.platform),
    digest: image.digest,
    base: null,
    verified: layers.every(({ verified }) => verified),
    unpacked,
    download: download(image, layerReports),
    effective,
    wasted: unpacked - effective,
    shared: null,
    buildSeconds: null,
    layers: layerReports,
    categories: addUp(placed),
    ...listFiles(placed),
    goBinaries: goBinaries(visible),
    config: { user: redact(User ?? '', secrets), entrypoint: clean(Entrypoint), cmd: clean(Cmd) },
    packages: { os: sum([...visible.keys()].map(({ packages }) => packages?.count ?? 0)) },
    findings: [],
  };
}

function reportLayers(image: ResolvedImage, layers: readonly LayerFacts[], secrets: readonly string[]): LayerReport[] {
  const instructions = layerInstructions(image.config, layers.length);
  return layers.map((layer, index) => ({
    digest: layer.digest,
    createdBy: cleanCreatedBy(instructions[index] ?? '', secrets),
    unpacked: sum(layer.files.map(({ bytes }) => bytes)),
    download: layer.compression === 'none' && !image.storedAsPulled ? null : layer.blobBytes,
    files: layer.files.length,
    fromBase: null,
  }));
}

/** History entries that made a layer, in order. Where they are fewer or more than the layers, none can be told. */
function layerInstructions(config: Config, layers: number): readonly string[] {
  const made = (config.history ?? []).filter(({ empty_layer: empty }) => !empty);
  return made.length === layers ? made.map(({ created_by: createdBy }) => createdBy ?? '') : [];
}

/** A layer that stands in the image twice is pulled once. */
function download(image: ResolvedImage, layers: readonly LayerReport[]): number | null {
  if (image.metadataBytes === null) return null;
  let total = image.metadataBytes;
  for (const [, bytes] of new Map(layers.map((layer) => [layer.digest, layer.download]))) {
    if (bytes === null) return null;
    total += bytes;
  }
  return total;
}

function addUp(placed: readonly Placed[]): ImageReport['categories'] {
  const totals = new Map<Category, number>();
  const add = (category: Category, bytes: number): void => {
    if (bytes > 0) totals.set(category, (totals.get(category) ?? 0) + bytes);
  };
  for (const { file, category } of placed) {
    const debug = file.go?.kind === 'go' ? file.go.debugBytes : 0;
    add('debug', debug);
    add(category, file.bytes - debug);
  }
  return [...totals]
    .map(([name, bytes]) => ({ name, bytes }))
    .sort((a, b) => b.bytes - a.bytes || compare(a.name, b.name));
}

function listFiles(placed: readonly Placed[]): Pick<ImageReport, 'files' | 'filesOmitted'> {
  const files: FileReport[] = placed
    .filter(({ file }) => file.bytes >= LISTED_FROM)
    .map(({ file, layer, category }) => ({ path: file.path, bytes: file.bytes, category, layer }))
    .sort((a, b) => b.bytes - a.bytes || compare(a.path, b.path) || compare(a.layer, b.layer))
    .slice(0, LISTED_AT_MOST);
  return {
    files,
    filesOmitted: {
      count: placed.length - files.length,
      bytes: sum(placed.map(({ file }) => file.bytes)) - sum(files.map(({ bytes }) => bytes)),
    },
  };
}

/** Those that a container can see: one for each file, however many names it has. */
function goBinaries(visible: ReadonlyMap<LayerFile, string>): GoBinaryReport[] {
  const binaries: GoBinaryReport[] = [];
  for (const [{ go }, path] of visible) {
    if (go?.kind !== 'go') continue;
    const { goVersion, main, bytes, stripped, debugBytes, modules, unattributed } = go;
    const module = main?.path ?? null;
    binaries.push({ path, goVersion, module, bytes, stripped, debugBytes, static: go.static, modules, unattributed });
  }
  return binaries.sort((a, b) => b.bytes - a.bytes || compare(a.path, b.path));
}

/** By code units, the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
