import { markLength, type Range, type Source } from '../../dockerfile/source.ts';
import type { Comment } from '../../dockerfile/split.ts';
import type { IgnoreEntry } from '../ignores/ignores.ts';
import type { Remark, Rule, RuleEdit, RulePage } from '../rule.ts';
import { ruleSuggestion } from '../rule-ids.ts';

export const unusedIgnorePage: RulePage = {
  why: `\`# plimsoll ignore=rule-id reason\` silences rules for the next instruction, \`ignore-stage=\` for the stage that it stands
in or right above, \`ignore-file=\` for the whole file. One that silences nothing hides the next finding of its rule, which may be
another one than was looked at. An id that no rule has is told with the nearest one.

It keeps quiet where the rule was not asked: switched off, for another kind of image, in a stage that is not built. Comments
for hadolint and BuildKit are theirs to judge.`,
  saves: 'A finding that would not be seen.',
  examples: [
    {
      bad: '# plimsoll ignore=go-strip-debug profiled in production\nFROM scratch\nCOPY web /web\nENTRYPOINT ["/web"]\n',
      good: 'FROM scratch\nCOPY web /web\nENTRYPOINT ["/web"]\n',
    },
  ],
};

export const unusedIgnore: Rule = {
  id: 'unused-ignore',
  severity: 'note',
  fix: 'safe',
  judges: 'ignores',
  summary: 'an ignore comment silences nothing',
  check: ({ dockerfile, unused }) => {
    const needless = new Set(unused.needless.map(({ range }) => range));
    return [
      ...unused.misread.map((comment) => ({
        message: 'this is not understood, so it silences nothing: write # plimsoll ignore=rule-id reason',
        range: comment.range,
      })),
      // No fix: it may be the id of a newer version, or a slip whose right form is for a person to say.
      ...unused.unknown.map(({ id, range }) => ({
        message: `there is no rule "${id}" to ignore: ${ruleSuggestion(id, unused.rules)}`,
        range,
      })),
      ...unused.needless.map((entry) => remarkOf(dockerfile.source, entry, needless)),
    ];
  },
};

const PLACES = { instruction: 'the next instruction', stage: 'this stage', file: 'this file' } as const;

function remarkOf(source: Source, entry: IgnoreEntry, needless: ReadonlySet<Range>): Remark {
  const { id, range, scope, attached } = entry;
  const message = attached
    ? `${id} finds nothing in ${PLACES[scope]}, so there is nothing to ignore: drop it`
    : `nothing follows that ${id} could be ignored for: drop it`;
  const edit = removal(source, entry, needless);
  return edit === undefined ? { message, range } : { message, range, fix: { safe: true, edits: [edit] } };
}

/** Takes the id out of its comment, or the comment out of the file where no id is left. */
function removal(
  source: Source,
  { siblings, comment, range }: IgnoreEntry,
  needless: ReadonlySet<Range>,
): RuleEdit | undefined {
  if (siblings.every((sibling) => needless.has(sibling.range))) return lineRemoval(source, comment);
  const at = siblings.findIndex((sibling) => sibling.range === range);
  const next = siblings[at + 1];
  if (next !== undefined) return { start: range.start, end: next.range.start, text: '' };
  return { start: siblings[at - 1]?.range.end ?? range.start, end: range.end, text: '' };
}

/** Undefined where the line below would become a directive of the file when it moves up. */
function lineRemoval(source: Source, { range }: Comment): RuleEdit | undefined {
  const next = source.lineStarts[range.line];
  const below = next === undefined ? '' : source.text.slice(next, source.lineStarts[range.line + 1]);
  if (/^\s*#\s*\w+\s*=/.test(below)) return undefined;
  const start = range.line === 1 ? markLength(source) : (source.lineStarts[range.line - 1] ?? 0);
  return { start, end: next ?? source.text.length, text: '' };
}
