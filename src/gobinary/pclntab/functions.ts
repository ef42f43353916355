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

/**
 * Sees one function: where its name stands in `names`, the bytes of its code, and those that it has in the table. No
 * object is made per function, as there may be millions.
 */
export type FunctionVisitor = (
  names: Buffer,
  nameStart: number,
  nameEnd: number,
  textBytes: number,
  tableBytes: number,
) => void;

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
export function walkFunctions(reader: ByteReader, table: FunctionTable, visit: FunctionVisitor): WalkedTable | string {
  const { littleEndian, functions, since, pointerSize } = table;
  const size = entrySize(table);
  const half = size / 2;
  const form = recordForm(since, pointerSize);
  const namesSize = table.units - table.names;
  if (namesSize > MAX_NAMES) return 'its names are larger than any program has';
  const nameBytes = bytesAt(reader, table.offset + table.names, namesSize);
  if (nameBytes === null) return 'its names lie out of the file';
  const names = Buffer.from(nameBytes.buffer, nameBytes.byteOffset, nameBytes.byteLength);

  const budget: ReadBudget = { left: 4 * table.room + SPARE_READS };
  const region = (start: number, end: number): Window => new Window(reader, table.offset + start, end - start, budget);
  const entries = region(table.entries, table.room);
  const records = region(table.entries, table.room);
  const pcDataSize = table.entries - table.pcData;
  const pcData = region(table.pcData, table.entries);
  const nameClaims = new Claims(namesSize);
  const pcDataClaims = new Claims(pcDataSize);
  let recordsLeft = table.room - table.entries;
  let namesLeft = 2 * namesSize + SPARE_NAMES;

  const number = (view: DataView, at: number): number =>
    half === 8
      ? view.getUint32(littleEndian ? at : at + 4, littleEndian) +
        view.getUint32(littleEndian ? at + 4 : at, littleEndian) * 2 ** 32
      : view.getUint32(at, littleEndian);

  let textBytes = 0;
  let tableBytes = 0;
  let end = table.entries + functions * size + half;
  for (let index = 0; index < functions; index += 1) {
    // The pc of the next entry, or of the end behind the last one, stands right behind this one.
    const entry = entries.seek(index * size, size + half);
    if (entry < 0) return STRAY;
    const text = number(entries.view, entry + size) - number(entries.view, entry);
    const recordAt = number(entries.view, entry + half);
    if (!(text >= 0)) return 'its functions are not in order';

    let record = records.seek(recordAt, form.fixed);
    if (record < 0) return STRAY;
    const pcTables = records.view.getUint32(record + form.pcTables, littleEndian);
    const pcEnd = form.fixed + 4 * pcTables;
    const funcData = records.view.getUint8(record + form.fixed - 1);
    const recordBytes =
      (funcData === 0 ? pcEnd : Math.ceil(pcEnd / form.funcData) * form.funcData) + form.funcData * funcData;
    recordsLeft -= recordBytes;
    if (recordsLeft < 0) return 'its records overlap';
    record = records.seek(recordAt, recordBytes);
    if (record < 0) return STRAY;
    let own = size + recordBytes;

    const nameStart = records.view.getUint32(record + form.name, littleEndian);
    const nameEnd = nameStart < namesSize ? names.indexOf(0, nameStart) : -1;
    if (nameEnd < 0) return 'a name lies out of it';
    namesLeft -= nameEnd - nameStart;
    if (namesLeft < 0) return 'its names overlap';
    if (nameClaims.first(nameStart)) {
      if (!nameClaims.take(nameEnd + 1 - nameStart)) return 'its names overlap';
      own += nameEnd + 1 - nameStart;
    }

    for (let pcTable = -3; pcTable < pcTables; pcTable += 1) {
      // Stack depth, file and line stand in the fixed part, the others behind it.
      const at = pcTable < 0 ? form.pcTables + 4 * pcTable : form.fixed + 4 * pcTable;
      const blobAt = records.view.getUint32(record + at, littleEndian);
      if (blobAt === 0 || !pcDataClaims.first(blobAt)) continue;
      const bytes = pcDataBytes(pcData, blobAt, pcDataSize);
      if (bytes < 0 || !pcDataClaims.take(bytes)) return 'its values by pc do not end';
      own += bytes;
    }
    textBytes += text;
    tableBytes += own;
    end = Math.max(end, table.entries + recordAt + recordBytes);
    visit(names, nameStart, nameEnd, text, own);
  }
  return { functions, textBytes, tableBytes, end };
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
