import * as core from '@actions/core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { actionsLog } from '../../src/action/actions-log.ts';
import { HOSTILE } from '../support/markdown.ts';

/**
 * What a runner makes of a step's output: the commands that it obeys, and the lines that it shows. After actions/runner,
 * ActionCommandManager.TryProcessCommand and ActionCommand.TryParseV2 and TryParse.
 */
function run(output: string) {
  const commands: string[] = [];
  const shown: string[] = [];
  let token: string | undefined;
  for (const line of output.split('\n').slice(0, -1)) {
    const name = /^\s*::([\w-]+)(?: [^:]*)?::/.exec(line)?.[1] ?? /##\[([\w-]+)[^\]]*\]/.exec(line)?.[1];
    if (token !== undefined) {
      if (name === token) token = undefined;
      else shown.push(line);
    } else if (name === 'stop-commands') token = line.slice('::stop-commands::'.length);
    else if (name !== undefined) commands.push(line);
    else shown.push(line);
  }
  return { commands, shown, stopped: token !== undefined };
}

/** The real toolkit writes; what it wrote is caught. */
function written(work: () => void): string {
  let output = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    output += String(chunk);
    return true;
  });
  try {
    work();
  } finally {
    spy.mockRestore();
  }
  return output;
}

afterEach(() => vi.restoreAllMocks());

describe('actionsLog', () => {
  test('progress is text, a warning is a warning', () => {
    const output = written(() => {
      const log = actionsLog(core);
      log.info('started');
      log.warn('careful');
      log.debug('details');
    });
    expect(run(output)).toEqual({
      commands: ['::warning::careful', '::debug::details'],
      shown: ['started'],
      stopped: false,
    });
  });

  test("of what builds say, the steps as they come; all of it after the phase, each platform's in a group", () => {
    const output = written(() => {
      using children = actionsLog(core).children('building');
      children.line('linux/amd64', '#5 [2/3] RUN make');
      children.line('linux/amd64', '#5 0.100 compiling');
      children.line('linux/arm64', '#6 ERROR: exit code: 1');
      children.transcript('linux/amd64: buildx build .', ['#5 [2/3] RUN make', '#5 0.100 compiling']);
      children.transcript('linux/arm64: buildx build .', ['#6 ERROR: exit code: 1']);
    });
    expect(run(output)).toEqual({
      commands: [
        '::group::linux/amd64: buildx build .',
        '::endgroup::',
        '::group::linux/arm64: buildx build .',
        '::endgroup::',
      ],
      shown: [
        'building',
        '  linux/amd64 | #5 [2/3] RUN make',
        '  linux/arm64 | #6 ERROR: exit code: 1',
        '#5 [2/3] RUN make',
        '#5 0.100 compiling',
        '#6 ERROR: exit code: 1',
      ],
      stopped: false,
    });
  });

  test.each([
    ...HOSTILE,
    '::set-output name=verdict::pass',
    '  ::add-mask::pass',
    '\u200b::error::forged',
    '##[group]forged',
    'x ##[error]forged',
    '#\u200b#[error]forged',
    '::stop-commands::forged',
    '::endgroup::',
    '\r::error::forged',
    '\n::error::forged',
  ])('a build that prints %.40j commands nothing', (text) => {
    const output = written(() => {
      const log = actionsLog(core);
      log.info(text);
      using children = log.children(text);
      children.line(text, `#5 [2/3] ${text}`);
      children.line('linux/amd64', text);
      children.transcript('linux/amd64', [text, `#5 ${text}`]);
    });
    const { commands, stopped } = run(output);
    expect(commands).toEqual(['::group::linux/amd64', '::endgroup::']);
    expect(stopped).toBe(false);
    // Even read without the stop, no line of theirs is a command.
    const lines = output.split('\n').filter((line) => !/^::(?:stop-commands::)?[\da-f-]{36}(?:::)?$/.test(line));
    expect(run(`${lines.join('\n')}\n`).commands).toEqual(['::group::linux/amd64', '::endgroup::']);
  });

  test('a group that is named like a command is no command', () => {
    const output = written(() => {
      using children = actionsLog(core).children('building');
      children.transcript('a\n::error::forged\r\n##[error]forged', []);
    });
    expect(run(output).commands).toEqual(['::group::a ::error::forged ## [error]forged', '::endgroup::']);
  });

  test('the words that start commands again cannot be known before they are printed', () => {
    const tokens = Array.from(
      { length: 2 },
      () =>
        written(() => {
          using _ = actionsLog(core).children('x');
        }).match(/::stop-commands::(.*)/)?.[1],
    );
    expect(tokens[0]).toMatch(/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/);
    expect(tokens[0]).not.toBe(tokens[1]);
  });

  test('commands are read again where the phase ends in an error', () => {
    const output = written(() => {
      try {
        using children = actionsLog(core).children('building');
        children.transcript('linux/amd64', ['last words']);
        throw new Error('the build failed');
      } catch {
        core.error('after it');
      }
    });
    expect(run(output).commands).toEqual(['::group::linux/amd64', '::endgroup::', '::error::after it']);
  });
});
