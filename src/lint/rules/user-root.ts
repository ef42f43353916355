import { imageFactsOf } from '../images/image-facts.ts';
import { needsRoot } from '../needs-root.ts';
import type { Remark, Rule, RuleContext, RuleEdit, RulePage } from '../rule.ts';
import {
  inNumbers,
  isNumeric,
  isRoot,
  knownNumbers,
  madeUsers,
  readOwner,
  type UserSetting,
  userSettingsOf,
} from '../user.ts';

export const userRootPage: RulePage = {
  why: `Whoever finds a hole in a program that runs as root is root in the container. Most services need no more than an
unprivileged user: in containers, engines let any user listen on ports below 1024.

A *name* in USER is looked up in the image when the container starts. Kubernetes cannot do that beforehand, and refuses to start
the container where \`runAsNonRoot\` is set ("container has runAsNonRoot and image has non-numeric user"): a number is always
understood.

The rule keeps quiet where USER comes to a number other than 0, also by way of ENV and ARG, about base images that have such a
user, as distroless \`nonroot\` does, or are not known, where the image has a program that steps down from root (gosu, su-exec,
setpriv), and where packages are installed that only root can make use of, such as systemd, iptables or fuse.`,
  saves: 'The rights that a hole in the program would give away.',
  examples: [
    {
      bad: 'FROM alpine:3.22\nCOPY web /usr/bin/web\nENTRYPOINT ["/usr/bin/web"]\n',
      good: 'FROM alpine:3.22\nCOPY web /usr/bin/web\nENTRYPOINT ["/usr/bin/web"]\nUSER 65532:65532\n',
    },
  ],
};

export const userRoot: Rule = {
  id: 'user-root',
  severity: 'note',
  runtimeOnly: true,
  fix: 'suggested',
  summary: 'the program runs as root',
  check: (context) => {
    const { dockerfile, lineage, start } = context;
    if (start === undefined) return [];
    const last = userSettingsOf(dockerfile, lineage).at(-1);
    // A program that starts as somebody else has no root to step down from.
    const asRoot = last === undefined || isRoot(readOwner(last.value ?? '').user);
    if (asRoot && (stepsDown(context) || needsRoot(lineage, context.runs))) return [];
    return last === undefined ? withoutUser(context) : ofSetting(context, last);
  },
};

/** The user and group that distroless has for this. */
const NOBODY_SPECIAL = '65532:65532';

function withoutUser({ lineage, target, dockerfile, runs, shipped }: RuleContext): readonly Remark[] {
  const root = lineage[0];
  if (root === undefined || target === undefined) return [];
  const user = imageFactsOf(root)?.user;
  if (user === undefined || !isRoot(user)) return [];
  const end = (target.instructions.at(-1) ?? target.from).range.end;
  // One that the image has already is meant for this.
  const made = madeUsers(runs.filter(({ stage }) => shipped.has(stage)));
  const number = (made.length === 1 ? made[0] : undefined) ?? NOBODY_SPECIAL;
  const edits: readonly RuleEdit[] = [{ start: end, end, text: `\nUSER ${number}` }];
  // An instruction that the end of the file cuts off has no line behind it to put anything on.
  const open = /[\\`]\s*$/.test(dockerfile.source.text.slice(0, end));
  return [
    {
      message: `the program runs as root, as ${root.base.resolved ?? root.base.raw} does by default: end the stage with USER ${number}`,
      range: target.from.range,
      ...(open ? {} : { fix: { safe: false, edits } }),
    },
  ];
}

function ofSetting(context: RuleContext, { value, range, instruction }: UserSetting): readonly Remark[] {
  if (value === undefined || value === '') return [];
  const owner = readOwner(value);
  const { start, end } = range;
  if (isRoot(owner.user)) {
    const fix = { safe: false, edits: [{ start, end, text: NOBODY_SPECIAL }] };
    const message = `the program runs as root: let USER ${NOBODY_SPECIAL} be the last one`;
    // A stage below may need root for its own steps.
    const own = context.target?.instructions.at(-1) === instruction;
    return [{ message, range, ...(own ? { fix } : {}) }];
  }
  if (isNumeric(owner.user)) return [];
  const numbers = inNumbers({ user: owner.user, group: undefined }, knownNumbers(context.runs));
  const written = numbers === undefined ? 'its number' : `USER ${numbers}`;
  return [
    {
      message: `${owner.user} is a name, and Kubernetes' runAsNonRoot cannot tell that it is not root: write ${written}`,
      range,
    },
  ];
}

const STEPS_DOWN = /(?:^|[\s/"'])(?:gosu|su-exec|setpriv|runuser|s6-setuidgid|s6-overlay)\b/;

function stepsDown({ lineage }: RuleContext): boolean {
  return lineage.some((stage) => stage.instructions.some(({ body }) => STEPS_DOWN.test(body.text)));
}
