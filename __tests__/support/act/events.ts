import { readFileSync } from 'node:fs';

type Json = Record<string, unknown>;

export interface PullRequestFacts {
  readonly repository: string;
  readonly number: number;
  readonly head: string;
  readonly base: string;
  readonly labels?: readonly string[];
  /** Does the head come from a fork? */
  readonly fork?: boolean;
}

/** The payload of a pull_request event: a real one, with the facts of a test. */
export function pullRequestPayload(facts: PullRequestFacts): Json {
  const [payload = {}] = recordedPayloads('pull_request');
  const pull = payload.pull_request as Json;
  const repository = { ...(payload.repository as Json), full_name: facts.repository, default_branch: 'main' };
  const head = pull.head as Json;
  const base = pull.base as Json;
  return {
    ...payload,
    action: 'synchronize',
    number: facts.number,
    repository,
    pull_request: {
      ...pull,
      number: facts.number,
      head: { ...head, sha: facts.head, ref: 'feature', repo: facts.fork ? { ...repository, id: 1 } : repository },
      base: { ...base, sha: facts.base, ref: 'main', repo: repository },
      labels: (facts.labels ?? []).map((name) => ({ name })),
    },
  };
}

/** The payloads of an event that GitHub has published, as sent. */
export function recordedPayloads(name: string): readonly Json[] {
  const file = new URL(import.meta.resolve('@octokit/webhooks-examples'));
  const events = JSON.parse(readFileSync(file, 'utf8')) as { name: string; examples: Json[] }[];
  const found = events.find((event) => event.name === name)?.examples ?? [];
  if (found.length === 0) throw new Error(`no recorded payload of ${name}`);
  return found;
}
