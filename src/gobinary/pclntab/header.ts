import { type ByteReader, bytesAt, Fields } from '../byte-reader.ts';

/** Magic numbers of the function table, and the Go that began to write each (`debug/gosym`). */
const VERSIONS: ReadonlyMap<number, '1.2' | '1.16' | '1.18' | '1.20'> = new Map([
  [0xfffffffb, '1.2'],
  [0xfffffffa, '1.16'],
  [0xfffffff0, '1.18'],
  [0xfffffff1, '1.20'],
]);

export const TABLE_MAGICS: readonly number[] = [...VERSIONS.keys()];

/** Magic, quantum, pointer size, and at most eight words. */
const HEADER_BYTES = 8 + 8 * 8;

/** The largest Go programs have a million functions. */
const MAX_FUNCTIONS = 2 ** 24;
const MAX_TABLE = 2 ** 29;

/** A function table (`runtime.pcHeader`) whose regions lie in order within it. All offsets count from its start. */
export interface FunctionTable {
  /** The Go that began to write this form. */
  readonly since: '1.16' | '1.18' | '1.20';
  /** In the file. */
  readonly offset: number;
  /** Bytes from there on that may belong to it. */
  readonly room: number;
  readonly littleEndian: boolean;
  readonly pointerSize: 4 | 8;
  readonly functions: number;
  readonly names: number;
  readonly units: number;
  readonly files: number;
  readonly pcData: number;
  /** Entries of functions; their records follow. */
  readonly entries: number;
}

/** `'old'`: a table of Go 1.2 to 1.15. Null: no function table, or one that does not hold together. */
export function readTableHeader(
  reader: ByteReader,
  offset: number,
  room: number,
  littleEndian: boolean,
): FunctionTable | 'old' | null {
  const bytes = bytesAt(reader, offset, Math.min(HEADER_BYTES, room, reader.size - offset));
  if (bytes === null || bytes.length < 16) return null;
  const fields = new Fields(bytes, littleEndian);
  const since = VERSIONS.get(fields.u32(0));
  const [, , , , zero1, zero2, quantum, pointerSize] = bytes;
  if (since === undefined || zero1 !== 0 || zero2 !== 0) return null;
  if (quantum !== 1 && quantum !== 2 && quantum !== 4) return null;
  if (pointerSize !== 4 && pointerSize !== 8) return null;
  const word = (index: number): number => (pointerSize === 8 ? fields.u64(8 + 8 * index) : fields.u32(8 + 4 * index));
  if (since === '1.2') return isOldTable(word(0), [word(1), word(3), word(5)]) ? 'old' : null;
  // From 1.18 on the start of the text stands in between.
  const first = since === '1.16' ? 2 : 3;
  const table: FunctionTable = {
    since,
    offset,
    room: Math.min(room, reader.size - offset),
    littleEndian,
    pointerSize,
    functions: word(0),
    names: word(first),
    units: word(first + 1),
    files: word(first + 2),
    pcData: word(first + 3),
    entries: word(first + 4),
  };
  return holdsTogether(table) ? table : null;
}

/** Behind the number of functions stand the first of them: address and record each. */
function isOldTable(functions: number, [first = 0, second = 0, third = 0]: readonly number[]): boolean {
  return functions > 2 && functions <= MAX_FUNCTIONS && first < second && second < third;
}

function holdsTogether(table: FunctionTable): boolean {
  const { functions, names, units, files, pcData, entries, room } = table;
  if (!(functions > 0 && functions <= MAX_FUNCTIONS)) return false;
  const marks = [0, names, units, files, pcData, entries, entries + functions * entrySize(table)];
  if (!marks.every((mark, index) => index === 0 || mark >= (marks[index - 1] ?? 0))) return false;
  const end = marks.at(-1) ?? Number.NaN;
  return end <= room && end <= MAX_TABLE;
}

/** Bytes of a function's entry: its pc, and where its record is. */
export function entrySize({ since, pointerSize }: FunctionTable): number {
  return since === '1.16' ? 2 * pointerSize : 8;
}
