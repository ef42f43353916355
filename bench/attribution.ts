import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundled } from './bundled.ts';
import { interleaved, timed } from './measure.ts';
import type { Bench, Topic } from './topic.ts';

/** Taking a big Go binary apart; both sides as whole processes, ours bundled as users have it. */
export const attributionTopic: Topic = {
  name: 'attribution',
  measure: async (bench) => {
    const path = buildBuildkitd(bench);
    const program = await bundled(bench, 'read-binary');
    bench.say('taking buildkitd apart');
    const { ours, peer } = interleaved(
      5,
      () => timed(bench.node, [program, path]).milliseconds,
      () => timed('go', ['tool', 'nm', '-size', path]).milliseconds,
    );
    return [
      {
        what: 'taking `buildkitd` with its symbols apart, down to packages and modules',
        peer: '`go tool nm -size`',
        ratio: ours / peer,
        target: 2,
        unit: '×',
      },
    ];
  },
};

/** With its symbols, as `go tool nm` needs them; built in a module of its own, as the lab does. */
function buildBuildkitd({ folder, versions, say }: Bench): string {
  say('building buildkitd');
  const module = join(folder, 'buildkitd-module');
  mkdirSync(module);
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOOS: 'linux', GOARCH: 'amd64', GOFLAGS: '' };
  const go = (...args: string[]): void => {
    execFileSync('go', args, { cwd: module, env, stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const path = join(folder, 'buildkitd');
  go('mod', 'init', 'bench');
  go('get', '-tool', `github.com/moby/buildkit/cmd/buildkitd@${versions.buildkit}`);
  go('build', '-trimpath', '-o', path, 'github.com/moby/buildkit/cmd/buildkitd');
  return path;
}
