import type { Category } from '../model/category.ts';
import { FILES_LISTED_AT_MOST, FILES_LISTED_FROM } from '../model/file-list.ts';
import { formatPlatform } from '../model/platform.ts';
import type { Policy } from '../model/policy.ts';
import type { FileReport, GoBinaryReport, ImageReport, LayerReport } from '../model/report.ts';
import type { RuleSettings } from '../model/rule-setting.ts';
import { redact } from '../model/text.ts';
import { byText } from '../model/text-order.ts';
import type { KnownBase } from './base/known-base.ts';
import { categoryOf, imageContext } from './categories.ts';
import { imageConfig } from './checks/config.ts';
import { imageFacts, type PlacedFile } from './checks/facts.ts';
import { checkImage } from './checks/run-checks.ts';
import { cleanCreatedBy } from './created-by.ts';
import { diveScore } from './dive-score.ts';
import { duplicateGroups, reportDuplicates } from './duplicates.ts';
import { notableFiles, stackLayers, visibleFiles } from './effective.ts';
import { biggestFolders } from './folders.ts';
import { goBinaryReport } from './go-report.ts';
import { baseLayers, layerInstructions } from './history.ts';
import type { LayerFacts } from './layer.ts';
import type { LayerFile } from './layer-tree.ts';
import type { ResolvedImage } from './resolved.ts';
import { sumOf } from './sums.ts';
import { attackSurface } from './surface.ts';
import { wastedFiles } from './wasted.ts';

/** What only the caller knows of an image. */
export interface ImageContextOptions {
  readonly name: string;
  readonly secrets: readonly string[];
  /** Keywords of the instructions that the image's own Dockerfile adds to its base, in order; undefined: not known. */
  readonly instructions: readonly string[] | undefined;
  /** Settings of the checks, by id. */
  readonly rules: RuleSettings;
  readonly policy: Policy;
  /** What is known of the base from elsewhere than the instructions. */
  readonly base: KnownBase;
}

/** Adds up what the layers of one image hold, the bottom one first. */
export function imageReport(
  image: ResolvedImage,
  layers: readonly LayerFacts[],
  { name, secrets, instructions, rules, policy, base }: ImageContextOptions,
): ImageReport {
  const all = layers.flatMap(({ files }) => files);
  const context = imageContext(all);
  const placed = layers.flatMap(({ digest, files }) =>
    files.map((file): PlacedFile => ({ file, layer: digest, category: categoryOf(file, context) })),
  );
  const roots = layers.map(({ root }) => root);
  const stacked = stackLayers(roots);
  const efficiency = diveScore(roots);
  const visible = visibleFiles(stacked.root);
  const duplicates = duplicateGroups(visible);
  const notable = notableFiles(visible);
  const effective = bytesSeen(visible);
  const fromBase = base.layers ?? baseLayers(image.config.history ?? [], layers.length, instructions);
  const layerReports = reportLayers(image, layers, secrets, fromBase);
  const unpacked = sumOf(layerReports, (layer) => layer.unpacked);
  const { User, Entrypoint, Cmd } = image.config.config ?? {};
  const clean = (words: readonly string[] | null | undefined): string[] =>
    (words ?? []).map((word) => redact(word, secrets));
  const report: Omit<ImageReport, 'findings'> = {
    name,
    platform: formatPlatform(image.platform),
    digest: image.digest,
    base: base.base === null ? null : { ...base.base, reference: redact(base.base.reference, secrets) },
    verified: layers.every(({ verified }) => verified),
    unpacked,
    download: download(image, layerReports),
    effective,
    wasted: unpacked - effective,
    shared: shared(layerReports),
    buildSeconds: null,
    layers: layerReports,
    categories: addUp(placed),
    ...listFiles(placed, unpacked),
    folders: biggestFolders(all),
    ...wastedFiles(layers, stacked, visible, unpacked - effective),
    ...(efficiency === null ? {} : { efficiency }),
    duplicates: reportDuplicates(duplicates),
    surface: attackSurface(stacked.root, notable),
    goBinaries: goBinaries(notable, (text) => redact(text, secrets)),
    config: { user: redact(User ?? '', secrets), entrypoint: clean(Entrypoint), cmd: clean(Cmd) },
    packages: osPackages([...notable.keys()]),
  };
  const { platform } = image;
  const config = imageConfig(image.config);
  const facts = imageFacts({
    platform,
    config,
    placed,
    root: stacked.root,
    visible,
    notable,
    duplicates,
    report,
    policy,
  });
  const findings = checkImage(facts, rules).map((finding) => ({
    ...finding,
    message: redact(finding.message, secrets),
    ...(finding.path === undefined ? {} : { path: redact(finding.path, secrets) }),
  }));
  return { ...report, findings };
}

