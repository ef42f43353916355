import { join } from 'node:path';
import { fixTexts } from '../../src/lint/fixes/fix-texts.ts';
import { openLint } from '../../src/lint/lint-file.ts';
import type { Finding } from '../../src/model/finding.ts';
import { type Files, writeFiles } from './engine.ts';
import { scratchFolder } from './tools.ts';

/** What one rule says of the Dockerfile among the files, with the others as its build context. */
export function saidOfFiles(rule: string, files: Files): readonly Finding[] {
  using folder = scratchFolder();
  writeFiles(folder.path, files);
  const { texts, judge } = openLint({ path: join(folder.path, 'Dockerfile') });
  return judge(texts).filter((each) => each.rule === rule);
}

/** The files with the fixes of one rule in the Dockerfile. */
export function mendedFiles(rule: string, files: Files, tier: 'safe' | 'suggested'): Files {
  using folder = scratchFolder();
  writeFiles(folder.path, files);
  const path = join(folder.path, 'Dockerfile');
  const { texts, judge } = openLint({ path });
  const { changed } = fixTexts({ texts, judge: (now) => judge(now).filter((each) => each.rule === rule), tier });
  const text = changed.get(path);
  return text === undefined ? files : { ...files, Dockerfile: text };
}
