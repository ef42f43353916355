import type { Stage } from '../dockerfile/stages.ts';
import type { Waste } from './context-waste.ts';
import type { RuleContext } from './rule.ts';

const NAME = 'testdata';
const NESTED = new RegExp(`[^/]/${NAME}/`);

/**
 * Test data of packages, below the top of the context, all of it together: go builds nothing in a folder of that name
 * (`go help packages`), and only what a `//go:embed` line takes from there is part of a program.
 * @param stages those that have the whole context
 */
export function nestedTests(context: RuleContext, stages: readonly Stage[]): readonly Waste[] {
  const { files, goBuilds, dockerfile, plannedPlatforms } = context;
  const builds = goBuilds.filter(({ run }) => stages.includes(run.stage));
  if (files === undefined || builds.length === 0 || dockerfile.source.text.includes(NAME)) return [];
  const found = files.find(({ path }) => NESTED.test(path)).files;
  const embeds = (): boolean =>
    builds.some((build) =>
      plannedPlatforms().some((platform) =>
        context
          .goSourceOf(build, platform)
          ?.programs.some((program) => program.embeds.some(({ sent }) => sent.some((path) => path.includes(NAME)))),
      ),
    );
  if (found.length === 0 || embeds()) return [];
  const bytes = found.reduce((sum, { path }) => sum + (files.bytesOf(path) ?? 0), 0);
  return [{ name: `**/${NAME}`, what: 'test data of packages', bytes, files: found.length, safe: false }];
}
