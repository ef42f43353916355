import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { cancelOnSignals } from '../../src/system/cancel.ts';

const MODULE = pathToFileURL('src/system/cancel.ts').href;

/** A process of its own: a signal to this one would end the tests. */
async function started(script: string) {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', `import { cancelOnSignals } from '${MODULE}';${script}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let output = '';
  child.stdout.setEncoding('utf8');
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const said = (what: string) =>
    new Promise<void>((resolve) => {
      const look = (): void => {
        if (output.includes(what)) resolve();
      };
      child.stdout.on('data', look);
      look();
    });
  child.stdout.on('data', (chunk: string) => {
    output += chunk;
  });
  await said('ready');
  return { child, said, closed, output: () => output };
}

const CLEANS_UP = `
  using cancellation = cancelOnSignals();
  const timer = setInterval(() => {}, 1000);
  cancellation.signal.addEventListener('abort', () => {
    console.log('aborted');
    setTimeout(() => { clearInterval(timer); console.log('cleaned', cancellation.received()); process.exitCode = 3; }, 100);
  });
  console.log('ready');
`;

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s lets the run clean up first', async (name) => {
  const { child, closed, output } = await started(CLEANS_UP);
  child.kill(name);
  expect(await closed).toEqual([3, null]);
  expect(output()).toBe(`ready\naborted\ncleaned ${name}\n`);
});

test('a second one of its kind ends the process at once', async () => {
  const { child, said, closed, output } = await started(CLEANS_UP.replace(', 100)', ', 60_000)'));
  child.kill('SIGINT');
  await said('aborted');
  child.kill('SIGINT');
  expect(await closed).toEqual([null, 'SIGINT']);
  expect(output()).toBe('ready\naborted\n');
});

test('without a signal nothing is aborted, and nothing is left listening', () => {
  const before = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name));
  {
    using cancellation = cancelOnSignals();
    expect(cancellation.signal.aborted).toBe(false);
    expect(cancellation.received()).toBeUndefined();
  }
  expect(['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name))).toEqual(before);
});
