import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { writeFiles } from '../support/engine.ts';
import { labEnv, labEnvironment } from '../support/lab.ts';
import { scratchFolder } from '../support/tools.ts';

const HCL = `variable "ARCH" { default = "arm64" }
group "default" { targets = ["web"] }
target "web" {
  context    = "svc"
  dockerfile = "web.Dockerfile"
  platforms  = ["linux/\${ARCH}", "linux/amd64"]
  contexts   = { base = "docker-image://alpine:3.22" }
}
`;

test('an HCL file is read by bake itself, where a builder is named', async () => {
  using folder = scratchFolder();
  writeFiles(folder.path, {
    'docker-bake.hcl': HCL,
    'svc/web.Dockerfile': 'FROM base\nARG TARGETARCH=amd64\nRUN echo $TARGETARCH\nCMD ["true"]\n',
  });
  const lint = (...args: readonly string[]) =>
    runCli(['lint', '--format', 'json', '--fail-on', 'never', '--bake', 'docker-bake.hcl', ...args], {
      cwd: folder.path,
      env: labEnvironment(),
    });
  const read = await lint('--builder', labEnv().builders.remote);
  expect(read.stderr).toBe('');
  const found = JSON.parse(read.stdout).findings as { rule: string; file: string; source: string }[];
  const own = found.filter(({ source }) => source === 'plimsoll').map(({ rule, file }) => `${file} ${rule}`);
  expect(own).toContain('svc/web.Dockerfile arch-arg-default');
  // `base` is a context of the target, not an image without a tag.
  expect(own).not.toContain('svc/web.Dockerfile base-unpinned');

  const unread = await lint();
  expect(unread.code).toBe(2);
  expect(unread.stderr).toContain('name a --builder');
});
