import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type ApiRequest, Description, type Match } from './description.ts';
import { type Fault, Faults, type Lost } from './faults.ts';
import { GitFacts } from './git-facts.ts';
import { answerGraphql } from './graphql.ts';
import { type Answer, HANDLERS, refused } from './handlers.ts';
import { acceptedPermissions, isAllowed, type Permissions, readOnly } from './permissions.ts';
import { type CommentState, type PullState, State } from './state.ts';

/** The token that a test's client signs with, unless the test says otherwise. Long and odd: runners mask it in all output. */
export const TOKEN = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a';

export interface TokenGrant {
  /** Who it writes as. */
  readonly login: string;
  readonly permissions: Permissions;
  /** A run for a fork or by Dependabot: writing is answered 403, and that is no violation. */
  readonly readOnly?: boolean;
  /** false: GraphQL does not tell who the viewer is. */
  readonly viewer?: boolean;
}

/** What a job with `permissions: {contents: read, pull-requests: write}` gets. */
export const ACTIONS_GRANT: TokenGrant = {
  login: 'github-actions[bot]',
  permissions: { contents: 'read', 'pull-requests': 'write' },
};

export interface GitHubApiOptions {
  /** owner/name; others are not found. */
  readonly repository?: string;
  readonly pulls?: readonly PullState[];
  readonly tokens?: Readonly<Record<string, TokenGrant>>;
  /** A repository that answers what is asked about commits. */
  readonly git?: string;
}

/** Starts a GitHub of one repository on loopback. Closing it throws where a request was not as GitHub describes. */
export async function startGitHubApi(options: GitHubApiOptions = {}): Promise<GitHubApi> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return new GitHubApi(server, await Description.load(), options);
}

export class GitHubApi implements AsyncDisposable {
  /** For GITHUB_API_URL. */
  readonly url: string;
  readonly #server: Server;
  readonly #description: Description;
  readonly #tokens: Readonly<Record<string, TokenGrant>>;
  readonly #git: GitFacts | undefined;
  readonly #state: State;
  readonly #faults = new Faults();
  readonly #calls: string[] = [];
  #violations: string[] = [];

  constructor(server: Server, description: Description, options: GitHubApiOptions) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.#server = server;
    this.#description = description;
    this.#tokens = options.tokens ?? { [TOKEN]: ACTIONS_GRANT };
    this.#git = options.git === undefined ? undefined : new GitFacts(options.git);
    this.#state = new State(options.repository ?? 'octo-org/web', options.pulls ?? []);
    server.on('request', (incoming, outgoing) => void this.#serve(incoming, outgoing));
  }

  /** Operation ids in the order of the requests. */
  get calls(): readonly string[] {
    return this.#calls;
  }

  comments(pull: number): readonly CommentState[] {
    return this.#state.comments(pull);
  }

  addComment(pull: number, author: string | null, body: string): CommentState {
    return this.#state.addComment(pull, author, body);
  }

  setPull(pull: PullState): void {
    this.#state.pulls.set(pull.number, pull);
  }

  inject(fault: Fault): void {
    this.#faults.add(fault);
  }

  /** What requests have broken so far, handed over: a test that provokes violations takes them. */
  takeViolations(): readonly string[] {
    const taken = this.#violations;
    this.#violations = [];
    return taken;
  }

  /** @throws Error that lists the violations. */
  assertClean(): void {
    const taken = this.takeViolations();
    if (taken.length > 0) throw new Error(`requests that GitHub does not describe:\n${taken.join('\n')}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
    this.assertClean();
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      send(outgoing, await this.#answer(await read(incoming)));
    } catch (error) {
      this.#violations.push(`${incoming.method} ${incoming.url}: the fake failed: ${String(error)}`);
      send(outgoing, 'reset');
    }
  }

  async #answer(request: ApiRequest): Promise<Lost> {
    if (!request.headers['user-agent']) {
      this.#violation(request, 'no user-agent');
      return refused(403, 'Request forbidden by administrative rules.');
    }
    const [, token] = /^(?:token|bearer) (.+)$/i.exec(String(request.headers.authorization ?? '')) ?? [];
    const grant = token === undefined ? undefined : this.#tokens[token];
    if (grant === undefined) {
      this.#violation(request, token === undefined ? 'no authorization' : 'unknown token');
      return refused(401, 'Bad credentials');
    }
    return request.path === '/graphql' ? this.#graphql(request, grant) : this.#rest(request, grant);
  }

  async #graphql(request: ApiRequest, grant: TokenGrant): Promise<Lost> {
    this.#calls.push('graphql');
    const { problems, ...answer } = await answerGraphql(request.body, grant.login);
    for (const problem of problems) this.#violation(request, problem);
    const fault = this.#faults.take('graphql');
    if (fault !== undefined) return fault.answer;
    if (grant.viewer !== false) return answer;
    const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }];
    return { status: 200, body: { data: null, errors } };
  }

  #rest(request: ApiRequest, grant: TokenGrant): Lost {
    const match = this.#description.match(request);
    if (match === undefined) {
      this.#violation(request, 'no such operation in the description');
      return refused(404, 'Not Found');
    }
    this.#calls.push(match.operation);
    for (const problem of match.problems) this.#violation(request, problem);
    if (match.problems.length > 0) return refused(422, match.problems.join('; '));
    const refusal = this.#checkPermission(request, match.operation, grant);
    if (refusal !== undefined) return refusal;
    const fault = this.#faults.take(match.operation);
    if (fault === undefined) return this.#effect(request, match, grant);
    if (fault.afterEffect) this.#effect(request, match, grant);
    return fault.answer;
  }

  #checkPermission(request: ApiRequest, operation: string, grant: TokenGrant): Answer | undefined {
    const granted = grant.readOnly ? readOnly(grant.permissions) : grant.permissions;
    if (isAllowed(operation, granted)) return undefined;
    const accepted = acceptedPermissions(operation);
    if (!isAllowed(operation, grant.permissions)) this.#violation(request, `the token needs ${accepted}`);
    return refused(403, 'Resource not accessible by integration', { 'x-accepted-github-permissions': accepted });
  }

  #effect(request: ApiRequest, { operation, params }: Match, { login }: TokenGrant): Answer {
    if (`${params.owner}/${params.repo}` !== this.#state.repository) return refused(404, 'Not Found');
    const handler = HANDLERS[operation];
    if (handler === undefined) throw new Error(`no handler for ${operation}`);
    const answer = handler({
      state: this.#state,
      git: this.#git,
      description: this.#description,
      url: this.url,
      request,
      params,
      login,
    });
    // The description gives an answer without a body as null.
    const problems = this.#description.checkAnswer(operation, answer.status, answer.body ?? null);
    for (const problem of problems) this.#violation(request, problem);
    return answer;
  }

  #violation(request: ApiRequest, problem: string): void {
    this.#violations.push(`${request.method} ${request.path}: ${problem}`);
  }
}

async function read(incoming: IncomingMessage): Promise<ApiRequest> {
  const target = new URL(incoming.url ?? '/', 'http://127.0.0.1');
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = value;
  }
  const length = incoming.headers['content-length'];
  const hasBody = incoming.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
  const body: unknown = hasBody ? await json(incoming) : undefined;
  return { method: incoming.method ?? 'GET', path: target.pathname, query: target.searchParams, headers, body };
}

function send(outgoing: ServerResponse, result: Lost): void {
  if (result === 'hang') return;
  if (result === 'reset') {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  const type = result.body === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' };
  outgoing.writeHead(result.status, { ...type, ...result.headers });
  outgoing.end(result.body === undefined ? undefined : JSON.stringify(result.body));
}
