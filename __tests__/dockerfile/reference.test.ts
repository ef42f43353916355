import { expect, test } from 'vitest';
import { parseReference } from '../../src/dockerfile/reference.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

// From the grammar and the tests' own table of github.com/distribution/reference.
test.each<[string, string, string, string | undefined, string | undefined]>([
  ['golang', 'docker.io', 'library/golang', undefined, undefined],
  ['golang:1.26-alpine', 'docker.io', 'library/golang', '1.26-alpine', undefined],
  ['docker.io/golang', 'docker.io', 'library/golang', undefined, undefined],
  ['index.docker.io/golang', 'docker.io', 'library/golang', undefined, undefined],
  ['user/app', 'docker.io', 'user/app', undefined, undefined],
  ['gcr.io/distroless/static-debian12:nonroot', 'gcr.io', 'distroless/static-debian12', 'nonroot', undefined],
  ['localhost/app', 'localhost', 'app', undefined, undefined],
  ['localhost:5000/a:1', 'localhost:5000', 'a', '1', undefined],
  [`localhost:5000/a:1@${DIGEST}`, 'localhost:5000', 'a', '1', DIGEST],
  [`golang@${DIGEST}`, 'docker.io', 'library/golang', undefined, DIGEST],
  ['[::1]:5000/a', '[::1]:5000', 'a', undefined, undefined],
  ['a/b__c/d-e--f.g', 'docker.io', 'a/b__c/d-e--f.g', undefined, undefined],
  ['Host/app', 'Host', 'app', undefined, undefined],
])('%s', (text, domain, path, tag, digest) => {
  expect(parseReference(text)).toEqual({ domain, path, tag, digest });
});

test.each([
  '',
  'Golang',
  ':tag',
  'a:',
  'a@',
  'a//b',
  'a/',
  '/a',
  '-a',
  'a-',
  'a..b',
  'a:b:c',
  'a b',
  `a:${'x'.repeat(129)}`,
  'a@sha256:1234',
  'host_:5000/a',
  'a'.repeat(2000),
  `a@sha256:${'g'.repeat(64)}`,
  '.a',
  'a._b',
  'a___b',
])('%j is no reference', (text) => {
  expect(parseReference(text)).toBeUndefined();
});
