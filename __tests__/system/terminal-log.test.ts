import { describe, expect, test } from 'vitest';
import { isMilestone, terminalLog } from '../../src/system/terminal-log.ts';

function say(quiet: boolean, verbose: boolean): string {
  let written = '';
  const log = terminalLog(
    (text) => {
      written += text;
    },
    { quiet, verbose },
  );
  log.info('info');
  log.warn('careful');
  log.debug('details');
  using children = log.children('building');
  children.line('linux/amd64', '#5 [2/3] RUN make');
  children.line('linux/amd64', '#5 0.100 compiling');
  children.transcript('linux/amd64', ['the whole of it']);
  return written;
}

describe('terminalLog', () => {
  test('shows progress, warnings and the steps of builds', () => {
    expect(say(false, false)).toBe('info\nwarning: careful\nbuilding\n  linux/amd64 | #5 [2/3] RUN make\n');
  });

  test('--verbose shows all that builds say', () => {
    expect(say(false, true)).toBe(
      [
        'info',
        'warning: careful',
        'details',
        'building',
        '  linux/amd64 | #5 [2/3] RUN make',
        '  linux/amd64 | #5 0.100 compiling',
        '',
      ].join('\n'),
    );
  });

  test('--quiet leaves warnings', () => {
    expect(say(true, false)).toBe('warning: careful\n');
  });

  test('text from builds is one line without escapes', () => {
    const lines: string[] = [];
    const log = terminalLog((text) => lines.push(text), { quiet: false, verbose: true });
    log.children('t').line('linux/amd64', '\u001b[2J\u001b]0;title\u0007gone\nforged: line');
    expect(lines).toEqual(['t\n', expect.stringMatching(/^ {2}linux\/amd64 \| \[2J\]0;titlegone forged: line\n$/)]);
  });
});

test.each([
  ['#5 [2/3] RUN make', true],
  ['#12 [build 4/9] COPY . .', true],
  ['#6 ERROR: process "/bin/sh -c false" did not complete successfully: exit code: 1', true],
  ['#2 [internal] load build definition from Dockerfile', false],
  ['#5 0.100 [2/3] RUN forged', false],
  ['#5 DONE 0.0s', false],
  ['#5 CACHED', false],
  ['', false],
  [' #5 [2/3] RUN make', false],
])('milestone %j: %s', (line, answer) => {
  expect(isMilestone(line)).toBe(answer);
});
