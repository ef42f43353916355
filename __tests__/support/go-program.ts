import type { GoProgram } from '../../src/gobinary/go-program.ts';

/** A stripped, static Go program of which nothing is known but its size. */
export function aGoProgram(overrides: Partial<GoProgram> = {}): GoProgram {
  const bytes = overrides.bytes ?? 100;
  return {
    kind: 'go',
    format: 'elf',
    architecture: 'amd64',
    goVersion: 'go1.26.8',
    mainPackage: null,
    main: null,
    dependencies: [],
    settings: new Map(),
    bytes,
    stripped: true,
    debugBytes: 0,
    static: true,
    interpreter: null,
    elf: null,
    parts: { text: 0, rodata: 0, data: 0, pclntab: 0, symbols: 0, dwarf: 0, other: bytes },
    packages: [],
    modules: [],
    unattributed: bytes,
    functionsKnown: false,
    links: new Set(),
    localPaths: null,
    embedded: null,
    notes: [],
    ...overrides,
  };
}
