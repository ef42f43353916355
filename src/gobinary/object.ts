import type { LoadedRange } from './address-space.ts';
import type { BuildInfoPlace } from './build-info.ts';

/**
 * What a stretch of an executable is. `dwarf` and `symbols` are what a strip takes away; `other` is headers, padding
 * and what no section claims.
 */
export const PARTS = ['text', 'rodata', 'data', 'pclntab', 'symbols', 'dwarf', 'other'] as const;

export type Part = (typeof PARTS)[number];

export interface ObjectSection {
  readonly name: string;
  readonly part: Part;
  readonly offset: number;
  /** Bytes in the file. */
  readonly size: number;
}

/** Where a global of the program is, by its symbol. */
export interface DataSymbol {
  readonly address: number;
  readonly size: number;
}

/** An executable, whatever its format: what finding Go in it takes. */
export interface ObjectFile {
  readonly format: 'elf' | 'pe' | 'mach-o';
  /** GOARCH, or the number of the machine in words. */
  readonly architecture: string;
  readonly littleEndian: boolean;
  readonly pointerSize: 4 | 8;
  readonly sections: readonly ObjectSection[];
  readonly ranges: readonly LoadedRange[];
  readonly buildInfo: BuildInfoPlace['region'];
  readonly stripped: boolean;
}
