import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { applyEdits } from '../../src/lint/fixes/apply-edits.ts';
import { fixTexts } from '../../src/lint/fixes/fix-texts.ts';
import { lint } from '../../src/lint/lint.ts';
import type { Finding } from '../../src/model/finding.ts';
import { CORPUS } from '../support/dockerfile-corpus.ts';
import { expectInside } from '../support/inside.ts';
import { brokenDockerfile } from '../support/mutations.ts';

const FILE = 'Dockerfile';

function judge(text: string): readonly Finding[] {
  return lint({ dockerfile: parseDockerfile(text, FILE) });
}

function problems(text: string): number {
  return parseDockerfile(text, FILE).problems.length;
}

/** Some bytes of a file flipped, dropped or doubled; what is then no UTF-8 is read as a file on disk would be. */
const broken: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...CORPUS.map(([, text]) => text)),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('set', 'drop', 'double'), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([text, changes]) => {
    let bytes = Buffer.from(text);
    for (const [place, how, byte] of changes) {
      const at = place % (bytes.length + 1);
      const put = how === 'drop' ? [] : how === 'set' ? [byte] : [bytes[at] ?? byte, bytes[at] ?? byte];
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(put), bytes.subarray(at + 1)]);
    }
    return bytes.toString('utf8');
  });

// The time is bounded so that a slow machine tries fewer files, and the seed makes the same ones first.
test('whatever a file holds, findings stand in it, are the same twice, and fixes keep it readable', () => {
  let tried = 0;
  fc.assert(
    fc.property(fc.oneof({ weight: 3, arbitrary: brokenDockerfile }, broken), (text) => {
      tried += 1;
      const findings = judge(text);
      expect(judge(text)).toEqual(findings);
      for (const finding of findings) expectInside(finding, text);
      for (const { rule, fix } of findings) {
        const edits = (fix?.edits ?? []).filter(({ file }) => file === FILE);
        // A fix by itself, as an editor applies it.
        if (edits.length > 0) expect(problems(applyEdits(text, edits)), rule).toBeLessThanOrEqual(problems(text));
      }
      if (!findings.some(({ fix }) => fix !== undefined)) return;
      const { changed } = fixTexts({
        texts: new Map([[FILE, text]]),
        judge: (texts) => judge(texts.get(FILE) ?? ''),
        tier: 'suggested',
      });
      expect(problems(changed.get(FILE) ?? text)).toBeLessThanOrEqual(problems(text));
    }),
    { seed: 8, numRuns: 4000, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
  );
  expect(tried).toBeGreaterThan(20);
});
