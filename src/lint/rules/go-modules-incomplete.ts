import { posix } from 'node:path';
import { lineageOf } from '../../dockerfile/stages.ts';
import type { GoMod } from '../../gosource/facts.ts';
import { parseGoMod, parseGoWork } from '../../gosource/go-mod.ts';
import { isModProblem } from '../../gosource/mod-syntax.ts';
import type { GoInvocation } from '../go-build.ts';
import { isForeign } from '../go-commands.ts';
import { contextFolderOf } from '../go-sources.ts';
import { mayHaveLanded, mayMakeModules } from '../module-files.ts';
import type { Remark, Rule, RuleContext, RulePage } from '../rule.ts';

export const goModulesIncompletePage: RulePage = {
  why: `\`go mod download\` reads the go.mod of every module that a \`replace\` leads to by a folder, and of every module that go.work
names. Where only the main go.mod was copied, it ends with "no such file or directory". \`go build\` checks what it fetched
against go.sum, and without that file ends with "missing go.sum entry", also after a \`go mod download\`, which since Go 1.16 saves
only the sums of go.mod files. Copy these files, and no others, before the command.

It keeps quiet where the files are copied or mounted in time; where a step may make or fetch them in a way that cannot be
followed (a script, \`git clone\`, \`go mod tidy\`, a copy from another stage); about vendored modules, \`-mod=mod\` and
\`GOWORK=off\`; and where the context was not looked at.`,
  saves: 'A build that fails.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod ./
RUN go mod download
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod ./
COPY api/go.mod ./api/
RUN go mod download
`,
      context: {
        'go.mod':
          'module example.org/web\n\ngo 1.24\n\nrequire example.org/api v0.0.0\n\nreplace example.org/api => ./api\n',
        'api/go.mod': 'module example.org/api\n\ngo 1.24\n',
      },
    },
  ],
};

export const goModulesIncomplete: Rule = {
  id: 'go-modules-incomplete',
  severity: 'error',
  fix: 'none',
  summary: 'go runs before the files that describe its modules are there',
  check: (context) => {
    const said = new Set<number>();
    const asked = new Set<string>();
    return context.goCommands.slice(0, MAX_COMMANDS).flatMap((command) => {
      const { stage, instruction } = command.run;
      const question = [instruction.index, command.verb, command.folder].join(' ');
      // The first that fails ends the build: one finding a stage. Like commands of a RUN are asked about once.
      if (said.has(stage.index) || asked.has(question)) return [];
      asked.add(question);
      const remark = remarkOf(context, command);
      if (remark === undefined) return [];
      said.add(stage.index);
      return [remark];
    });
  },
};

/** Each is asked with all steps above it; more are nobody's own writing. */
const MAX_COMMANDS = 500;

/** A command, the folder of the context that it works in, and its go.mod. */
interface Place {
  readonly command: GoInvocation;
  readonly workdir: string;
  readonly folder: string;
  readonly mod: GoMod;
}

const CHECKING: ReadonlySet<string> = new Set(['build', 'install', 'test', 'vet']);

function remarkOf(context: RuleContext, command: GoInvocation): Remark | undefined {
  const downloads = command.verb === 'mod download' && command.args.length === 2;
  if (!downloads && !(CHECKING.has(command.verb) && !isForeign(command))) return undefined;
  const place = placeOf(context, command);
  const { stage, instruction } = command.run;
  if (place === undefined || mayMakeModules(context, stage, instruction.index)) return undefined;
  const missing = downloads
    ? (missingMember(context, place) ?? missingReplace(context, place))
    : missingSum(context, place);
  return missing === undefined ? undefined : { message: missing, range: command.range };
}

function placeOf(context: RuleContext, command: GoInvocation): Place | undefined {
  const { files, takings } = context;
  const { stage, instruction } = command.run;
  const workdir = command.folder;
  if (files === undefined || workdir === undefined) return undefined;
  const folder = contextFolderOf({ files, takings }, stage, instruction.index, workdir);
  const text = folder === undefined ? undefined : textOf(context, posix.join(folder, 'go.mod'));
  if (folder === undefined || text === undefined) return undefined;
  const mod = parseGoMod(text);
  if (isModProblem(mod)) return undefined;
  const place = { command, workdir, folder, mod };
  return lands(context, place, 'go.mod') ? place : undefined;
}

function textOf({ files }: RuleContext, path: string): string | undefined {
  const head = files?.head(path);
  return head === undefined ? undefined : Buffer.from(head).toString('utf8');
}

/** Is a file there in time? Its path is relative to the folder of the module. */
function lands(context: RuleContext, { command, workdir, folder }: Place, path: string): boolean {
  const { stage, instruction } = command.run;
  return mayHaveLanded(
    context,
    { stage, index: instruction.index },
    posix.join(folder, path),
    posix.join(workdir, path),
  );
}

/** Is it in the context, sent or not? What leads out of it is not judged. */
function isThere({ files }: RuleContext, { folder }: Place, path: string): boolean {
  const full = posix.join(folder, path);
  return !full.startsWith('..') && files?.exists(full) === true;
}

function missingReplace(context: RuleContext, place: Place): string | undefined {
  const { mod } = place;
  const target = mod.replaces
    .filter(
      ({ local, path, target: to }) => local && !to.startsWith('/') && mod.requires.some((each) => each.path === path),
    )
    .map(({ target: to }) => posix.join(to, 'go.mod'))
    .find((path) => isThere(context, place, path) && !lands(context, place, path));
  return target === undefined
    ? undefined
    : messageOf('go mod download', target, 'a replace line of go.mod leads there');
}

function missingMember(context: RuleContext, place: Place): string | undefined {
  const { command, folder } = place;
  const workspace = command.variable('GOWORK');
  if (workspace.state !== 'unset' && !(workspace.state === 'set' && workspace.value === '')) return undefined;
  const text = textOf(context, posix.join(folder, 'go.work'));
  if (text === undefined || !lands(context, place, 'go.work')) return undefined;
  const work = parseGoWork(text);
  if (isModProblem(work)) return undefined;
  const member = work.uses
    .map((use) => posix.join(use.folder, 'go.mod'))
    .find((path) => isThere(context, place, path) && !lands(context, place, path));
  return member === undefined ? undefined : messageOf('go mod download', member, 'go.work names it');
}

function missingSum(context: RuleContext, place: Place): string | undefined {
  const { command, mod } = place;
  const replaced = new Set(mod.replaces.filter(({ local }) => local).map(({ path }) => path));
  const needs = mod.requires.some(({ path, indirect }) => !indirect && !replaced.has(path));
  if (!needs || !isThere(context, place, 'go.sum') || lands(context, place, 'go.sum')) return undefined;
  if (isThere(context, place, 'vendor/modules.txt') || isThere(context, place, 'go.work')) return undefined;
  if (/-mod[= ]mod\b/.test(command.run.instruction.body.text)) return undefined;
  const flags = command.variable('GOFLAGS');
  if (flags.state === 'unknown' || (flags.state === 'set' && /-mod\b/.test(flags.value))) return undefined;
  return mayHaveSums(context, command)
    ? undefined
    : messageOf(`go ${command.verb}`, 'go.sum', 'what is fetched is checked against it');
}

/** Until then a build itself wrote the sums that it lacked. */
const FIRST_CHECKING = 16;

/**
 * May go.sum have been made by a command before? Since Go 1.16 `go mod download` saves only the sums of go.mod files, unless it
 * is told modules.
 */
function mayHaveSums({ imageState, goCommands }: RuleContext, { run, range }: GoInvocation): boolean {
  const minor = imageState(run.stage).facts?.go?.minor;
  if (minor !== undefined && minor < FIRST_CHECKING) return true;
  const lineage = lineageOf(run.stage);
  return goCommands.some(
    (other) =>
      other.verb === 'mod download' &&
      lineage.includes(other.run.stage) &&
      other.range.start < range.start &&
      (minor === undefined || other.args.slice(2).some(({ text }) => !text.startsWith('-'))),
  );
}

function messageOf(command: string, path: string, why: string): string {
  return `${command} fails here, as ${path} is not there yet: ${why}; copy it before`;
}
