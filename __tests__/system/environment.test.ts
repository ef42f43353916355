import { describe, expect, test } from 'vitest';
import { childEnvironment } from '../../src/system/environment.ts';

/** A runner's environment, with what a pull request's code must never see. */
const RUNNER = {
  PATH: '/usr/bin',
  HOME: '/home/runner',
  TMPDIR: '/tmp',
  LANG: 'C.UTF-8',
  DOCKER_HOST: 'unix:///docker.sock',
  DOCKER_CONFIG: '/home/runner/.docker',
  BUILDX_BUILDER: 'b',
  BUILDKIT_PROGRESS: 'plain',
  XDG_RUNTIME_DIR: '/run/user/1',
  KUBECONFIG: '/kube',
  KUBERNETES_SERVICE_HOST: '10.0.0.1',
  SSH_AUTH_SOCK: '/agent',
  SSL_CERT_FILE: '/ca.pem',
  HTTPS_PROXY: 'http://proxy',
  http_proxy: 'http://proxy',
  No_Proxy: 'localhost',
  GITHUB_TOKEN: 'ghs_1',
  GH_TOKEN: 'ghs_2',
  'INPUT_GITHUB-TOKEN': 'ghs_3',
  'INPUT_BUILD-ARGS': 'A=b',
  INPUT_SECRETS: 'id=value',
  GITHUB_ENV: '/env',
  GITHUB_OUTPUT: '/output',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'oidc',
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://oidc',
  ACTIONS_RUNTIME_TOKEN: 'cache',
  ACTIONS_RESULTS_URL: 'https://results',
  ACTIONS_CACHE_URL: 'https://cache',
  ACTIONS_CACHE_SERVICE_V2: 'True',
  ACTIONS_RUNTIME_URL: 'https://runtime',
  AWS_SECRET_ACCESS_KEY: 'aws',
  AZURE_CLIENT_SECRET: 'azure',
  GOOGLE_APPLICATION_CREDENTIALS: '/google',
  NODE_OPTIONS: '--require=/evil.js',
  GIT_SSH_COMMAND: 'evil',
  GIT_CONFIG_COUNT: '1',
  LD_PRELOAD: '/evil.so',
  NPM_TOKEN: 'npm',
  PROXY_PASSWORD: 'x',
  MY_PATH: 'x',
};

const ALWAYS = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'DOCKER_HOST',
  'DOCKER_CONFIG',
  'BUILDX_BUILDER',
  'BUILDKIT_PROGRESS',
  'XDG_RUNTIME_DIR',
  'KUBECONFIG',
  'KUBERNETES_SERVICE_HOST',
  'SSH_AUTH_SOCK',
  'SSL_CERT_FILE',
  'HTTPS_PROXY',
  'http_proxy',
  'No_Proxy',
];

const CACHE = ['ACTIONS_RUNTIME_TOKEN', 'ACTIONS_RESULTS_URL', 'ACTIONS_CACHE_URL', 'ACTIONS_CACHE_SERVICE_V2'];
const CLOUD = ['AWS_SECRET_ACCESS_KEY', 'AZURE_CLIENT_SECRET', 'GOOGLE_APPLICATION_CREDENTIALS'];

describe('what a child process sees', () => {
  test.each([
    ['nothing asked', {}, []],
    ['no caches', { caches: [] }, []],
    ['a registry cache', { caches: ['type=registry,ref=a/b:c'] }, []],
    ['a local cache', { caches: ['type=local,src=/gha'] }, []],
    ['a bare reference', { caches: ['example.com/type=gha'] }, []],
    ['a gha cache', { caches: ['type=gha'] }, CACHE],
    ['a gha cache among others', { caches: ['type=inline', 'mode=max,type=gha,scope=x'] }, CACHE],
    ['what only begins like gha', { caches: ['type=ghastly'] }, []],
    ['an s3 cache', { caches: ['type=s3,bucket=b'] }, CLOUD],
    ['an azblob cache', { caches: ['type=azblob,name=n'] }, CLOUD],
    ['a name handed to a secret', { names: ['NPM_TOKEN'] }, ['NPM_TOKEN']],
    ['a name that is not set', { names: ['NOT_SET'] }, []],
  ])('%s', (_, needs, more) => {
    const expected = [...ALWAYS, ...more].sort();
    const child = childEnvironment(RUNNER, needs);
    expect(Object.keys(child).sort()).toEqual(expected);
    expect(child.PATH).toBe('/usr/bin');
  });

  test('what we set ourselves wins', () => {
    expect(childEnvironment({ PATH: '/a', DOCKER_HOST: 'x' }, { extra: { DOCKER_HOST: 'y', OURS: '1' } })).toEqual({
      PATH: '/a',
      DOCKER_HOST: 'y',
      OURS: '1',
    });
  });

  test('variables without a value are left out', () => {
    expect(childEnvironment({ PATH: undefined, HOME: '' })).toEqual({ HOME: '' });
  });
});
