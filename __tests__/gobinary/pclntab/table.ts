/** A function table of any form, laid out by `debug/gosym` and `runtime/symtab.go`. */
export interface TableForm {
  readonly since: '1.16' | '1.18' | '1.20';
  readonly pointerSize: 4 | 8;
  readonly littleEndian: boolean;
}

export interface TableFunction {
  readonly name: string;
  readonly size: number;
  /** Contents of its tables of values by pc: stack, file, line, then the others. The same bytes are stored once. */
  readonly pcData: readonly (readonly number[])[];
  readonly funcData: number;
}

export const FORMS: readonly TableForm[] = (['1.16', '1.18', '1.20'] as const).flatMap((since) =>
  ([4, 8] as const).flatMap((pointerSize) =>
    [true, false].map((littleEndian) => ({ since, pointerSize, littleEndian })),
  ),
);

const MAGIC = { '1.16': 0xfffffffa, '1.18': 0xfffffff0, '1.20': 0xfffffff1 };
const FIXED = { '1.16': 40, '1.18': 40, '1.20': 44 };

/** Functions one after the other from address 0x1000 on, and source files. */
export function buildTable(form: TableForm, functions: readonly TableFunction[], files: readonly string[]): Buffer {
  const { since, pointerSize, littleEndian } = form;
  const old = since === '1.16';
  const number = (value: number, width: number): Buffer => {
    const bytes = Buffer.alloc(width);
    const view = new DataView(bytes.buffer, bytes.byteOffset, width);
    if (width === 8) view.setBigUint64(0, BigInt(value), littleEndian);
    else view.setUint32(0, value, littleEndian);
    return bytes;
  };
  const offsets = new Map<string, number>();
  const stored: Buffer[] = [];
  const store = (text: string, first: number): number => {
    const known = offsets.get(text);
    if (known !== undefined) return known;
    const at = first + stored.reduce((sum, piece) => sum + piece.length, 0);
    stored.push(Buffer.from(text, 'latin1'));
    offsets.set(text, at);
    return at;
  };
  const region = <T>(make: () => T): { made: T; bytes: Buffer } => {
    offsets.clear();
    stored.length = 0;
    const made = make();
    return { made, bytes: Buffer.concat(stored) };
  };
  const names = region(() => functions.map(({ name }) => store(`${name}\0`, 0)));
  // Offset 0 stands for no table.
  const blobs = region(() =>
    functions.map(({ pcData }) =>
      pcData.map((blob) => (blob.length === 0 ? 0 : store(String.fromCharCode(...blob), 1))),
    ),
  );
  const fileTable = Buffer.from(files.map((file) => `${file}\0`).join(''), 'utf8');
  const units = number(0, 4);
  const pcTable = Buffer.concat([Buffer.alloc(1), blobs.bytes]);

  const width = old ? pointerSize : 4;
  const entriesSize = functions.length * 2 * width + width;
  const entries: Buffer[] = [];
  const records: Buffer[] = [];
  let address = old ? 0x1000 : 0;
  let at = entriesSize;
  functions.forEach(({ size, funcData }, index) => {
    const fixed = Buffer.alloc(FIXED[since] + (old && pointerSize === 8 ? 4 : 0));
    number(address, width).copy(fixed, 0);
    const put = (offset: number, value: number): void => void number(value, 4).copy(fixed, width + offset);
    put(0, names.made[index] ?? 0);
    const tables = blobs.made[index] ?? [];
    for (const [which, value] of tables.slice(0, 3).entries()) put(12 + 4 * which, value);
    const others = tables.slice(3);
    put(24, others.length);
    fixed[fixed.length - 1] = funcData;
    const head = Buffer.concat([fixed, ...others.map((value) => number(value, 4))]);
    const padded = old && funcData > 0 ? Math.ceil(head.length / pointerSize) * pointerSize : head.length;
    const record = Buffer.concat([head, Buffer.alloc(padded - head.length), Buffer.alloc(funcData * width)]);
    entries.push(number(address, width), number(at, width));
    records.push(record);
    address += size;
    at += record.length;
  });
  entries.push(number(address, width));

  const words = old ? 7 : 8;
  const start = 8 + words * pointerSize;
  const marks = [start, start + names.bytes.length];
  for (const piece of [units, fileTable, pcTable]) marks.push((marks.at(-1) ?? 0) + piece.length);
  const header = Buffer.concat([
    number(MAGIC[since], 4),
    Buffer.from([0, 0, 1, pointerSize]),
    ...[functions.length, files.length, ...(old ? [] : [0]), ...marks].map((value) => number(value, pointerSize)),
  ]);
  return Buffer.concat([header, names.bytes, units, fileTable, pcTable, ...entries, ...records]);
}
