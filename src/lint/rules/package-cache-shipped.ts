import type { RunScript } from '../../dockerfile/runs.ts';
import { appendCommand } from '../append-command.ts';
import { insertAfterVerbs } from '../packages/insert-after-verbs.ts';
import { type LeftCache, leftCaches, removesDockerClean } from '../packages/package-caches.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';
import { shippedToolchain } from '../toolchain.ts';

export const packageCacheShippedPage: RulePage = {
  why: `Package lists and download caches serve the next install. A running container installs nothing, so they are only pulled,
stored and scanned. They have to go in the RUN that makes them: an \`rm\` in a later instruction hides them, and the layer
stays as big.

\`apt-get clean\` does not remove the lists, only downloaded packages, which the official debian and ubuntu images drop by
themselves. \`apk add --no-cache\` makes no index, \`pip install --no-cache-dir\` no download cache.

It keeps quiet about stages that are not shipped; where the folder is a cache or tmpfs mount; where the same RUN removes it
after the last install, or hands over to a script that may; about images that are not run as a service; and where
\`final-stage-toolchain\` already says that the whole stage should not be shipped.`,
  saves: 'The lists of Debian and the metadata of Fedora are among the biggest things in many small images.',
  examples: [
    {
      bad: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates
COPY server /usr/bin/
CMD ["server"]
`,
      good: `FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
COPY server /usr/bin/
CMD ["server"]
`,
    },
    {
      bad: 'FROM alpine:3.22\nRUN apk add ca-certificates\nCOPY server /usr/bin/\nCMD ["server"]\n',
      good: 'FROM alpine:3.22\nRUN apk add --no-cache ca-certificates\nCOPY server /usr/bin/\nCMD ["server"]\n',
    },
  ],
};

export const packageCacheShipped: Rule = {
  id: 'package-cache-shipped',
  severity: 'warning',
  runtimeOnly: true,
  fix: 'safe',
  summary: 'a package manager leaves its lists or downloads in a shipped layer',
  check: (context) => {
    if (shippedToolchain(context) !== undefined) return [];
    let keepsArchives = false;
    return context.runs
      .filter((run) => context.shipped.has(run.stage))
      .flatMap((run) => {
        keepsArchives ||= removesDockerClean(run);
        return leftCaches(run, keepsArchives).map((left) => remarkOf(context, run, left));
      });
  },
};

function remarkOf({ dockerfile }: RuleContext, run: RunScript, { cache, filledBy }: LeftCache): Remark {
  const [first] = filledBy;
  const { option } = cache;
  const byOption = option !== undefined && filledBy.every(({ verb }) => option.verbs.includes(verb));
  const command = cache.remedy(first);
  const edits = byOption
    ? insertAfterVerbs(dockerfile.source.text, option.text, filledBy)
    : // What sudo made as root, sudo would have to remove.
      first.wrapped
      ? []
      : appendCommand(dockerfile, run, command);
  return {
    message: `${first.name} ${first.verb} leaves ${cache.what} in a layer that is shipped: ${byOption ? `add ${option.text}` : `end the RUN with "&& ${command}"`}`,
    range: run.range(first.program.at, first.verbWord.end),
    ...(edits.length === 0 ? {} : { fix: { safe: true, edits } }),
  };
}
