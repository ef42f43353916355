import { NO_FACTS } from '../../src/image/file-facts.ts';
import type { LayerFile } from '../../src/image/layer-tree.ts';

/** A file of one byte at an absolute path. */
export function aFile(path: string, more: Partial<LayerFile> = {}): LayerFile {
  const slash = path.lastIndexOf('/');
  const where = { path, folder: path.slice(0, slash), name: path.slice(slash + 1) };
  return { kind: 'file', ...where, bytes: 1, mode: 0o644, ...NO_FACTS, ...more };
}
