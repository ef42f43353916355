/**
 * The README's test command: unit tests anywhere, then the engine tests on the lab. Where the lab cannot be had the run
 * fails and lists what was not run. Last line: `N passed, N failed`; a skipped or todo test counts as failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const RESULTS = 'test-results';

interface Count {
  passed: number;
  failed: number;
}

function vitest(project: string): Count {
  const file = `${RESULTS}/${project}.json`;
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const { status } = spawnSync('vitest', args, { stdio: 'inherit' });
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { numTotalTests, numPassedTests } = JSON.parse(readFileSync(file, 'utf8'));
  const failed = numTotalTests - numPassedTests;
  // A file that could not be loaded or an error outside of a test has no test of its own to fail.
  return { passed: numPassedTests, failed: status !== 0 && failed === 0 ? 1 : failed };
}

function missingForLab(): string[] {
  const problems: string[] = [];
  if (process.getuid?.() !== 0)
    problems.push('root: the lab mounts and unshares (run as root, or in a container of your own)');
  if (!existsSync('/etc/debian_version')) problems.push('Debian: the lab takes its parts from Debian packages');
  const has = (tool: string): boolean => spawnSync(tool, [tool === 'go' ? 'version' : '--version']).status === 0;
  for (const tool of ['git', 'go', 'apt-get', 'dpkg-deb']) {
    if (!has(tool)) problems.push(`${tool}: install it`);
  }
  return problems;
}

rmSync(RESULTS, { recursive: true, force: true });
mkdirSync(RESULTS, { recursive: true });
const counts = [vitest('unit')];
const problems = missingForLab();
if (problems.length === 0) {
  counts.push(vitest('e2e'));
} else {
  const files = globSync('__tests__/**/*.e2e.ts');
  console.error(
    `\nThe engine tests were not run. They need:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
  console.error(`Not run:\n${files.map((file) => `  - ${file}`).join('\n')}`);
  counts.push({ passed: 0, failed: files.length });
}
const total = counts.reduce((sum, count) => ({ passed: sum.passed + count.passed, failed: sum.failed + count.failed }));
writeFileSync(`${RESULTS}/total.json`, JSON.stringify(total));
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
