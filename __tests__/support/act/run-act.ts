import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { attempt } from '../../../src/system/process.ts';
import { type ActEvents, readActEvents } from './act-events.ts';

export interface ActOptions {
  /** Work tree that the workflow runs on; checkout steps copy it, `.git` and all. */
  readonly repoDir: string;
  /** Path of the workflow in the repository. */
  readonly workflow: string;
  readonly event: { readonly name: string; readonly payload: unknown };
  /** owner/name that the run believes to be in. */
  readonly repository: string;
  readonly apiUrl: string;
  readonly token: string;
  readonly actBinary: string;
  /** Folder of the `node` that runs `using: node24`. */
  readonly nodeBin: string;
  /** Further folders of programs for the steps (docker, buildx), before those of the system. */
  readonly path?: readonly string[];
  /** Variables of the steps: DOCKER_HOST, DOCKER_CONFIG, GITHUB_RUN_NUMBER, … */
  readonly env?: Readonly<Record<string, string>>;
  /** What `uses: owner/repo@ref` stands for: a folder. */
  readonly localRepositories?: Readonly<Record<string, string>>;
  /** Milliseconds until the run is ended. */
  readonly timeout?: number;
}

export interface ActRun extends ActEvents {
  readonly code: number;
  /** The last lines of act's own complaints. */
  readonly stderr: string;
}

/**
 * Runs one workflow on this machine, without containers and without a network. Nothing of the caller's environment comes
 * in. Assert `jobResults` as a whole: a job for a runner that is not there is left out, with code 0.
 */
export async function runAct(options: ActOptions): Promise<ActRun> {
  const home = await mkdtemp(join(tmpdir(), 'plimsoll-act-'));
  try {
    const eventFile = join(home, 'event.json');
    await writeFile(eventFile, JSON.stringify(options.event.payload));
    const { code, stdout, stderr } = await attempt(options.actBinary, argv(options, eventFile, home), {
      cwd: options.repoDir,
      env: {
        HOME: home,
        PATH: [
          options.nodeBin,
          ...(options.path ?? []),
          '/usr/local/bin',
          '/usr/bin',
          '/bin',
          '/usr/sbin',
          '/sbin',
        ].join(delimiter),
        GIT_PAGER: 'cat',
      },
      signal: AbortSignal.timeout(options.timeout ?? 300_000),
    });
    return { ...readActEvents(stdout), code, stderr: stderr.join('\n') };
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

function argv(options: ActOptions, eventFile: string, home: string): string[] {
  const variables: Record<string, string> = {
    GITHUB_API_URL: options.apiUrl,
    GITHUB_GRAPHQL_URL: `${options.apiUrl}/graphql`,
    GITHUB_REPOSITORY: options.repository,
    ...options.env,
  };
  return [
    options.event.name,
    '--workflows',
    options.workflow,
    '--platform',
    'ubuntu-latest=-self-hosted',
    '--eventpath',
    eventFile,
    ...Object.entries(variables).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    // Files of such names in the repository would otherwise be read as settings of the run.
    ...['--env-file', '--secret-file', '--var-file', '--input-file'].flatMap((flag) => [flag, join(home, 'none')]),
    '--secret',
    `GITHUB_TOKEN=${options.token}`,
    ...Object.entries(options.localRepositories ?? {}).flatMap(([name, dir]) => [
      '--local-repository',
      `${name}=${dir}`,
    ]),
    '--action-offline-mode',
    '--pull=false',
    '--no-cache-server',
    '--rm',
    '--json',
  ];
}
