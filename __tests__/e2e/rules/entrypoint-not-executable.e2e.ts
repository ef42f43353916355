import { expect, test } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/dockerfile.ts';
import { fixTexts } from '../../../src/lint/fixes/fix-texts.ts';
import { lint } from '../../../src/lint/lint.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { contextOf } from '../../support/context.ts';
import { buildImage, type Files } from '../../support/engine.ts';

const RULE = 'entrypoint-not-executable';
const FROM = 'FROM alpine:3.22\n';
const LINES = 'COPY run.sh /run.sh\nUSER 7\nENTRYPOINT ["/run.sh"]\n';

function script(first: string, mode = 0o755): Files {
  return { 'run.sh': { text: `${first}\necho started\n`, mode } };
}

function said(text: string, files: Files): readonly Finding[] {
  const dockerfile = parseDockerfile(text, 'Dockerfile');
  return lint({ dockerfile, files: contextOf(files) }).filter(({ rule }) => rule === RULE);
}

function starts(text: string, files: Files): { readonly code: number | null; readonly output: string } {
  using image = buildImage({ ...files, Dockerfile: text });
  return image.run();
}

test.each([
  ['no x bit', FROM, script('#!/bin/sh', 0o644), script('#!/bin/sh'), /permission denied/],
  ['an interpreter that alpine lacks', FROM, script('#!/bin/bash'), script('#!/bin/sh'), /no such file or directory/],
  [
    'one that env looks for',
    'FROM debian:bookworm-slim\n',
    script('#!/usr/bin/env zsh'),
    script('#!/usr/bin/env sh'),
    /zsh['’]?: no such file/i,
  ],
  ['CR LF', FROM, script('#!/bin/sh\r'), script('#!/bin/sh'), /no such file or directory/],
  [
    'python on debian',
    'FROM debian:bookworm-slim\n',
    script('#!/usr/bin/env python3'),
    script('#!/bin/sh'),
    /python3['’]?: no such file/i,
  ],
])('%s: the container does not start', (_, from, bad, good, message) => {
  expect(said(from + LINES, bad).map(({ severity }) => severity)).toEqual(['error']);
  const failed = starts(from + LINES, bad);
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(message);
  expect(said(from + LINES, good)).toEqual([]);
  expect(starts(from + LINES, good)).toMatchObject({ code: 0, output: expect.stringContaining('started') });
});

test('a --chmod without an x bit: the container does not start', () => {
  const files = script('#!/bin/sh');
  const text = (mode: string): string => FROM + LINES.replace('COPY', `COPY --chmod=${mode}`);
  expect(said(text('644'), files)).toMatchObject([{ severity: 'error' }]);
  const failed = starts(text('644'), files);
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(/permission denied/);
  expect(said(text('755'), files)).toEqual([]);
  expect(starts(text('755'), files)).toMatchObject({ code: 0 });
});

test('the fix makes it start', () => {
  const files = script('#!/bin/sh', 0o644);
  const { changed } = fixTexts({
    texts: new Map([['Dockerfile', FROM + LINES]]),
    judge: (texts) => said(texts.get('Dockerfile') ?? '', files),
    tier: 'safe',
  });
  const text = changed.get('Dockerfile') ?? '';
  expect(text).toContain('COPY --chmod=755 run.sh');
  expect(starts(text, files)).toMatchObject({ code: 0, output: expect.stringContaining('started') });
});

test.each([
  ['chmod in a RUN', LINES.replace('USER', 'RUN chmod +x /run.sh\nUSER')],
  ['given to a shell', LINES.replace('["/run.sh"]', '["sh", "/run.sh"]')],
])('quiet, and it starts: %s', (_, lines) => {
  const files = script('#!/bin/sh', 0o644);
  expect(said(FROM + lines, files)).toEqual([]);
  expect(starts(FROM + lines, files).code).toBe(0);
});