function osPackages(notable: readonly LayerFile[]): ImageReport['packages'] {
  const os = sumOf(notable, ({ packages }) => packages?.count ?? 0);
  const unread = notable.filter(({ packages }) => packages?.count === null).length;
  return unread === 0 ? { os } : { os, unread };
}

function bytesSeen(visible: ReadonlyMap<LayerFile, string>): number {
  let total = 0;
  visible.forEach((_, { bytes }) => {
    total += bytes;
  });
  return total;
}

function reportLayers(
  image: ResolvedImage,
  layers: readonly LayerFacts[],
  secrets: readonly string[],
  fromBase: number | null,
): LayerReport[] {
  const instructions = layerInstructions(image.config.history ?? [], layers.length);
  return layers.map((layer, index) => {
    const unpacked = sumOf(layer.files, ({ bytes }) => bytes);
    return {
      digest: layer.digest,
      createdBy: cleanCreatedBy(instructions[index] ?? '', secrets),
      unpacked,
      download: layer.compression === 'none' && !image.storedAsPulled ? null : layer.blobBytes,
      files: layer.files.length,
      fromBase: fromBase === null ? null : index < fromBase,
      tarOverhead: layer.tarBytes - (unpacked - layer.holeBytes),
    };
  });
}

/** Download bytes of the distinct layers that the base image has too; null where one of them is not known. */
function shared(layers: readonly LayerReport[]): number | null {
  if (layers.some(({ fromBase }) => fromBase === null)) return null;
  const base = new Map(layers.filter(({ fromBase }) => fromBase).map(({ digest, download }) => [digest, download]));
  let total = 0;
  for (const bytes of base.values()) {
    if (bytes === null) return null;
    total += bytes;
  }
  return total;
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

function addUp(placed: readonly PlacedFile[]): ImageReport['categories'] {
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
    .sort((a, b) => b.bytes - a.bytes || byText(a.name, b.name));
}

function listFiles(placed: readonly PlacedFile[], unpacked: number): Pick<ImageReport, 'files' | 'filesOmitted'> {
  const files: FileReport[] = placed
    .filter(({ file }) => file.bytes >= FILES_LISTED_FROM)
    .map(({ file, layer, category }) => ({ path: file.path, bytes: file.bytes, category, layer }))
    .sort((a, b) => b.bytes - a.bytes || byText(a.path, b.path) || byText(a.layer, b.layer))
    .slice(0, FILES_LISTED_AT_MOST);
  return {
    files,
    filesOmitted: {
      count: placed.length - files.length,
      bytes: unpacked - sumOf(files, ({ bytes }) => bytes),
    },
  };
}

/** Those that a container can see: one for each file, however many names it has. */
function goBinaries(notable: ReadonlyMap<LayerFile, string>, clean: (text: string) => string): GoBinaryReport[] {
  const binaries: GoBinaryReport[] = [];
  notable.forEach((path, { go }) => {
    if (go?.kind === 'go') binaries.push(goBinaryReport(path, go, clean));
  });
  return binaries.sort((a, b) => b.bytes - a.bytes || byText(a.path, b.path));
}
