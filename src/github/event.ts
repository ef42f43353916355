import * as v from 'valibot';
import { ConfigError } from '../model/errors.ts';
import { suggestion } from '../model/suggest.ts';
import type { Environment } from '../system/environment.ts';
import type { Repository } from './client.ts';

/** What every event has. */
interface Common {
  readonly repository: Repository;
  /** Commit that started the run (GITHUB_SHA); in a pull request that of the merge. */
  readonly sha: string;
  readonly ref: string;
  /** Number of the run within its workflow, and how often it was started, from 1. */
  readonly run: { readonly number: number; readonly attempt: number };
  readonly defaultBranch: string | undefined;
}

export interface PullRequestEvent extends Common {
  readonly kind: 'pull_request';
  readonly number: number;
  readonly headSha: string;
  /** Tip of the base branch when the event was made: stale, never the base to compare with. */
  readonly baseSha: string;
  readonly baseRef: string;
  /** Does the head come from another repository (or from one that is gone)? */
  readonly fork: boolean;
  readonly labels: readonly string[];
}

interface PushEvent extends Common {
  readonly kind: 'push';
  /** undefined: a tag. */
  readonly branch: string | undefined;
  /** A branch of the merge queue's own: nothing is saved for it. */
  readonly queue: boolean;
  readonly deleted: boolean;
}

interface MergeGroupEvent extends Common {
  readonly kind: 'merge_group';
  readonly headSha: string;
  /** The group's parent; an earlier entry of the queue, or the tip of the branch. */
  readonly baseSha: string;
  readonly baseRef: string;
  /** The last pull request of the group, as the queue branch's name tells it. */
  readonly pullNumber: number | undefined;
}

interface PlainEvent extends Common {
  readonly kind: 'workflow_dispatch' | 'schedule';
}

/** An event in which it is safe to build what was checked out. */
export type GitHubEvent = PullRequestEvent | PushEvent | MergeGroupEvent | PlainEvent;

/** GitHub, "Events that trigger workflows": these run with the base's secrets on what anybody may have written. */
const UNSAFE: Readonly<Record<string, string>> = {
  pull_request_target: 'it runs with write access and secrets on a pull request that may come from anybody',
  workflow_run: 'it runs with write access and secrets after a run that may come from a fork',
  issue_comment: 'anybody who may comment can start it, with write access and secrets',
};

const SAFE: readonly string[] = ['pull_request', 'push', 'merge_group', 'workflow_dispatch', 'schedule'];

const Sha = v.pipe(v.string(), v.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/));
const Name = v.pipe(v.string(), v.nonEmpty(), v.maxLength(1_000));
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const WithRepository = v.object({ repository: v.object({ default_branch: v.optional(Name) }) });

const PullRequestPayload = v.object({
  pull_request: v.object({
    number: Count,
    head: v.object({ sha: Sha, repo: v.nullable(v.object({ id: v.number() })) }),
    base: v.object({ sha: Sha, ref: Name, repo: v.object({ id: v.number() }) }),
    labels: v.optional(v.array(v.object({ name: v.string() })), []),
  }),
});

const MergeGroupPayload = v.object({
  merge_group: v.object({ head_sha: Sha, head_ref: Name, base_sha: Sha, base_ref: Name }),
});

const PushPayload = v.object({ deleted: v.optional(v.boolean(), false) });

/**
 * What started the run.
 * @param env the runner's variables (GITHUB_EVENT_NAME, GITHUB_REPOSITORY, GITHUB_SHA, GITHUB_REF, GITHUB_RUN_NUMBER, …).
 * @param payload the parsed file at GITHUB_EVENT_PATH.
 * @throws ConfigError for an event in which building is not safe, or where a part of it is missing or malformed.
 */
