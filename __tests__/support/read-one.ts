import { type ReadOptions, readImages } from '../../src/image/read-images.ts';
import type { ImageReport } from '../../src/model/report.ts';
import { type TestEntry, type TestImage, tarOf, writeImage } from './layout.ts';
import { scratchFolder } from './tools.ts';

export interface Described extends Omit<TestImage, 'layers'> {
  /** The bottom layer first. */
  readonly layers: readonly (readonly TestEntry[])[];
  readonly compression?: 'gzip' | 'none';
}

/** The report of an image that consists of these entries. */
export async function readOne(image: Described, options: Partial<ReadOptions> = {}): Promise<ImageReport> {
  using folder = scratchFolder();
  const { compression = 'gzip', layers, ...rest } = image;
  const tars = await Promise.all(layers.map(async (entries) => ({ tar: await tarOf(entries), compression })));
  const { path } = writeImage(`${folder.path}/layout`, { ...rest, layers: tars });
  const [report, ...more] = await readImages(path, { name: 'x', ...options });
  if (report === undefined || more.length > 0) throw new Error('not one image');
  return report;
}

export const file = (name: string, content: string | Buffer | number, mode = 0o644): TestEntry => ({
  name,
  mode,
  content: typeof content === 'number' ? 'x'.repeat(content) : content,
});
export const folder = (name: string, mode = 0o755): TestEntry => ({ name: `${name}/`, type: 'directory', mode });
export const link = (name: string, linkname: string): TestEntry => ({ name, type: 'symlink', linkname });
export const hard = (name: string, linkname: string): TestEntry => ({ name, type: 'link', linkname });
