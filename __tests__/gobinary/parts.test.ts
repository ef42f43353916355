import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ObjectSection, PARTS } from '../../src/gobinary/object.ts';
import { splitParts } from '../../src/gobinary/parts.ts';

/** Byte by byte: the table first, then whichever section began first. */
function painted(
  sections: readonly ObjectSection[],
  size: number,
  table: { offset: number; size: number } | null,
): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(PARTS.map((part) => [part, 0]));
  const inTable = (at: number): boolean => table !== null && at >= table.offset && at < table.offset + table.size;
  for (let at = 0; at < size; at += 1) {
    const holders = sections.filter(({ offset, size: length }) => at >= offset && at < offset + length);
    const part = inTable(at) ? 'pclntab' : holders.length === 0 ? 'other' : null;
    if (part !== null) counts[part] = (counts[part] ?? 0) + 1;
    else counts.held = (counts.held ?? 0) + 1;
  }
  return counts;
}

const section = fc.record({
  name: fc.constant('.x'),
  part: fc.constantFrom(...PARTS),
  offset: fc.nat(120),
  size: fc.oneof(fc.nat(60), fc.constant(Number.MAX_SAFE_INTEGER), fc.constant(Number.NaN)),
});

test('whatever sections claim, parts add up to the file, and each byte counts once', () => {
  fc.assert(
    fc.property(
      fc.array(section, { maxLength: 8 }),
      fc.nat(100),
      fc.option(fc.record({ offset: fc.nat(120), size: fc.nat(60) })),
      (sections, size, table) => {
        const parts = splitParts(sections, size, table);
        expect(Object.values(parts).reduce((sum, bytes) => sum + bytes, 0)).toBe(size);
        expect(Math.min(...Object.values(parts))).toBeGreaterThanOrEqual(0);
        const whole = sections.filter((one) => Number.isSafeInteger(one.size));
        if (whole.some(({ part }) => part === 'pclntab' || part === 'other')) return;
        const expected = painted(whole, size, table);
        expect(parts.pclntab).toBe(expected.pclntab);
        expect(parts.other).toBe(expected.other);
      },
    ),
    { seed: 9, numRuns: 3_000 },
  );
});

test('of sections that overlap, the one that begins first has the bytes', () => {
  const at = (part: ObjectSection['part'], offset: number, size: number): ObjectSection => ({
    name: '.x',
    part,
    offset,
    size,
  });
  expect(splitParts([at('rodata', 20, 60), at('text', 10, 20), at('data', 70, 100)], 100, null)).toMatchObject({
    text: 20,
    rodata: 50,
    data: 20,
    other: 10,
  });
  expect(splitParts([at('rodata', 20, 60)], 100, { offset: 30, size: 10 })).toMatchObject({
    rodata: 50,
    pclntab: 10,
    other: 40,
  });
});
