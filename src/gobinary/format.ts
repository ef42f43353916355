/** File formats that hold machine code. */
export type ExecutableFormat = 'elf' | 'pe' | 'mach-o' | 'mach-o-fat';

/** As many first bytes as `executableFormat` wants to see. */
export const FORMAT_BYTES = 8;

/**
 * A Java class file has the magic of a fat Mach-O. Where that one counts its architectures the class file has its
 * version, and no Java had a version below 45.
 */
const JAVA_FIRST_VERSION = 45;

/**
 * What the first bytes of a file say that it is, or null. `MZ` alone is a promise: only the whole file shows a PE.
 * @param bytes hold the file from `start` on, and up to `end` at most: no view is made of it, as an image has thousands
 */
export function executableFormat(bytes: Uint8Array, start = 0, end = bytes.length): ExecutableFormat | null {
  const first = bytes[start] ?? 0;
  // Nearly all files are something else, and their first byte shows it.
  if (first === 0x4d) return bytes[start + 1] === 0x5a && end - start >= 2 ? 'pe' : null;
  if ((first !== 0x7f && first < 0xca) || end - start < 4) return null;
  const magic = wordAt(bytes, start);
  if (magic === 0x7f454c46) return 'elf';
  if (magic === 0xfeedface || magic === 0xfeedfacf || magic === 0xcefaedfe || magic === 0xcffaedfe) return 'mach-o';
  if (magic === 0xcafebabe || magic === 0xcafebabf) {
    return end - start >= 8 && wordAt(bytes, start + 4) < JAVA_FIRST_VERSION ? 'mach-o-fat' : null;
  }
  return null;
}

function wordAt(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  return high * 0x10000 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
}
