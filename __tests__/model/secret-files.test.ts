import { expect, test } from 'vitest';
import { mayBeSecret, secretKind } from '../../src/model/secret-files.ts';

const PEM = (kind: string): string => `-----BEGIN ${kind}-----\nMIIB\n-----END ${kind}-----\n`;
const account = '{\n  "type": "service_account",\n  "private_key": "-----BEGIN PRIVATE KEY-----\\nMIIB"\n}';

const asked = (path: string, text: string): string | undefined =>
  mayBeSecret(path, Buffer.from(text).subarray(0, 256)) ? secretKind(path, text) : undefined;

test.each([
  ['etc/tls/server.key', PEM('PRIVATE KEY'), 'a private key'],
  ['app/key', PEM('RSA PRIVATE KEY'), 'a private key'],
  ['root/.ssh/id_ed25519', PEM('OPENSSH PRIVATE KEY'), 'a private key'],
  ['root/.ssh/id_rsa', `Proc-Type: 4\n${PEM('RSA PRIVATE KEY')}`, 'a private key'],
  ['both.pem', PEM('CERTIFICATE') + PEM('EC PRIVATE KEY'), 'a private key'],
  ['key.asc', PEM('PGP PRIVATE KEY BLOCK'), 'a private key'],
  ['crlf.pem', PEM('PRIVATE KEY').replaceAll('\n', '\r\n'), 'a private key'],
  ['root/.docker/config.json', '{"auths":{"ghcr.io":{"auth":"dXNlcjpw"}}}', 'registry credentials'],
  ['root/.netrc', 'machine github.com\n  login x\n  password y\n', 'a netrc with a password'],
  ['root/.git-credentials', 'https://me:token@github.com\n', 'git credentials'],
  ['app/.npmrc', '//registry.npmjs.org/:_authToken=npm_abc\n', 'npm credentials'],
  ['root/.pypirc', '[pypi]\nusername = a\npassword = b\n', 'PyPI credentials'],
  ['root/.aws/credentials', '[default]\naws_secret_access_key = abc\n', 'AWS credentials'],
  ['root/.kube/config', 'users:\n- user:\n    token: abc\n', 'a kubeconfig'],
  ['root/.pgpass', 'db:5432:*:me:secret\n', 'PostgreSQL passwords'],
  ['tls/from-p12.pem', `Bag Attributes\n    localKeyID: 01\n${PEM('PRIVATE KEY')}`, 'a private key'],
  ['root/.npmrc', '_auth=dXNlcjpwYXNz\n', 'npm credentials'],
  ['app/.npmrc', '//r/:_authToken="npm_abc"\n', 'npm credentials'],
  ['opt/gcp.json', account, 'the key of a Google service account'],
])('%s is one', (path, text, kind) => {
  expect(asked(path, text)).toBe(kind);
});

test.each([
  ['etc/ssl/certs/ca.pem', PEM('CERTIFICATE')],
  ['app/public.pem', PEM('PUBLIC KEY')],
  ['root/.docker/config.json', '{"auths":{},"credsStore":"desktop"}'],
  ['root/.netrc', 'machine github.com\n  login x\n'],
  ['root/.git-credentials', 'https://github.com\n'],
  ['app/.npmrc', 'registry=https://registry.npmjs.org/\n//r/:_authToken=${NPM_TOKEN}\n'],
  ['app/.npmrc', '//r/:_authToken="${NPM_TOKEN}"\n'],
  ['root/.pypirc', '[pypi]\npassword = ${PYPI_TOKEN}\n'],
  ['root/.pypirc', '[pypi]\npassword: %(token)s\n'],
  ['root/.netrc', 'machine github.com login x password $PASS\n'],
  ['root/.aws/credentials', '[default]\naws_secret_access_key = <YOUR_SECRET>\n'],
  ['root/.aws/credentials', '[default]\nrole_arn = x\n'],
  ['opt/settings.json', '{"private_key": "not one"}'],
  ['app/main.go', 'const pem = `-----BEGIN PRIVATE KEY-----`'],
  ['app/netrc', 'password x'],
])('%s is none', (path, text) => {
  expect(asked(path, text)).toBeUndefined();
});

test('the patterns take linear time', () => {
  const started = performance.now();
  for (const text of ['\n', 'machine ', 'password ', ' ', 'a:', 'a://', ':_auth', '-----BEGIN A ', '"auth" ']) {
    for (const path of [
      '.netrc',
      '.pypirc',
      '.pgpass',
      '.git-credentials',
      '.npmrc',
      '.docker/config.json',
      'x.json',
    ]) {
      secretKind(path, text.repeat(65_536 / text.length));
    }
  }
  expect(performance.now() - started).toBeLessThan(2_000);
});
