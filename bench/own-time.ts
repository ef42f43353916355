import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { interleaved, timed } from './measure.ts';
import type { Bench, Topic } from './topic.ts';

/** What a whole run costs beside the builds: the wall time in which no child process was alive. */
export const ownTimeTopic: Topic = {
  name: 'own-time',
  measure: (bench) => {
    const { env, folder, root, say } = bench;
    say('a cold run of examples/web for two architectures');
    const context = join(folder, 'web');
    cpSync(join(root, 'examples/web'), context, { recursive: true });
    const cold = run(bench, context, '--no-cache');
    say('the same with all cached');
    run(bench, context);
    const warm = interleaved(
      5,
      () => run(bench, context).own,
      () => timed('buildx', ['version'], { env }).milliseconds,
    );
    return [
      {
        what: 'our own time in a cold two-architecture run of `examples/web`',
        peer: 'its build span',
        ratio: (cold.own / cold.busy) * 100,
        target: 5,
        unit: '%',
      },
      {
        what: 'our own time in the same run with all cached',
        peer: '`buildx version`',
        ratio: warm.ours / warm.peer,
        target: 15,
        unit: '×',
      },
    ];
  },
};

/** A run of the example: its wall time, and of that what a child process was alive in. */
function run({ cli, node, env, folder }: Bench, context: string, ...more: readonly string[]) {
  const args = [cli, 'weigh', context, '--goarch', 'amd64,arm64', '--fail-on', 'never', '--verbose', ...more];
  const { milliseconds, stderr } = timed(node, args, { env, cwd: folder });
  const seconds = (name: string): number => Number(new RegExp(`^time: ${name} (\\S+) s$`, 'm').exec(stderr)?.[1]);
  const busy = (seconds('total') - seconds('own')) * 1000;
  return { own: milliseconds - busy, busy };
}
