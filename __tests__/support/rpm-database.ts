import { execFileSync } from 'node:child_process';

export interface Table {
  readonly rows: readonly Uint8Array[];
  readonly pageSize?: number;
  /** Statements before the table is made, such as a pragma, and after all rows are in. */
  readonly before?: string;
  readonly after?: string;
}

const WRITER = `
import json, os, sqlite3, sys, tempfile
told = json.load(sys.stdin)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "x")
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript("PRAGMA page_size=%d; %s" % (told["pageSize"], told["before"]))
    database.execute("BEGIN")
    database.execute("CREATE TABLE IF NOT EXISTS 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
    database.executemany("INSERT INTO Packages (blob) VALUES (?)", [(bytes.fromhex(row),) for row in told["rows"]])
    database.execute("COMMIT")
    database.executescript(told["after"])
    database.close()
    with open(path, "rb") as file: sys.stdout.buffer.write(file.read())
`;

/** A database with the table that rpm's own backend makes, written by SQLite itself. */
export function sqliteDatabase({ rows, pageSize = 4096, before = '', after = '' }: Table): Buffer {
  const input = JSON.stringify({ pageSize, before, after, rows: rows.map((row) => Buffer.from(row).toString('hex')) });
  return execFileSync('python3', ['-c', WRITER], { input, maxBuffer: 2 ** 28 });
}

/** An entry of a header: tag, type, number of values, and their bytes. */
export type HeaderEntry = readonly [tag: number, type: number, count: number, bytes: Buffer];

export const numbers = (tag: number, ...values: readonly number[]): HeaderEntry => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index);
  return [tag, 4, values.length, bytes];
};
export const string = (tag: number, value: string): HeaderEntry => [tag, 6, 1, Buffer.from(`${value}\0`)];
export const strings = (tag: number, ...values: readonly string[]): HeaderEntry => [
  tag,
  8,
  values.length,
  Buffer.from(values.map((value) => `${value}\0`).join('')),
];

/** A header as docs/manual/format_header.md of rpm describes it, without the magic bytes of a file. */
export function headerOf(...entries: readonly HeaderEntry[]): Buffer {
  const index: Buffer[] = [];
  let data = Buffer.alloc(0);
  for (const [tag, type, count, bytes] of entries) {
    const aligned = Buffer.alloc(type === 4 ? -data.length & 3 : 0);
    const entry = Buffer.alloc(16);
    for (const [at, value] of [tag, type, data.length + aligned.length, count].entries()) {
      entry.writeUInt32BE(value, 4 * at);
    }
    index.push(entry);
    data = Buffer.concat([data, aligned, bytes]);
  }
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32BE(entries.length, 0);
  lengths.writeUInt32BE(data.length, 4);
  return Buffer.concat([lengths, ...index, data]);
}

/** The header of a package whose files stand in two folders. */
export function packageHeader(name: string, files = 2): Buffer {
  const names = Array.from({ length: files }, (_, index) => `${name}-${index}`);
  return headerOf(
    string(1000, name),
    string(1001, '1.0'),
    string(1002, '1'),
    string(1022, 'x86_64'),
    numbers(1116, ...names.map((_, index) => index % 2)),
    strings(1117, ...names),
    strings(1118, '/usr/bin/', '/opt/'),
  );
}
