import type { RunScript } from '../../dockerfile/runs.ts';
import { lookupVariable } from '../../dockerfile/scope.ts';
import { UNKNOWN } from '../../dockerfile/shell.ts';
import { type PlainCommand, plainCommandsOf } from '../plain-command.ts';
import type { Rule, RulePage } from '../rule.ts';

export const nodeDevDependenciesPage: RulePage = {
  why: `\`npm ci\` and its like install test runners, compilers and linters too, unless they are told not to. In the stage that is
shipped they are dead weight: install with \`--omit=dev\` (npm), \`--prod\` (pnpm), \`--production\` (yarn), or set
NODE_ENV=production before.

The rule is off unless it is given a severity, as its subject is not Go. It keeps quiet where dev dependencies are left out
by an option, by NODE_ENV or npm's configuration, or pruned in the same RUN; about packages installed by name or globally;
and about stages that are not shipped.`,
  saves: 'The development dependencies, which are often the most of node_modules.',
  examples: [
    {
      bad: 'FROM node:22-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCMD ["node", "main.js"]\n',
      good: 'FROM node:22-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nCMD ["node", "main.js"]\n',
    },
  ],
};

export const nodeDevDependencies: Rule = {
  id: 'node-dev-dependencies',
  severity: 'warning',
  offByDefault: true,
  fix: 'none',
  summary: 'a Node image is shipped with its development dependencies',
  check: ({ purpose, runs, shipped }) => {
    if (purpose !== 'runtime') return [];
    const ours = runs.filter((run) => shipped.has(run.stage));
    // A configuration that is written speaks for all that comes after it.
    const configured = ours.findIndex((run) => plainCommandsOf(run).some(configures));
    return (configured === -1 ? ours : ours.slice(0, configured)).flatMap((run) => {
      const commands = plainCommandsOf(run);
      const install = commands.findLast((command) => installsAll(command) && !leavesOut(run, command));
      if (install === undefined) return [];
      const after = commands.slice(commands.indexOf(install) + 1);
      if (after.some((command) => prunes(command) || removesModules(command))) return [];
      return [
        {
          message: `${install.name} installs development dependencies into the image: ${REMEDIES[install.name] ?? 'leave them out'}`,
          range: run.range(install.program.at, (install.args[0] ?? install.program).end),
        },
      ];
    });
  },
};

const REMEDIES: Readonly<Record<string, string>> = {
  npm: 'add --omit=dev',
  pnpm: 'add --prod',
  yarn: 'add --production, or focus with "yarn workspaces focus --production"',
};

/** `npm ci`, `yarn`: what package.json lists. Packages by name, global ones and what cannot be known are left alone. */
function installsAll({ name, args }: PlainCommand): boolean {
  const words = args.map(({ text }) => text);
  const plain = words.filter((word) => !word.startsWith('-'));
  if (words.some((word) => word.includes(UNKNOWN) || word === '-g' || word === '--global')) return false;
  if (name === 'yarn') return plain.length === 0 ? !words.includes('--version') : plain[0] === 'install';
  if (name !== 'npm' && name !== 'pnpm') return false;
  return plain.length === 1 && /^(?:ci|clean-install|i|install)$/.test(plain[0] ?? '');
}

const OMITTING = /^(?:--omit=dev|--only=prod(?:uction)?|--production(?:=true)?|--prod|-P|--no-dev)$/;

function leavesOut(run: RunScript, { args, environment }: PlainCommand): boolean {
  const words = args.map(({ text }) => text);
  const pair = words.some((word, at) => word === '--omit' && words[at + 1] === 'dev');
  if (pair || words.some((word) => OMITTING.test(word))) return true;
  // Asked for by name, against the environment.
  if (words.some((word) => /^(?:--include=dev|--production=false|--dev)$/.test(word))) return false;
  return SETTINGS.some(([name, value]) => {
    if (environment.has(name)) return matches(environment.get(name), value);
    if (run.script.assigned.has(name)) return true;
    const known = lookupVariable(run.stage.scope, name, run.instruction.index);
    return known.state === 'set' && value.test(known.value);
  });
}

const SETTINGS: readonly (readonly [string, RegExp])[] = [
  ['NODE_ENV', /^production$/],
  ['NPM_CONFIG_OMIT', /\bdev\b/],
  ['npm_config_omit', /\bdev\b/],
  ['NPM_CONFIG_PRODUCTION', /^true$/],
  ['npm_config_production', /^true$/],
  ['NPM_CONFIG_ONLY', /^prod/],
];

function matches(value: string | undefined, wanted: RegExp): boolean {
  return value === undefined || wanted.test(value);
}

function configures({ name, args }: PlainCommand): boolean {
  const words = args.map(({ text }) => text).join(' ');
  return /^(?:npm|pnpm)$/.test(name) && /^(?:config )?set .*(?:omit|production|only)/.test(words);
}

function prunes({ name, args }: PlainCommand): boolean {
  const words = args.map(({ text }) => text);
  if (name === 'yarn') return words.join(' ').startsWith('workspaces focus') || leavesOutWords(words);
  return /^p?npm$/.test(name) && (words.includes('prune') || leavesOutWords(words));
}

function leavesOutWords(words: readonly string[]): boolean {
  return words.some((word) => OMITTING.test(word));
}

function removesModules({ name, args }: PlainCommand): boolean {
  return name === 'rm' && args.some(({ text }) => text.includes('node_modules') || text.includes(UNKNOWN));
}
