import { expect, test } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/dockerfile.ts';
import { lint } from '../../../src/lint/lint.ts';
import type { Severity } from '../../../src/model/finding.ts';
import { severities } from '../../support/settings.ts';

const RULE = 'node-dev-dependencies';

function findings(text: string, setting: Severity | 'off' | 'unset' = 'warning', file = 'Dockerfile') {
  const rules = severities(setting === 'unset' ? {} : { [RULE]: setting });
  return lint({ dockerfile: parseDockerfile(text, file), rules })
    .filter(({ rule }) => rule === RULE)
    .map(({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`);
}

function on(...lines: readonly string[]): string {
  return `FROM node:22-slim\n${lines.join('\n')}\nCMD ["node", "main.js"]\n`;
}

test('it is off unless it is asked for', () => {
  const said = '2:5 warning npm installs development dependencies into the image: add --omit=dev';
  expect(findings(on('RUN npm ci'), 'unset')).toEqual([]);
  expect(findings(on('RUN npm ci'), 'off')).toEqual([]);
  expect(findings(on('RUN npm ci'))).toEqual([said]);
  expect(findings(on('RUN npm ci'), 'note')).toEqual([said.replace('warning', 'note')]);
});

test.each([
  ['npm install', on('RUN npm install'), '2:5 npm', 'add --omit=dev'],
  ['npm i, after others', on('RUN npm config list && npm i --no-audit'), '2:24 npm', 'add --omit=dev'],
  ['pnpm', on('RUN pnpm install --frozen-lockfile'), '2:5 pnpm', 'add --prod'],
  ['yarn', on('RUN yarn'), '2:5 yarn', 'add --production, or focus with "yarn workspaces focus --production"'],
  [
    'yarn install',
    on('RUN yarn install --immutable'),
    '2:5 yarn',
    'add --production, or focus with "yarn workspaces focus --production"',
  ],
  ['NODE_ENV for something else', on('ENV NODE_ENV=development', 'RUN npm ci'), '3:5 npm', 'add --omit=dev'],
  ['NODE_ENV that comes later', on('RUN npm ci', 'ENV NODE_ENV=production'), '2:5 npm', 'add --omit=dev'],
  [
    'asked for against NODE_ENV',
    on('ENV NODE_ENV=production', 'RUN npm ci --include=dev'),
    '3:5 npm',
    'add --omit=dev',
  ],
  ['pruned in a later layer', on('RUN npm ci', 'RUN npm prune --omit=dev'), '2:5 npm', 'add --omit=dev'],
])('found: %s', (_, text, place, remedy) => {
  expect(findings(text)).toEqual([
    `${place.replace(' ', ' warning ')} installs development dependencies into the image: ${remedy}`,
  ]);
});

test.each([
  ['--omit=dev', on('RUN npm ci --omit=dev')],
  ['--omit dev', on('RUN npm ci --omit dev')],
  ['--only=production', on('RUN npm install --only=production')],
  ['--production', on('RUN yarn install --production && npm i --production=true')],
  ['pnpm --prod', on('RUN pnpm install --prod && pnpm i -P')],
  ['NODE_ENV', on('ENV NODE_ENV=production', 'RUN npm ci')],
  ['NODE_ENV before the command', on('RUN NODE_ENV=production npm ci')],
  ['NODE_ENV by an argument', on('ARG NODE_ENV=production', 'RUN npm ci')],
  ["npm's configuration", on('ENV NPM_CONFIG_OMIT=dev', 'RUN npm ci')],
  ["npm's configuration, written", on('RUN npm config set omit dev', 'RUN npm ci')],
  ['pruned in the same RUN', on('RUN npm ci && npm run build && npm prune --omit=dev')],
  ['installed anew in the same RUN', on('RUN npm ci && npm run build && rm -rf node_modules && npm ci --omit=dev')],
  ['yarn workspaces focus', on('RUN yarn && yarn build && yarn workspaces focus --all --production')],
  ['packages by name', on('RUN npm install express && yarn add express')],
  ['global packages', on('RUN npm install -g pnpm')],
  ['words that cannot be known', on('ARG FLAGS', 'RUN npm ci $FLAGS')],
  [
    'a stage that is not shipped',
    `FROM node AS b\nRUN npm ci\nFROM node\nCOPY --from=b /dist /dist\nCMD ["node", "x"]\n`,
  ],
])('quiet: %s', (_, text) => {
  expect(findings(text)).toEqual([]);
});

test('quiet: a tool by its file', () => {
  expect(findings(on('RUN npm ci'), 'warning', 'test/Dockerfile')).toEqual([]);
});
