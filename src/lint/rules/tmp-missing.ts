import { type Answer, usesOf } from '../../gosource/usage.ts';
import { baseRange } from '../base-word.ts';
import { copiedFilesOf, mayMake } from '../copied-files.ts';
import { GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import { settingsMention } from '../mentions.ts';
import { placeOf, programsThat } from '../program-uses.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';
import { scratchStages } from '../scratch-users.ts';

export const tmpMissingPage: RulePage = {
  why: `\`os.CreateTemp("", …)\` and \`os.MkdirTemp\` write below \`/tmp\`, or below the folder that TMPDIR names. In an image built on
scratch there is no such folder: "open /tmp/…: no such file or directory". \`user.Current()\` reads \`/etc/passwd\`, and without it
fails where the variable USER is not set.

\`COPY --from=build --chmod=1777 /tmp /tmp\` brings the folder. Without the mode it belongs to root, and nobody else may write
there; so it is after WORKDIR. distroless \`static\` has it, and a passwd file. Where the place that runs the container mounts a folder at \`/tmp\`, nothing is missing: so this is a note.

The rule judges the source of a program in the image, as it lies in the build context. It keeps quiet where anything comes to lie
in /tmp or /etc, WORKDIR or VOLUME make the folder, TMPDIR or USER are set, or a folder is laid over the root.`,
  saves: 'A request that fails only when the first temporary file is written.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN ${GOOD_BUILD}

${ON_SCRATCH}USER 65532:65532
ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN ${GOOD_BUILD}

FROM scratch
COPY --from=build --chmod=1777 /tmp /tmp
COPY --from=build /web /web
USER 65532:65532
ENTRYPOINT ["/web"]
`,
      context: {
        'go.mod': 'module example.com/web\n\ngo 1.26\n',
        'main.go': `package main

import "os"

func main() {
	file, err := os.CreateTemp("", "upload")
	if err != nil {
		panic(err)
	}
	println(file.Name())
}
`,
      },
    },
  ],
};

export const tmpMissing: Rule = {
  id: 'tmp-missing',
  severity: 'note',
  runtimeOnly: true,
  fix: 'none',
  summary: 'the program needs /tmp or /etc/passwd, and scratch has neither',
  check: (context) => [...withoutFolder(context), ...withoutUsers(context)],
};

function withoutFolder(context: RuleContext): readonly Remark[] {
  const { lineage, target, imageState, dockerfile } = context;
  const root = lineage[0];
  if (root === undefined || target === undefined || imageState(target).facts?.tmp !== false) return [];
  if (settingsMention(lineage, /\bTMPDIR\b|\/tmp\b/) || mayHaveFolder(context)) return [];
  const uses = programsThat(context, (program): Answer => {
    // `os.TempDir` gives but the name, which few look for without a way out.
    const facts = usesOf(program, 'temp-file').facts.filter(({ what }) => !/(?:^|\.)TempDir$/.test(what));
    return { answer: facts.length > 0 ? 'yes' : 'unknown', facts };
  });
  if (uses.length === 0) return [];
  const message = `scratch has no /tmp, where ${placeOf(uses)} writes: COPY --from=STAGE --chmod=1777 /tmp /tmp, or mount a folder there`;
  return [{ message, range: baseRange(dockerfile, root) }];
}

/** A RUN on scratch has brought what it runs with: nothing is known of such an image. */
function mayHaveFolder(context: RuleContext): boolean {
  const { lineage } = context;
  const made = lineage.some(({ instructions }) =>
    instructions.some(
      ({ keyword, body }) => keyword === 'RUN' || (keyword === 'WORKDIR' && /\/tmp\b|\$/.test(body.text)),
    ),
  );
  // What lies in a folder that is laid over the root cannot be told; a file in /tmp makes it.
  return made || copiedFilesOf(context, lineage).some((copy) => copy.to?.startsWith('/tmp/') || mayMake(copy, '/tmp'));
}

function withoutUsers(context: RuleContext): readonly Remark[] {
  const { lineage, target, dockerfile } = context;
  const root = lineage[0];
  if (root === undefined || target === undefined || scratchStages(context).get(target)?.users !== Infinity) return [];
  if (settingsMention(lineage, /\bUSER\b|\/etc\b/)) return [];
  const uses = programsThat(context, (program): Answer => {
    const facts = usesOf(program, 'current-user').facts.filter(({ what }) => /(?:^|\.)Current$/.test(what));
    return { answer: facts.length > 0 ? 'yes' : 'unknown', facts };
  });
  if (uses.length === 0) return [];
  const message = `scratch has no /etc/passwd, where ${placeOf(uses)} looks: set ENV USER to a name, or COPY a passwd file`;
  return [{ message, range: baseRange(dockerfile, root) }];
}
