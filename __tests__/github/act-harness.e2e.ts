import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pullRequestPayload } from '../support/act/events.ts';
import { makePullRequestRepo, type PullRequestRepo } from '../support/act/pull-request-repo.ts';
import { type ActRun, runAct } from '../support/act/run-act.ts';
import { startGitHubApi, TOKEN } from '../support/github-api/server.ts';
import { labEnv } from '../support/lab.ts';

const WORKFLOW = '.github/workflows/size.yml';

const FILES = {
  [WORKFLOW]: `
on: pull_request
permissions: {}
jobs:
  size:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - id: weigh
        uses: octo-org/probe@v1
        with: { word: hello }
      - run: echo "said \${{ steps.weigh.outputs.said }}"
  failing:
    strategy: { matrix: { arch: [amd64] } }
    runs-on: ubuntu-latest
    steps:
      - uses: octo-org/probe@v1
        with: { word: fail }
  nowhere:
    runs-on: nowhere
    steps: [{ run: 'true' }]
`,
  Dockerfile: 'FROM scratch\n',
};

/** Says all that a harness must hear. */
const PROBE = {
  'action.yml': `
name: probe
description: probe
inputs: { word: { description: word }, github-token: { description: token, default: '\${{ github.token }}' } }
outputs: { said: { description: said } }
runs: { using: node24, main: main.cjs }
`,
  'main.cjs': `
const { appendFileSync, readFileSync } = require('node:fs');
const { execFileSync } = require('node:child_process');
const { env } = process;
const word = env.INPUT_WORD;
appendFileSync(env.GITHUB_OUTPUT, 'said<<END\\n' + word + '\\ntwice\\nEND\\n');
appendFileSync(env.GITHUB_STEP_SUMMARY, '# ' + word + '\\n\\n| a | b |\\n');
console.log('::warning file=Dockerfile,line=3,endLine=4,col=2,title=T::first%0Asecond');
console.log('::stop-commands::0123456789abcdef\\n::error::not a command\\n::0123456789abcdef::');
if (word === 'fail') {
  console.log('::error::over the limit');
  process.exitCode = 1;
} else {
  const parents = execFileSync('git', ['cat-file', 'commit', 'HEAD'], { encoding: 'utf8' }).match(/(?<=^parent ).*$/gm);
  const payload = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
  const names = ['NAME', 'REPOSITORY', 'REF', 'SHA', 'RUN_NUMBER', 'API_URL', 'EVENT_NAME'];
  const github = Object.fromEntries(names.map((name) => [name, env['GITHUB_' + name]]));
  const facts = { version: process.version, parents, head: payload.pull_request.head.sha, leak: env.PROBE_LEAK, ...github };
  console.log('FACTS ' + JSON.stringify(facts));
  fetch(env.GITHUB_API_URL + '/repos/octo-org/web/issues/7/comments', {
    method: 'POST',
    headers: { authorization: 'token ' + env['INPUT_GITHUB-TOKEN'], 'user-agent': 'probe', 'content-type': 'application/json' },
    body: JSON.stringify({ body: 'from the probe' }),
  }).then((answer) => console.log('posted ' + answer.status));
}
`,
};

let folder: string;
let repo: PullRequestRepo;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-probe-'));
  for (const [name, text] of Object.entries(PROBE)) await write(join(folder, name), text);
  repo = await makePullRequestRepo({ base: FILES, head: { ...FILES, 'main.go': 'package main\n' } });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await repo[Symbol.asyncDispose]();
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function run(repoDir: string): Promise<ActRun> {
  await using api = await startGitHubApi({ pulls: [{ number: 7, head: repo.head, base: repo.base }], git: repo.dir });
  const result = await runAct({
    repoDir,
    workflow: WORKFLOW,
    event: {
      name: 'pull_request',
      payload: pullRequestPayload({ repository: 'octo-org/web', number: 7, head: repo.head, base: repo.base }),
    },
    repository: 'octo-org/web',
    apiUrl: api.url,
    token: TOKEN,
    env: { GITHUB_RUN_NUMBER: '41' },
    actBinary: join(labEnv().bin, 'act'),
    nodeBin: dirname(process.execPath),
    localRepositories: { 'octo-org/probe@v1': folder },
  });
  expect(api.comments(7).map(({ author, body }) => [author, body])).toEqual([
    ['github-actions[bot]', 'from the probe'],
  ]);
  return result;
}

test('a workflow with a node24 action is run and heard in full', async () => {
  process.env.PROBE_LEAK = 'must not come in';
  const result = await run(repo.dir);
  delete process.env.PROBE_LEAK;

  expect(result.code).toBe(1);
  expect(result.jobResults).toEqual({ size: 'success', 'failing (amd64)': 'failure' });
  expect(result.outputs['size/weigh']).toEqual({ said: 'hello\ntwice' });
  expect(result.log).toContain('said hello\ntwice\n');
  expect(result.summaries).toEqual({ size: '# hello\n\n| a | b |\n', 'failing (amd64)': '# fail\n\n| a | b |\n' });
  const warning = { file: 'Dockerfile', line: 3, endLine: 4, column: 2, title: 'T', message: 'first\nsecond' };
  expect(result.annotations.filter(({ job }) => job === 'size')).toEqual([
    { level: 'warning', job: 'size', ...warning },
  ]);
  expect(result.annotations.filter(({ level }) => level === 'error')).toEqual([
    { level: 'error', job: 'failing (amd64)', message: 'over the limit' },
  ]);
  expect(result.log).toContain('::error::not a command');
  expect(result.log).toContain('posted 201');
  expect(result.log).not.toContain(TOKEN);

  expect(facts(result)).toMatchObject({
    version: expect.stringMatching(/^v24\./),
    parents: [repo.base, repo.head],
    head: repo.head,
    EVENT_NAME: 'pull_request',
    REPOSITORY: 'octo-org/web',
    REF: 'refs/pull/7/merge',
    SHA: repo.merge,
    RUN_NUMBER: '41',
  });
  expect(facts(result)).not.toHaveProperty('leak');
});

test('in a clone of depth 1 the merge commit still names its parents', async () => {
  const result = await run(await repo.shallowClone());
  expect(result.jobResults).toEqual({ size: 'success', 'failing (amd64)': 'failure' });
  expect(facts(result)).toMatchObject({ parents: [repo.base, repo.head], SHA: repo.merge });
});

function facts(result: ActRun): unknown {
  return JSON.parse(/^FACTS (.*)$/m.exec(result.log)?.[1] ?? 'null');
}
