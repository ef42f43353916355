import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { shownPath } from '../build/base-side.ts';
import type { Base } from '../compare/compare.ts';
import type { Against } from '../config/plan.ts';
import { readReport } from '../config/read-report.ts';
import { readImages } from '../image/read-images.ts';
import type { WeighReport } from '../model/report.ts';
import { weighPublished } from './published.ts';
import { layoutReport } from './report.ts';
import type { Run } from './run.ts';

/** Something that can be weighed without a work tree: a saved report, a layout or archive, an image of a registry. */
export type Operand = Extract<Against, { kind: 'report' | 'layout' | 'image' }>;

/** Weighs it. @throws ConfigError where it is not there, and what reading and fetching throw */
export async function weighOperand(run: Run, operand: Operand): Promise<{ readonly report: WeighReport } & Base> {
  const { world, cache } = run;
  const [image] = run.plan.images;
  switch (operand.kind) {
    case 'report': {
      const report = await readReport(operand.path);
      const label = shownPath(operand.path, world.cwd);
      return { source: { kind: 'report', label, sha: report.source.sha, reason: null }, report };
    }
    case 'layout': {
      const label = shownPath(operand.path, world.cwd);
      const images = await readImages(operand.path, {
        name: image.name,
        cache,
        verify: run.plan.verify,
        rules: run.plan.rules,
        policy: run.plan.policy,
        onNote: world.log.warn,
        signal: world.signal,
      });
      return { source: { kind: 'layout', label, sha: null, reason: null }, report: layoutReport(images) };
    }
    case 'image': {
      const images = await weighPublished(run, operand.reference, image);
      return {
        source: { kind: 'image', label: operand.reference, sha: null, reason: null },
        report: layoutReport(images),
      };
    }
  }
}

/** No name of a ref begins, ends or is so (`git check-ref-format`); `.tar` could be one, as `refs/tags/x.tar`. */
const NO_REF = /^\.{1,2}$|^\.{0,2}\/|\/$|^(?!refs\/).*\.tar$/;

/**
 * What a word of `plimsoll diff` names: `oci:DIR`, `image:REF`, a report, a layout or archive by its path, or else a
 * git ref. What can be none is a path though nothing is there: that is what the message should say.
 */
export function operandOf(word: string, cwd: string): Exclude<Against, { kind: 'none' }> {
  if (word.startsWith('oci:')) return { kind: 'layout', path: resolve(cwd, word.slice('oci:'.length)) };
  if (word.startsWith('image:')) return { kind: 'image', reference: word.slice('image:'.length) };
  const path = resolve(cwd, word);
  if (word.endsWith('.json')) return { kind: 'report', path };
  const isPath = NO_REF.test(word) || (word.includes('/') && statSync(path, { throwIfNoEntry: false }) !== undefined);
  return isPath ? { kind: 'layout', path } : { kind: 'commit', ref: word };
}