export function readEvent(env: Environment, payload: unknown): GitHubEvent {
  const name = env.GITHUB_EVENT_NAME ?? '';
  const common = readCommon(env, payload);
  switch (name) {
    case 'pull_request':
      return { ...common, kind: name, ...readPullRequest(payload) };
    case 'push':
      return { ...common, kind: name, ...readPush(common.ref, payload) };
    case 'merge_group':
      return { ...common, kind: name, ...readMergeGroup(payload) };
    case 'workflow_dispatch':
    case 'schedule':
      return { ...common, kind: name };
    default:
      throw refusal(name);
  }
}

function refusal(name: string): ConfigError {
  const reason = UNSAFE[name];
  if (reason !== undefined) {
    return new ConfigError(`nothing is built on the event "${name}": ${reason}`, {
      hint: 'build on pull_request; in a run for a fork the job summary holds the report',
    });
  }
  return new ConfigError(`the event "${name}" is not served`, {
    hint: `run on one of ${SAFE.join(', ')}; ${suggestion(name, SAFE)}`,
  });
}

function readCommon(env: Environment, payload: unknown): Common {
  const [owner, repo, ...rest] = (env.GITHUB_REPOSITORY ?? '').split('/');
  if (!owner || !repo || rest.length > 0) throw malformed('GITHUB_REPOSITORY', env.GITHUB_REPOSITORY);
  const sha = v.safeParse(Sha, env.GITHUB_SHA);
  if (!sha.success) throw malformed('GITHUB_SHA', env.GITHUB_SHA);
  const withRepository = v.safeParse(WithRepository, payload);
  return {
    repository: { owner, repo },
    sha: sha.output,
    ref: env.GITHUB_REF ?? '',
    run: { number: count(env, 'GITHUB_RUN_NUMBER'), attempt: count(env, 'GITHUB_RUN_ATTEMPT') },
    // A schedule's payload holds no repository.
    defaultBranch: withRepository.success ? withRepository.output.repository.default_branch : undefined,
  };
}

function count(env: Environment, name: string): number {
  const text = env[name] ?? '1';
  if (!/^[1-9]\d{0,14}$/.test(text)) throw malformed(name, text);
  return Number(text);
}

function malformed(name: string, value: string | undefined): ConfigError {
  return new ConfigError(`${name} is ${value === undefined ? 'not set' : `"${value}", which it cannot be`}`, {
    hint: 'GitHub Actions sets it; outside of Actions use the command line',
  });
}

function readPullRequest(payload: unknown): Omit<PullRequestEvent, keyof Common | 'kind'> {
  const { head, base, number, labels } = check(PullRequestPayload, 'pull_request', payload).pull_request;
  return {
    number,
    headSha: head.sha,
    baseSha: base.sha,
    baseRef: base.ref,
    fork: head.repo?.id !== base.repo.id,
    labels: labels.map((label) => label.name),
  };
}

function readPush(ref: string, payload: unknown): Omit<PushEvent, keyof Common | 'kind'> {
  const { deleted } = check(PushPayload, 'push', payload);
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
  return { branch, queue: branch?.startsWith('gh-readonly-queue/') ?? false, deleted };
}

function readMergeGroup(payload: unknown): Omit<MergeGroupEvent, keyof Common | 'kind'> {
  const group = check(MergeGroupPayload, 'merge_group', payload).merge_group;
  // gh-readonly-queue/main/pr-104-<base sha>
  const [, pull] = /\/pr-(\d{1,15})-[0-9a-f]+$/.exec(group.head_ref) ?? [];
  return {
    headSha: group.head_sha,
    baseSha: group.base_sha,
    baseRef: group.base_ref.replace(/^refs\/heads\//, ''),
    pullNumber: pull === undefined ? undefined : Number(pull),
  };
}

function check<T>(schema: v.GenericSchema<unknown, T>, name: string, payload: unknown): T {
  const result = v.safeParse(schema, payload);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ConfigError(
    `the payload of the event "${name}" is malformed at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}`,
    {
      hint: 'GitHub writes it to the file that GITHUB_EVENT_PATH names; nothing else may change it',
    },
  );
}
