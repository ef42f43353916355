import { expect } from 'vitest';
import { readElf } from '../../src/gobinary/elf.ts';
import { elfObject } from '../../src/gobinary/elf-object.ts';
import { readMachO } from '../../src/gobinary/mach-o.ts';
import type { ObjectFile } from '../../src/gobinary/object.ts';
import { walkFunctions } from '../../src/gobinary/pclntab/functions.ts';
import { locateTable } from '../../src/gobinary/pclntab/locate.ts';
import { readPe } from '../../src/gobinary/pe.ts';
import { fileReader } from './readers.ts';

interface SizedFunction {
  readonly name: string;
  readonly size: number;
}

/** Functions by rising address, by our reading of the function table. */
export function tableFunctions(path: string): SizedFunction[] {
  const reader = fileReader(path);
  const elf = readElf(reader);
  const object: ObjectFile | null = elf === null ? (readPe(reader) ?? readMachO(reader)) : elfObject(elf);
  const located = object === null ? null : locateTable(reader, object);
  if (located === null || located.table === 'old') throw new Error(`${path}: no function table`);
  const functions: SizedFunction[] = [];
  const result = walkFunctions(reader, located.table, {
    visit: (names, start, end, size) => {
      // A type within a function has a number behind a middle dot, which most symbol tables have as a plain one.
      functions.push({ name: names.toString('utf8', start, end).replaceAll('·', '.'), size });
    },
  });
  if (typeof result === 'string') throw new Error(`${path}: ${result}`);
  return functions;
}

/** What stands at an address: all names, the size that a symbol claims, and the bytes up to the next address. */
interface NmEntry {
  readonly names: ReadonlySet<string>;
  readonly size: number;
  readonly own: number;
}

/** Code by rising address, of what `go tool nm -size -sort address` prints. */
function nmEntries(output: string): NmEntry[] {
  const entries = new Map<number, { names: Set<string>; own: number }>();
  for (const line of output.split('\n')) {
    const match = /^\s*([0-9a-f]+)\s+(-?\d+)\s+([Tt])\s+(.*?)\s*$/.exec(line);
    if (match === null) continue;
    const address = Number.parseInt(match[1] ?? '', 16);
    const entry = entries.get(address) ?? { names: new Set<string>(), own: 0 };
    // Mach-O puts a line before a name; the ABI behind it is not part of the name in the table.
    const name = (match[4] ?? '').replace(/\.abi(?:0|internal)$/, '').replaceAll('·', '.');
    // Go 1.18 to 1.20 write `[...]` into the table for whatever stands in brackets.
    for (const full of [name, name.replace(/^_/, '')]) entry.names.add(full).add(full.replace(/\[.*\]/, '[...]'));
    entry.own = Math.max(entry.own, Number(match[2]));
    entries.set(address, entry);
  }
  const sorted = [...entries].sort(([a], [b]) => a - b);
  return sorted.map(([address, { names, own }], index) => ({
    names,
    own,
    size: (sorted[index + 1]?.[0] ?? address) - address,
  }));
}

/** Padding is at most what the largest alignment of code asks for. */
const MOST_PADDING = 64;

/** Function by function: what stands at its address by `go tool nm` is of its name, and reaches to the next symbol. */
export function expectNmSizes(path: string, nm: string): void {
  const functions = tableFunctions(path);
  const symbols = nmEntries(nm);
  const first = symbols.findIndex(({ names }) => names.has('runtime.text'));
  const told = symbols.slice(first, first + functions.length);
  // Behind the last one comes no symbol, and padding there belongs to nothing.
  const last = functions.length - 1;
  expect(functions.length).toBeGreaterThan(500);
  expect(told.slice(0, last).map(({ size }) => size)).toEqual(functions.slice(0, last).map(({ size }) => size));
  expect(told[last]?.size).toBeGreaterThanOrEqual(functions[last]?.size ?? Number.NaN);
  expect(told[last]?.size).toBeLessThan((functions[last]?.size ?? Number.NaN) + MOST_PADDING);
  expect(functions.filter(({ name }, index) => !told[index]?.names.has(name))).toEqual([]);
  expect(told.filter(({ size, own }) => own > 0 && size - own >= MOST_PADDING)).toEqual([]);
}
