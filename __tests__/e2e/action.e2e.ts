import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pullRequestPayload } from '../support/act/events.ts';
import { makePullRequestRepo, type PullRequestRepo, readTree } from '../support/act/pull-request-repo.ts';
import { type ActRun, runAct } from '../support/act/run-act.ts';
import { type GitHubApi, startGitHubApi, TOKEN } from '../support/github-api/server.ts';
import { labEnv, labEnvironment } from '../support/lab.ts';
import { scratchFolder } from '../support/tools.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const WORKFLOW = '.github/workflows/size.yml';
const REPOSITORY = 'octo-org/web';

type Tree = Parameters<typeof makePullRequestRepo>[0]['base'];

function workflow(inputs: string): string {
  return `
on: pull_request
permissions: { contents: read, pull-requests: write }
jobs:
  size:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - id: weigh
        uses: octo-org/plimsoll@v1
        with:
          goarch: amd64,arm64
${inputs.replace(/^/gm, '          ')}
      - if: always()
        run: echo "verdict is \${{ steps.weigh.outputs.verdict }}"
`;
}

const action = scratchFolder();
let example: Tree;

beforeAll(async () => {
  // The action as a release would have it: no source, no packages.
  mkdirSync(join(action.path, 'dist'));
  cpSync(join(ROOT, 'action.yml'), join(action.path, 'action.yml'));
  cpSync(join(ROOT, 'dist/main.cjs'), join(action.path, 'dist/main.cjs'));
  const tree = await readTree(join(ROOT, 'examples/web'));
  const wanted = (name: string): boolean => !/^Dockerfile\./.test(name);
  example = Object.fromEntries(Object.entries(tree).filter(([name]) => wanted(name)));
});

afterAll(() => action[Symbol.dispose]());

function grown(): Tree {
  const text = readFileSync(join(ROOT, 'examples/web/Dockerfile'), 'utf8');
  const dockerfile = text.replace(' -trimpath -ldflags="-s -w"', '');
  expect(dockerfile).not.toBe(text);
  return { ...example, Dockerfile: dockerfile };
}

async function act(repo: PullRequestRepo, api: GitHubApi, run: number, dir = repo.dir): Promise<ActRun> {
  const { PATH: _path, HOME: _home, ...env } = labEnvironment();
  return runAct({
    repoDir: dir,
    workflow: WORKFLOW,
    event: {
      name: 'pull_request',
      payload: pullRequestPayload({ repository: REPOSITORY, number: 7, head: repo.head, base: repo.base }),
    },
    repository: REPOSITORY,
    apiUrl: api.url,
    token: TOKEN,
    env: { ...env, GITHUB_RUN_NUMBER: String(run) },
    actBinary: join(labEnv().bin, 'act'),
    nodeBin: dirname(process.execPath),
    path: [labEnv().bin],
    localRepositories: { 'octo-org/plimsoll@v1': action.path },
  });
}

function makeRepo(base: Tree, head: Tree, inputs: string) {
  const file = { [WORKFLOW]: workflow(inputs) };
  return makePullRequestRepo({ base: { ...base, ...file }, head: { ...head, ...file } });
}

function startApi(repo: PullRequestRepo): Promise<GitHubApi> {
  return startGitHubApi({
    repository: REPOSITORY,
    pulls: [{ number: 7, head: repo.head, base: repo.base }],
    git: repo.dir,
  });
}

describe('a pull request that grows', () => {
  test.each([
    ['in a whole clone', false],
    ['in a clone of depth 1', true],
  ])('%s: fails, says which limit, comments once and updates that comment', async (_name, shallow) => {
    await using repo = await makeRepo(example, grown(), 'max-size: 50MB\nmax-growth: 5%');
    await using api = await startApi(repo);
    const dir = shallow ? await repo.shallowClone() : repo.dir;

    const first = await act(repo, api, 41, dir);
    expect(first.log).not.toContain('internal error');
    expect(first.code).toBe(1);
    expect(first.jobResults).toEqual({ size: 'failure' });
    expect(first.outputs['size/weigh']).toMatchObject({
      verdict: 'fail',
      'baseline-source': 'built',
      'largest-platform': 'linux/amd64',
      findings: expect.stringMatching(/^[1-9]\d*$/),
    });
    const errors = first.annotations.filter(({ level }) => level === 'error').map(({ message }) => message);
    expect(errors.join('\n')).toMatch(/linux\/amd64: \+.* is over max-growth 5 % by/);
    expect(errors.join('\n')).toMatch(/linux\/arm64: \+.* is over max-growth 5 % by/);
    const warnings = first.annotations.filter(({ level, file }) => level === 'warning' && file === 'Dockerfile');
    expect(warnings).toContainEqual(expect.objectContaining({ title: 'go-strip-debug', line: expect.any(Number) }));

    const [comment, ...others] = api.comments(7);
    expect(others).toEqual([]);
    expect(comment?.author).toBe('github-actions[bot]');
    for (const part of [
      'linux/amd64',
      'linux/arm64',
      'over the load line',
      'first parent of the merge commit',
      'go-strip-debug',
    ]) {
      expect(comment?.body).toContain(part);
    }
    expect(first.summaries.size).toContain('linux/arm64');

    const second = await act(repo, api, 42, dir);
    expect(second.code).toBe(1);
    const after = api.comments(7);
    expect(after).toHaveLength(1);
    expect(after[0]?.id).toBe(comment?.id);
    expect(after[0]?.body).toContain('run=42');
  });
});

