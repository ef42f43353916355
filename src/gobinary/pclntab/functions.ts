import { type ByteReader, bytesAt } from '../byte-reader.ts';
import { Claims } from './claims.ts';
import { entrySize, type FunctionTable } from './header.ts';
import { pcDataBytes } from './pc-data.ts';
import { type ReadBudget, Window } from './window.ts';

/** All names are in memory at once; the largest Go programs have some 20 MB of them. */
const MAX_NAMES = 2 ** 26;
const SPARE_READS = 2 ** 26;
/** Names are looked at once for each function that has one, and few have one in common. */
const SPARE_NAMES = 2 ** 20;

/** Outside, or so scattered that the reads allowed are used up. */
const STRAY = 'its records lie out of it, or all over it';

export interface FunctionVisitor {
  /**
   * Sees one function: where its name stands in `names`, the bytes of its code, and those that it has in the table. No
   * object is made per function, as there may be millions.
   */
  visit(names: Buffer, nameStart: number, nameEnd: number, textBytes: number, tableBytes: number): void;
}

export interface WalkedTable {
  readonly functions: number;
  /** Code between the first function and the end of the last: the gap behind a function belongs to it. */
  readonly textBytes: number;
  /** Bytes of the table that functions own. */
  readonly tableBytes: number;
  /** Where the last record ends, from the start of the table. */
  readonly end: number;
}

/**
 * Visits all functions by rising address. A function owns its entry, its record, its name, and the tables of values by
 * pc that no function before it has named. Text, where there is a reason not to believe the table: the visits so far
 * are void then.
 */
export function walkFunctions(
  reader: ByteReader,
  table: FunctionTable,
  visitor: FunctionVisitor,
): WalkedTable | string {
  const namesSize = table.units - table.names;
  if (namesSize > MAX_NAMES) return 'its names are larger than any program has';
  const nameBytes = bytesAt(reader, table.offset + table.names, namesSize);
  if (nameBytes === null) return 'its names lie out of the file';
  const names = Buffer.from(nameBytes.buffer, nameBytes.byteOffset, nameBytes.byteLength);
  const walk = new Walk(reader, table, names);
  let textBytes = 0;
  let tableBytes = 0;
  for (let index = 0; index < table.functions; index += 1) {
    const wrong = walk.take(index);
    if (wrong !== null) return wrong;
    textBytes += walk.textBytes;
    tableBytes += walk.ownBytes;
    visitor.visit(names, walk.nameStart, walk.nameEnd, walk.textBytes, walk.ownBytes);
  }
  return { functions: table.functions, textBytes, tableBytes, end: walk.end };
}

/** One function at a time, its numbers in the fields: what is called for each gets compiled sooner than a long loop. */
class Walk {
  /** Of the function that was taken last. */
  textBytes = 0;
  ownBytes = 0;
  nameStart = 0;
  nameEnd = 0;
  /** Where the last record so far ends, from the start of the table. */
  end: number;
  readonly #littleEndian: boolean;
  readonly #entriesAt: number;
  readonly #entrySize: number;
  readonly #form: RecordForm;
  readonly #names: Buffer;
  readonly #entries: Window;
  readonly #records: Window;
  readonly #pcData: Window;
  readonly #pcDataSize: number;
  readonly #nameClaims: Claims;
  readonly #pcDataClaims: Claims;
  #recordsLeft: number;
  #namesLeft: number;

  constructor(reader: ByteReader, table: FunctionTable, names: Buffer) {
    const { littleEndian, functions, since, pointerSize, offset, room, entries, pcData } = table;
    const budget: ReadBudget = { left: 4 * room + SPARE_READS };
    const region = (start: number, end: number): Window => new Window(reader, offset + start, end - start, budget);
    this.#littleEndian = littleEndian;
    this.#entriesAt = entries;
    this.#entrySize = entrySize(table);
    this.#form = recordForm(since, pointerSize);
    this.#names = names;
    this.#entries = region(entries, room);
    this.#records = region(entries, room);
    this.#pcData = region(pcData, entries);
    this.#pcDataSize = entries - pcData;
    this.#nameClaims = new Claims(names.length);
    this.#pcDataClaims = new Claims(this.#pcDataSize);
    this.#recordsLeft = room - entries;
    this.#namesLeft = 2 * names.length + SPARE_NAMES;
    this.end = entries + functions * this.#entrySize + this.#entrySize / 2;
  }

