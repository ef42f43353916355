import { declarationsOf } from '../../dockerfile/declarations.ts';
import { lookupVariable } from '../../dockerfile/scope.ts';
import type { Range } from '../../dockerfile/source.ts';
import type { GoProgram } from '../../gosource/facts.ts';
import { type Answer, needsZoneData } from '../../gosource/usage.ts';
import { baseRange } from '../base-word.ts';
import { GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import type { GoBuild } from '../go-build.ts';
import { tagsOf } from '../go-linkage.ts';
import { linesBelow, wordForStage } from '../line-below.ts';
import { settingsMention } from '../mentions.ts';
import { type ProgramUse, placeOf, programsThat } from '../program-uses.ts';
import type { Rule, RuleContext, RuleEdit, RulePage } from '../rule.ts';
import { indexAfter } from '../workdir.ts';

export const tzdataMissingPage: RulePage = {
  why: `\`time.LoadLocation("Europe/Berlin")\` and the variable TZ need the rules of the zone. Go looks for them in
\`/usr/share/zoneinfo\`, in the file that ZONEINFO names, and in the program itself. scratch, busybox, alpine and ubuntu have none:
LoadLocation then fails with "unknown time zone", and TZ is passed over in silence, so that all times are UTC.

The tag \`timetzdata\`, or \`import _ "time/tzdata"\`, puts the zones into the program. The other way is Go's own archive from the
build stage, \`/usr/local/go/lib/time/zoneinfo.zip\`, with ENV ZONEINFO; golang's alpine images have no \`/usr/share/zoneinfo\` that
could be copied.

The rule fires where the source of a program in the image, as it lies in the build context, loads zones, or ENV sets TZ for one.
It keeps quiet where only UTC or Local are asked for, where the program has the data, where ZONEINFO or a volume speak of it, where
tzdata is copied or installed or may come with a folder or an installer, and about images that bring it, as debian and distroless
do.`,
  saves: 'A program that fails, or is hours off, as soon as a time zone is asked for.',
  examples: [
    {
      bad: `FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod main.go ./
RUN ${GOOD_BUILD}

${ON_SCRATCH}USER 65532:65532
ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 go build -tags timetzdata -trimpath -ldflags="-s -w" -o /web .

${ON_SCRATCH}USER 65532:65532
ENTRYPOINT ["/web"]
`,
      context: {
        'go.mod': 'module example.com/web\n\ngo 1.26\n',
        'main.go': `package main

import "time"

func main() {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	println(time.Now().In(zone).String())
}
`,
      },
    },
  ],
};

export const tzdataMissing: Rule = {
  id: 'tzdata-missing',
  severity: 'warning',
  runtimeOnly: true,
  fix: 'suggested',
  summary: 'the program asks for time zones, and the image has no zone data',
  check: (context) => {
    const { target, lineage, dockerfile } = context;
    const root = lineage[0];
    if (target === undefined || root === undefined) return [];
    const state = context.imageState(target);
    // Go finds the zones of its own toolchain too.
    if (state.zoneData() !== 'no' || state.facts?.go !== undefined || settingsMention(lineage, ELSEWHERE)) return [];
    const image = root.base.resolved ?? root.base.raw;
    const remark = (message: string, range: Range, uses: readonly ProgramUse[]) => {
      const edits = editsFor(context, uses);
      return [
        { message: `${message}: ${ADVICE}`, range, ...(edits.length === 0 ? {} : { fix: { safe: false, edits } }) },
      ];
    };
    const uses = programsThat(context, withoutTag(needsZoneData));
    if (uses.length > 0) {
      const message = `${image} has no time zone data, and ${placeOf(uses)} finds no zone but UTC`;
      return remark(message, baseRange(dockerfile, root), uses);
    }
    const zone = zoneOf(context);
    const blind = zone === undefined ? [] : programsThat(context, withoutTag(hasNoZones));
    if (zone === undefined || blind.length === 0) return [];
    return remark(`${image} has no time zone data, so TZ=${zone.value} means UTC to the program`, zone.range, blind);
  },
};

const ELSEWHERE = /\bZONEINFO\b|zoneinfo|\/etc\/localtime/;
const ADVICE = 'build it with -tags timetzdata';

type Question = (program: GoProgram, build: GoBuild) => Answer;

function withoutTag(ask: (program: GoProgram) => Answer): Question {
  return (program, build) => {
    const tags = tagsOf(build);
    return tags === undefined || tags.includes('timetzdata') ? { answer: 'unknown', facts: [] } : ask(program);
  };
}

function hasNoZones(program: GoProgram): Answer {
  return { answer: program.facts.some(({ use }) => use === 'tzdata') ? 'no' : 'yes', facts: [] };
}

/** TZ as ENV sets it; undefined where it is not set, cannot be known, or comes to UTC without zone data too. */
function zoneOf({
  lineage,
  target,
  dockerfile,
}: RuleContext): { readonly value: string; readonly range: Range } | undefined {
  const { escapeChar } = dockerfile.directives;
  const instruction = lineage
    .flatMap((stage) => stage.instructions)
    .findLast((each) => declarationsOf(each, escapeChar).some(({ kind, name }) => kind === 'ENV' && name === 'TZ'));
  if (instruction === undefined || target === undefined) return undefined;
  const known = lookupVariable(target.scope, 'TZ', indexAfter(target));
  if (known.state !== 'set') return undefined;
  const value = known.value.replace(/^:/, '');
  if (!/^[A-Z][A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+$|^[A-Z]{2,3}(?:\d[A-Z]{3})?$/.test(value)) return undefined;
  return /^(?:Etc\/.*|UTC|UCT|GMT)$/.test(value) ? undefined : { value, range: instruction.range };
}

/** The tag for each build, or else Go's archive beside the program. */
function editsFor(context: RuleContext, uses: readonly ProgramUse[]): readonly RuleEdit[] {
  const { text } = context.dockerfile.source;
  const builds = [...new Set(uses.map(({ build }) => build))];
  const plain = builds.every(
    ({ flag, range, verb }) => flag('tags').state === 'unset' && text.slice(range.start, range.end).endsWith(verb),
  );
  if (plain) return builds.map(({ range }) => ({ start: range.end, end: range.end, text: ' -tags timetzdata' }));
  const [use] = uses;
  const copy = use?.copies[0];
  const stage = use?.build.run.stage;
  if (stage === undefined || copy === undefined || context.imageState(stage).facts?.family !== 'golang') return [];
  const from = wordForStage(context, stage);
  return linesBelow(context, copy.instruction, [
    `COPY --from=${from} /usr/local/go/lib/time/zoneinfo.zip /zoneinfo.zip`,
    'ENV ZONEINFO=/zoneinfo.zip',
  ]);
}