test('a pull request within its limits passes, and a red comment turns green', async () => {
  await using repo = await makeRepo(example, grown(), 'max-growth: 5%');
  await using api = await startApi(repo);
  expect((await act(repo, api, 1)).code).toBe(1);
  await using mended = await makeRepo(example, { ...example, 'README.md': 'words\n' }, 'max-growth: 5%');
  expect(api.comments(7)[0]?.body).toContain('over the load line');
  api.setPull({ number: 7, head: mended.head, base: mended.base });
  const result = await act(mended, api, 2);
  expect(result.code).toBe(0);
  expect(result.outputs['size/weigh']).toMatchObject({ verdict: 'pass', delta: '0' });
  expect(api.comments(7)).toHaveLength(1);
  expect(api.comments(7)[0]?.body).toContain('within the load line');
});

test('where nothing changed and nothing was posted, nothing is said', async () => {
  await using repo = await makeRepo(example, { ...example, 'README.md': 'words\n' }, 'max-growth: 5%');
  await using api = await startApi(repo);
  expect((await act(repo, api, 1)).code).toBe(0);
  expect(api.comments(7)).toEqual([]);
});

test.each([
  ['no Dockerfile', (tree: Tree) => omit(tree, 'Dockerfile'), /Dockerfile does not exist/],
  [
    'a broken Dockerfile',
    (tree: Tree) => ({ ...tree, Dockerfile: 'FROM scratch\nCOPPY a b\n' }),
    /COPPY|dockerfile-syntax/,
  ],
])('%s gives a clear error', async (_name, change, message) => {
  await using repo = await makeRepo(example, change(example), 'max-growth: 5%');
  await using api = await startApi(repo);
  const result = await act(repo, api, 1);
  expect(result.code).toBe(1);
  expect(result.jobResults).toEqual({ size: 'failure' });
  const errors = result.annotations.filter(({ level }) => level === 'error').map((each) => each.message);
  expect(errors.join('\n')).toMatch(message);
  expect(errors.join('\n')).not.toContain('internal error');
});

test('an unknown input is an error with the nearest one', async () => {
  await using repo = await makeRepo(example, example, 'max-sise: 5MB');
  await using api = await startApi(repo);
  const result = await act(repo, api, 1);
  expect(result.code).toBe(1);
  expect(result.annotations.map((each) => each.message).join('\n')).toContain('did you mean "max-size"?');
});

test('a comment that may not be written is lost with the missing permission named; verdict and summary stay', async () => {
  await using repo = await makeRepo(example, grown(), 'max-growth: 5%');
  await using api = await startGitHubApi({
    repository: REPOSITORY,
    pulls: [{ number: 7, head: repo.head, base: repo.base }],
    git: repo.dir,
    tokens: {
      [TOKEN]: {
        login: 'github-actions[bot]',
        permissions: { contents: 'read', 'pull-requests': 'write' },
        readOnly: true,
      },
    },
  });
  const result = await act(repo, api, 1);
  expect(result.code).toBe(1);
  expect(result.outputs['size/weigh']).toMatchObject({ verdict: 'fail', 'comment-url': '' });
  expect(result.summaries.size).toContain('over the load line');
  const warnings = result.annotations.filter(({ level }) => level === 'warning').map((each) => each.message);
  expect(warnings.join('\n')).toContain('pull-requests: write');
  expect(api.comments(7)).toEqual([]);
});

function omit(tree: Tree, name: string): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([key]) => key !== name));
}
