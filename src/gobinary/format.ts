/** File formats that hold machine code. */
export type ExecutableFormat = 'elf' | 'pe' | 'mach-o' | 'mach-o-fat';

/** As many first bytes as `executableFormat` wants to see. */
export const FORMAT_BYTES = 8;

/**
 * A Java class file has the magic of a fat Mach-O. Where that one counts its architectures the class file has its
 * version, and no Java had a version below 45.
 */
const JAVA_FIRST_VERSION = 45;

/** What the first bytes of a file say that it is, or null. `MZ` alone is a promise: only the whole file shows a PE. */
export function executableFormat(head: Uint8Array): ExecutableFormat | null {
  if (head.length < 4) return head.length >= 2 && head[0] === 0x4d && head[1] === 0x5a ? 'pe' : null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const magic = view.getUint32(0);
  if (magic === 0x7f454c46) return 'elf';
  if (magic >>> 16 === 0x4d5a) return 'pe';
  if (magic === 0xfeedface || magic === 0xfeedfacf || magic === 0xcefaedfe || magic === 0xcffaedfe) return 'mach-o';
  if (magic === 0xcafebabe || magic === 0xcafebabf) {
    return head.length >= 8 && view.getUint32(4) < JAVA_FIRST_VERSION ? 'mach-o-fat' : null;
  }
  return null;
}
