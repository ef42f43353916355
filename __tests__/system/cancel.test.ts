import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { cancelOnSignals } from '../../src/system/cancel.ts';

/** An entry in small, in a process of its own: a signal to this one would end the tests. */
function entry(cleaningUp: number): string {
  return `
    import { cancelOnSignals } from '${pathToFileURL('src/system/cancel.ts').href}';
    using cancellation = cancelOnSignals();
    const aborted = new Promise((resolve) => cancellation.signal.addEventListener('abort', resolve));
    const busy = setInterval(() => {}, 1000);
    console.log('ready');
    await aborted;
    console.log('aborted');
    await new Promise((resolve) => setTimeout(resolve, ${cleaningUp}));
    clearInterval(busy);
    console.log('cleaned up after', cancellation.received());
    process.exitCode = 3;
  `;
}

async function start(script: string) {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  let output = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (chunk: string) => {
    output += chunk;
  });
  const said = async (what: string): Promise<void> => {
    while (!output.includes(what)) await once(child.stdout, 'data');
  };
  await said('ready');
  return { child, said, closed, output: () => output };
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s lets the run clean up first', async (name) => {
  const { child, closed, output } = await start(entry(50));
  child.kill(name);
  expect(await closed).toEqual([3, null]);
  expect(output()).toBe(`ready\naborted\ncleaned up after ${name}\n`);
});

test('a second one of its kind ends the process at once', async () => {
  const { child, said, closed, output } = await start(entry(60_000));
  child.kill('SIGINT');
  await said('aborted');
  child.kill('SIGINT');
  expect(await closed).toEqual([null, 'SIGINT']);
  expect(output()).toBe('ready\naborted\n');
});

test('without a signal nothing is aborted, and nothing is left listening', () => {
  const listeners = () => ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name));
  const before = listeners();
  {
    using cancellation = cancelOnSignals();
    expect(cancellation.signal.aborted).toBe(false);
    expect(cancellation.received()).toBeUndefined();
    expect(listeners()).toEqual(before.map((count) => count + 1));
  }
  expect(listeners()).toEqual(before);
});
