import { type ByteReader, bytesAt, Fields, Stretch } from './byte-reader.ts';
import type { GoProgram } from './go-program.ts';
import { largestFirst, type MeasuredModule, type MeasuredPackage } from './modules.ts';
import type { Part } from './object.ts';

/** `mach-o/fat.h`: always big-endian. */
const FAT_64 = 0xcafebabf;
const MAX_SLICES = 16;

/** The files of one architecture each in a fat Mach-O; those that point out of the file are left out. */
export function fatSlices(reader: ByteReader): readonly ByteReader[] {
  const head = bytesAt(reader, 0, 8);
  if (head === null) return [];
  const fields = new Fields(head, false);
  const stride = fields.u32(0) === FAT_64 ? 32 : 20;
  const count = Math.min(fields.u32(4), MAX_SLICES);
  const table = bytesAt(reader, 8, count * stride);
  if (table === null) return [];
  const rows = new Fields(table, false);
  const slices: ByteReader[] = [];
  let reached = 0;
  for (let at = 0; at < table.length; at += stride) {
    const offset = stride === 32 ? rows.u64(at + 8) : rows.u32(at + 8);
    const size = stride === 32 ? rows.u64(at + 16) : rows.u32(at + 12);
    // In order and apart, so that no byte is counted for two architectures.
    if (!(offset >= reached && offset + size <= reader.size)) continue;
    slices.push(new Stretch(reader, offset, size));
    reached = offset + size;
  }
  return slices;
}

/** One program of all its architectures; what lies between them is `other`. Null where there is none. */
export function joinSlices(programs: readonly GoProgram[], bytes: number): GoProgram | null {
  const [first] = programs;
  if (first === undefined) return null;
  const sum = (value: (program: GoProgram) => number): number =>
    programs.reduce((total, program) => total + value(program), 0);
  const part = (name: Part): number => sum(({ parts }) => parts[name]);
  const between = bytes - sum((program) => program.bytes);
  const attributed = sum((program) => program.bytes - program.unattributed);
  return {
    ...first,
    architecture: programs.map(({ architecture }) => architecture).join('+'),
    bytes,
    stripped: programs.every(({ stripped }) => stripped),
    debugBytes: sum(({ debugBytes }) => debugBytes),
    parts: {
      text: part('text'),
      rodata: part('rodata'),
      data: part('data'),
      pclntab: part('pclntab'),
      symbols: part('symbols'),
      dwarf: part('dwarf'),
      other: part('other') + between,
    },
    packages: joinPackages(programs.flatMap(({ packages }) => packages)),
    modules: joinModules(programs.flatMap(({ modules }) => modules)),
    unattributed: bytes - attributed,
    functionsKnown: programs.every(({ functionsKnown }) => functionsKnown),
    links: new Set(programs.flatMap(({ links }) => [...links])),
    notes: [...new Set(programs.flatMap(({ notes }) => notes))],
  };
}

function joinPackages(packages: readonly MeasuredPackage[]): MeasuredPackage[] {
  const joined = new Map<string, MeasuredPackage>();
  for (const item of packages) {
    const { bytes, functions } = joined.get(item.path) ?? { bytes: 0, functions: 0 };
    joined.set(item.path, { ...item, bytes: item.bytes + bytes, functions: item.functions + functions });
  }
  return largestFirst([...joined.values()]);
}

function joinModules(modules: readonly MeasuredModule[]): MeasuredModule[] {
  const joined = new Map<string, MeasuredModule>();
  for (const item of modules) {
    const key = `${item.kind}\0${item.path}\0${item.version}`;
    joined.set(key, { ...item, bytes: item.bytes + (joined.get(key)?.bytes ?? 0) });
  }
  return largestFirst([...joined.values()]);
}
