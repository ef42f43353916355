import { expect, test } from 'vitest';
import { fixed } from './fixed.ts';

const FILE = 'FROM --platform=$BUILDPLATFORM golang:1.26 AS b\nRUN GOARCH=$TARGETARCH go build -ldflags=-s -o /a .\n';

test('the helper gives the text after the fix', () => {
  expect(fixed('arch-arg-undeclared', { name: 'one', text: FILE })).toBe(
    'FROM --platform=$BUILDPLATFORM golang:1.26 AS b\nARG TARGETARCH\nRUN GOARCH=$TARGETARCH go build -ldflags=-s -o /a .\n',
  );
});

test('the helper refuses a case with nothing to fix', () => {
  expect(() => fixed('arch-arg-undeclared', { name: 'none', text: 'FROM a\n' })).toThrow(/has a fix for this/);
});
