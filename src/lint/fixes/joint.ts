import type { Finding } from '../../model/finding.ts';
import { inOrder } from '../lint.ts';
import type { LintJob } from '../lint-file.ts';
import type { FixInput, Texts } from './fix-texts.ts';

/**
 * Several Dockerfiles as one thing to judge and to fix: some share an ignore file, and one may be looked at for several
 * targets. What is found twice is told once.
 */
export function joinJobs(jobs: readonly LintJob[]): Pick<FixInput, 'texts' | 'judge'> {
  const texts = new Map(jobs.flatMap((job) => [...job.texts]));
  const judges = jobs.map(remembering);
  return {
    texts,
    judge: (now) => {
      const files = Map.groupBy(jobs.keys(), (index) => jobs[index]?.file ?? '');
      return [...files.values()].flatMap((indices) =>
        inOrder(together(indices.map((index) => judges[index]?.(now) ?? []))),
      );
    },
  };
}

/** What was found of one file by several looks at it. */
function together(looks: readonly (readonly Finding[])[]): readonly Finding[] {
  const told = new Map<string, { readonly finding: Finding; times: number }>();
  for (const finding of looks.flat()) {
    const key = JSON.stringify([finding.rule, finding.line, finding.column, finding.message]);
    const known = told.get(key);
    if (known === undefined) told.set(key, { finding, times: 1 });
    else known.times += 1;
  }
  // A comment is needless only where no target needs it.
  return [...told.values()]
    .filter(({ finding, times }) => finding.rule !== 'unused-ignore' || times >= looks.length)
    .map(({ finding }) => finding);
}

/** Judges anew only where one of the job's own files is another. */
function remembering(job: LintJob): (texts: Texts) => readonly Finding[] {
  let last: { readonly own: readonly (string | undefined)[]; readonly findings: readonly Finding[] } | undefined;
  return (texts) => {
    const own = job.paths.map((path) => texts.get(path));
    if (last === undefined || own.some((text, index) => text !== last?.own[index])) {
      last = { own, findings: job.judge(texts) };
    }
    return last.findings;
  };
}
