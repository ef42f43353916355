import type { RunScript } from '../../dockerfile/runs.ts';
import { UNKNOWN } from '../../dockerfile/shell.ts';
import type { Stage } from '../../dockerfile/stages.ts';
import { insertAfterVerbs } from '../packages/insert-after-verbs.ts';
import { type PackageCommand, packageCommandsOf } from '../packages/package-command.ts';
import { plainCommandsOf } from '../plain-command.ts';
import type { Rule, RulePage } from '../rule.ts';

export const packageRecommendsPage: RulePage = {
  why: `By default apt installs what a package recommends beside what it depends on. Recommendations are made for desktops and
servers that people log in to; a service seldom needs one of them, and one that it does need is better named.

It keeps quiet about stages that are not shipped, images that are not run as a service, and where recommendations are off:
by \`--no-install-recommends\`, \`-o APT::Install-Recommends=false\`, or a configuration of apt that an earlier step writes or copies.`,
  saves: 'The packages that are only recommended, and what those depend on.',
  examples: [
    {
      bad: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y ca-certificates && rm -rf /var/lib/apt/lists/*
COPY server /usr/bin/
CMD ["server"]
`,
      good: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY server /usr/bin/
CMD ["server"]
`,
    },
  ],
};

export const packageRecommends: Rule = {
  id: 'package-recommends',
  severity: 'note',
  runtimeOnly: true,
  fix: 'safe',
  summary: 'apt-get installs packages that nobody asked for',
  check: ({ dockerfile, lineage, runs, shipped }) => {
    const ours = runs.filter((run) => shipped.has(run.stage));
    const off = Math.min(configuredFrom(lineage), ours.find(turnsOff)?.instruction.index ?? Infinity);
    return ours
      .filter((run) => run.instruction.index < off)
      .flatMap((run) => packageCommandsOf(run).filter(takesRecommended))
      .map((command) => {
        const edits = insertAfterVerbs(dockerfile.source.text, '--no-install-recommends', [command]);
        return {
          message: `${command.name} install takes recommended packages too: add --no-install-recommends`,
          range: command.run.range(command.program.at, command.verbWord.end),
          ...(edits.length === 0 ? {} : { fix: { safe: true, edits } }),
        };
      });
  },
};

function takesRecommended({ manager, verb, options, names }: PackageCommand): boolean {
  if (manager !== 'apt' || verb !== 'install' || names.includes(UNKNOWN)) return false;
  // Named with its value, the option may also ask for them: that is a choice.
  return !options.some((option) => /install-recommends|install-suggests|^-d$|^--download-only$/i.test(option));
}

/** Does the RUN write the setting into a configuration of apt? */
function turnsOff(run: RunScript): boolean {
  return plainCommandsOf(run).some(
    ({ name, args }) => !name.startsWith('apt') && args.some(({ text }) => /APT::Install-Recommends/i.test(text)),
  );
}

/** From which instruction on a configuration of apt that is copied may hold the setting. */
function configuredFrom(lineage: readonly Stage[]): number {
  const copies = lineage
    .flatMap((stage) => stage.instructions)
    .filter(({ keyword }) => keyword === 'COPY' || keyword === 'ADD');
  return copies.find(({ body }) => /\/etc\/apt(?:\/|\b)|apt\.conf/.test(body.text))?.index ?? Infinity;
}