  /** Null, or why the table is not to be believed. */
  take(index: number): string | null {
    const size = this.#entrySize;
    const half = size / 2;
    // The pc of the next entry, or of the end behind the last one, stands right behind this one.
    const entry = this.#entries.seek(index * size, size + half);
    if (entry < 0) return STRAY;
    const { view } = this.#entries;
    this.textBytes = this.#number(view, entry + size) - this.#number(view, entry);
    if (!(this.textBytes >= 0)) return 'its functions are not in order';
    this.ownBytes = size;
    return this.#takeRecord(this.#number(view, entry + half));
  }

  #number(view: DataView, at: number): number {
    const little = this.#littleEndian;
    if (this.#entrySize === 8) return view.getUint32(at, little);
    return view.getUint32(little ? at : at + 4, little) + view.getUint32(little ? at + 4 : at, little) * 2 ** 32;
  }

  #takeRecord(at: number): string | null {
    const { pcTables: countAt, fixed, funcData, name } = this.#form;
    const little = this.#littleEndian;
    const head = this.#records.seek(at, fixed);
    if (head < 0) return STRAY;
    const pcTables = this.#records.view.getUint32(head + countAt, little);
    const funcDataCount = this.#records.view.getUint8(head + fixed - 1);
    const pcEnd = fixed + 4 * pcTables;
    const bytes = (funcDataCount === 0 ? pcEnd : Math.ceil(pcEnd / funcData) * funcData) + funcData * funcDataCount;
    this.#recordsLeft -= bytes;
    if (this.#recordsLeft < 0) return 'its records overlap';
    const record = this.#records.seek(at, bytes);
    if (record < 0) return STRAY;
    this.ownBytes += bytes;
    this.end = Math.max(this.end, this.#entriesAt + at + bytes);
    return this.#takeName(this.#records.view.getUint32(record + name, little)) ?? this.#takeTables(record, pcTables);
  }

  #takeName(start: number): string | null {
    const end = endOfName(this.#names, start);
    if (end < 0) return 'a name lies out of it';
    this.nameStart = start;
    this.nameEnd = end;
    this.#namesLeft -= end - start;
    if (this.#namesLeft < 0) return 'its names overlap';
    if (!this.#nameClaims.first(start)) return null;
    const bytes = end + 1 - start;
    if (!this.#nameClaims.take(bytes)) return 'its names overlap';
    this.ownBytes += bytes;
    return null;
  }

  /** The values by pc of a record: stack depth, file and line stand in its fixed part, the others behind it. */
  #takeTables(record: number, pcTables: number): string | null {
    const { pcTables: countAt, fixed } = this.#form;
    const { view } = this.#records;
    for (let index = -3; index < pcTables; index += 1) {
      const at = index < 0 ? countAt + 4 * index : fixed + 4 * index;
      const tableAt = view.getUint32(record + at, this.#littleEndian);
      if (tableAt === 0 || !this.#pcDataClaims.first(tableAt)) continue;
      const bytes = pcDataBytes(this.#pcData, tableAt, this.#pcDataSize);
      if (bytes < 0 || !this.#pcDataClaims.take(bytes)) return 'its values by pc do not end';
      this.ownBytes += bytes;
    }
    return null;
  }
}

/** Where the NUL behind a name stands; -1 for none. Names are short: a call of `indexOf` takes longer than to look. */
function endOfName(names: Buffer, start: number): number {
  for (let at = start; at < names.length; at += 1) {
    if (names[at] === 0) return at;
  }
  return -1;
}

/** Where `runtime._func` has what; its record ends with the number of funcdata, the tables of values follow. */
interface RecordForm {
  readonly name: number;
  readonly pcTables: number;
  readonly fixed: number;
  /** Bytes of one funcdata, which are its alignment too. */
  readonly funcData: number;
}

function recordForm(since: FunctionTable['since'], pointerSize: 4 | 8): RecordForm {
  if (since === '1.16') {
    return { name: pointerSize, pcTables: pointerSize + 24, fixed: pointerSize + 36, funcData: pointerSize };
  }
  return { name: 4, pcTables: 28, fixed: since === '1.18' ? 40 : 44, funcData: 4 };
}
