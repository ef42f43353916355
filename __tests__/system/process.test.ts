import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CancelledError, ToolError } from '../../src/model/errors.ts';
import { createMeter } from '../../src/system/meter.ts';
import { attempt, display, exitError, type RunOptions, run } from '../../src/system/process.ts';

const home = mkdtempSync(join(tmpdir(), 'process-test-'));
afterAll(() => rmSync(home, { recursive: true }));

const PATH = process.env.PATH ?? '';

function options(more: Partial<RunOptions> = {}): RunOptions {
  return { env: { PATH }, signal: new AbortController().signal, ...more };
}

function sh(script: string, more: Partial<RunOptions> = {}) {
  return attempt('sh', ['-c', script], options(more));
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A process that nobody has waited for yet is dead all the same.
  return !/^State:\s+Z/m.test(status(pid));
}

function status(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

async function until(what: () => boolean): Promise<void> {
  for (let tries = 0; !what(); tries += 1) {
    if (tries > 500) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('attempt', () => {
  test('gives exit code, output and lines of standard error, whatever the code', async () => {
    const lines: string[] = [];
    const result = await sh('printf "out 1\\nout 2"; echo err 1 >&2; printf "err 2" >&2; exit 7', {
      onLine: (line) => lines.push(line),
    });
    expect(result).toEqual({ code: 7, stdout: 'out 1\nout 2', stderr: ['err 1', 'err 2'] });
    expect(lines).toEqual(['err 1', 'err 2']);
  });

  test('keeps the last lines of standard error, and tells all of them', async () => {
    let told = 0;
    const { stderr } = await sh('i=0; while [ $i -lt 1000 ]; do i=$((i+1)); echo line $i >&2; done', {
      onLine: () => {
        told += 1;
      },
    });
    expect(told).toBe(1000);
    expect(stderr).toHaveLength(200);
    expect(stderr.at(0)).toBe('line 801');
    expect(stderr.at(-1)).toBe('line 1000');
  });

  test('characters that lie over the edge of a chunk stay whole', async () => {
    const { stdout } = await sh('printf "\\303"; sleep 0.05; printf "\\244"');
    expect(stdout).toBe('ä');
  });

  test('the child gets the environment that it is given, its folder, and no input', async () => {
    const result = await sh('echo "$ONLY|${HOME-none}|$(pwd -P)|$(cat)"', { env: { PATH, ONLY: 'x' }, cwd: '/' });
    expect(result.stdout).toBe('x|none|/|\n');
  });

  test('arguments are words, never shell text', async () => {
    expect(await run('printf', ['%s|', '$(id)', '; exit 1', '-n', "it's"], options())).toBe("$(id)|; exit 1|-n|it's|");
  });

  test('a program that is not there: what to install', async () => {
    const missing = attempt('no-such-program', ['x'], options({ missing: 'install it like so' }));
    await expect(missing).rejects.toBeInstanceOf(ToolError);
    await expect(missing).rejects.toMatchObject({
      message: 'no-such-program could not be started: not found',
      hint: 'install it like so',
    });
    await expect(attempt('no-such-program', [], options())).rejects.toMatchObject({
      hint: 'install no-such-program, or put it on PATH',
    });
  });

  test('a folder that is not there is no missing program', async () => {
    await expect(sh('true', { cwd: join(home, 'gone') })).rejects.toMatchObject({
      message: `sh could not be started: the folder ${join(home, 'gone')} does not exist`,
    });
  });

  test('a file that cannot be executed', async () => {
    const file = join(home, 'data');
    writeFileSync(file, 'x', { mode: 0o644 });
    await expect(attempt(file, [], options())).rejects.toMatchObject({
      message: `${file} could not be started: not executable`,
    });
  });

  test('a program that a signal ends is an error that names it and its last lines', async () => {
    await expect(sh('echo about to go >&2; kill -KILL $$')).rejects.toMatchObject({
      name: 'ToolError',
      message: expect.stringContaining('was ended by SIGKILL'),
      hint: 'about to go',
    });
  });

  test('one that says too much is ended', async () => {
    await expect(attempt('sh', ['-c', 'exec yes'], options())).rejects.toMatchObject({
      message: 'sh printed more than 67108864 characters',
    });
  });

  test('where a listener fails, nothing goes on running', async () => {
    const pidFile = join(home, 'listener.pid');
    const failing = sh(`echo $$ > ${pidFile}; echo x >&2; exec sleep 300`, {
      onLine: () => {
        throw new Error('cannot listen');
      },
    });
    await expect(failing).rejects.toThrow('cannot listen');
    expect(alive(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });

  test('the meter runs for as long as the child lives', async () => {
    let now = 0;
    const meter = createMeter(() => now);
    const running = sh('echo up >&2; sleep 0.05', {
      meter,
      onLine: () => {
        now = 40;
      },
    });
    await running;
    now = 1000;
    expect(meter.busy()).toBe(40);
    await attempt('no-such-program', [], options({ meter })).catch(() => {});
    now = 2000;
    expect(meter.busy()).toBe(40);
  });
});

describe('cancellation', () => {
  test('before the start: nothing is started', async () => {
    const file = join(home, 'never');
    await expect(sh(`touch ${file}`, { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(CancelledError);
    expect(() => readFileSync(file)).toThrow('ENOENT');
  });

  test('ends the child and its children, and only then rejects', async () => {
    const controller = new AbortController();
    const pids: number[] = [];
    const running = sh('sleep 300 & echo $! >&2; echo $$ >&2; wait', {
      signal: controller.signal,
      onLine: (line) => pids.push(Number(line)),
    });
    await until(() => pids.length === 2);
    expect(pids.map(alive)).toEqual([true, true]);
    controller.abort();
    await expect(running).rejects.toBeInstanceOf(CancelledError);
    expect(pids.map(alive)).toEqual([false, false]);
  });

  test('a grandchild that ignores SIGTERM and has let go of its output is ended too', async () => {
    const controller = new AbortController();
    const pids: number[] = [];
    const script = `sh -c 'trap "" TERM; echo $$ >&2; exec >/dev/null 2>&1; sleep 300' & echo $$ >&2; wait`;
    const running = sh(script, { signal: controller.signal, onLine: (line) => pids.push(Number(line)) });
    await until(() => pids.length === 2);
    // Until its output is let go of.
    await new Promise((resolve) => setTimeout(resolve, 100));
    controller.abort();
    await expect(running).rejects.toBeInstanceOf(CancelledError);
    await until(() => pids.every((pid) => !alive(pid)));
  });

  test('a child may clean up on SIGTERM, and is waited for', async () => {
    const controller = new AbortController();
    const file = join(home, 'cleaned');
    let up = false;
    const running = sh(`trap 'sleep 0.2; echo yes > ${file}; exit 0' TERM; echo up >&2; while :; do sleep 0.02; done`, {
      signal: controller.signal,
      onLine: () => {
        up = true;
      },
    });
    await until(() => up);
    controller.abort();
    // Its code 0 is no success: it was told to stop.
    await expect(running).rejects.toBeInstanceOf(CancelledError);
    expect(readFileSync(file, 'utf8')).toBe('yes\n');
  });

  test('after the end it does nothing', async () => {
    const controller = new AbortController();
    expect((await sh('true', { signal: controller.signal })).code).toBe(0);
    controller.abort();
  });
});

describe('run', () => {
  test('gives the output of a program that succeeds', async () => {
    expect(await run('sh', ['-c', 'echo fine; echo noise >&2'], options())).toBe('fine\n');
  });

  test('an exit code other than 0 is an error with command, code and last lines', async () => {
    const failing = run(
      'sh',
      ['-c', 'for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo line $i >&2; done; exit 3'],
      options(),
    );
    await expect(failing).rejects.toMatchObject({
      name: 'ToolError',
      exitCode: 3,
      message: expect.stringMatching(/^sh -c '.*' failed with exit code 3$/),
      hint: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((i) => `line ${i}`).join('\n'),
    });
  });

  test('also where it says nothing, or says it on standard output', async () => {
    await expect(run('sh', ['-c', 'exit 1'], options())).rejects.toMatchObject({ hint: 'it printed nothing' });
    await expect(run('sh', ['-c', 'echo on stdout; exit 1'], options())).rejects.toMatchObject({ hint: 'on stdout' });
  });
});

test('exitError quotes standard error before standard output', () => {
  const error = exitError('tool', ['a b'], { code: 9, stdout: 'out', stderr: ['', 'err', '  '] });
  expect(error).toMatchObject({ message: "tool 'a b' failed with exit code 9", hint: 'err' });
});

test.each([
  [[], 'docker'],
  [['build', '--platform=linux/amd64', '.'], 'docker build --platform=linux/amd64 .'],
  [['--label=a b'], "docker '--label=a b'"],
  [["it's"], "docker 'it'\\''s'"],
  [['$HOME', '', 'a;b'], "docker '$HOME' '' 'a;b'"],
])('display %j', async (args, shown) => {
  expect(display('docker', args)).toBe(shown);
  // A shell reads it back as the same words.
  const words = await run('sh', ['-c', `printf '%s\\0' ${display('x', args).slice('x'.length)}`], options());
  expect(words).toBe(args.length === 0 ? '\0' : args.map((word) => `${word}\0`).join(''));
});
