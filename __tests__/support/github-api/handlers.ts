import type { ApiRequest, Description, Json } from './description.ts';
import type { GitFacts } from './git-facts.ts';
import type { CommentState, State } from './state.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** undefined: no body. */
  readonly body?: unknown;
}

export interface Call {
  readonly state: State;
  readonly git: GitFacts | undefined;
  readonly description: Description;
  readonly request: ApiRequest;
  readonly params: Readonly<Record<string, string>>;
  /** Where the server listens, for the links between pages. */
  readonly url: string;
  /** Who the token writes as. */
  readonly login: string;
}

/** "Body is too long (maximum is 65536 characters)"; what a character is, GitHub does not say: the strictest reading. */
const MAX_BODY_BYTES = 65_536;

export const HANDLERS: Readonly<Record<string, (call: Call) => Answer>> = {
  'repos/get': ({ state, description }) => {
    // GitHub's example is of a fork; ours is none, and has no repositories that it comes from.
    const { parent, source, template_repository, ...example } = description.example('full-repository-default-response');
    // The example lacks "language", which its schema requires.
    return { status: 200, body: { ...example, fork: false, full_name: state.repository, language: 'Go' } };
  },

  'pulls/get': (call) => {
    const pull = call.state.pulls.get(Number(call.params.pull_number));
    return pull === undefined ? notFound() : { status: 200, body: pullJson(call, pull) };
  },

  'issues/list-comments': (call) => {
    const number = Number(call.params.issue_number);
    if (!call.state.pulls.has(number)) return notFound();
    return paginate(
      call,
      call.state.comments(number).map((comment) => commentJson(call, comment)),
    );
  },

  'issues/get-comment': (call) => withComment(call, (comment) => ({ status: 200, body: commentJson(call, comment) })),

  'issues/create-comment': (call) => {
    const pull = call.state.pulls.get(Number(call.params.issue_number));
    if (pull === undefined) return notFound();
    if (pull.locked) return refused(403, 'Unable to create comment because issue is locked.');
    return withBody(call, (body) => {
      const comment = call.state.addComment(pull.number, call.login, body);
      return { status: 201, body: commentJson(call, comment) };
    });
  },

  'issues/update-comment': (call) =>
    withComment(call, (comment) =>
      withBody(call, (body) => {
        if (comment.author !== call.login) return refused(403, 'Must have admin rights to Repository.');
        call.state.editComment(comment, body);
        return { status: 200, body: commentJson(call, comment) };
      }),
    ),

  'issues/delete-comment': (call) =>
    withComment(call, (comment) => {
      call.state.removeComment(comment);
      return { status: 204 };
    }),

  'repos/get-commit': (call) => {
    const sha = call.git?.resolve(call.params.ref ?? '');
    if (sha === undefined) return refused(422, `No commit found for SHA: ${call.params.ref}`);
    return { status: 200, body: commitJson(call, sha) };
  },

  'repos/compare-commits-with-basehead': (call) => {
    const [base, head] = (call.params.basehead ?? '').split('...').map((name) => call.git?.resolve(name));
    const mergeBase = base && head && call.git?.mergeBase(base, head);
    if (!call.git || !base || !head || !mergeBase) return notFound();
    const ahead = call.git.between(base, head);
    const behind = call.git.between(head, base);
    return {
      status: 200,
      body: {
        ...call.description.example('commit-comparison'),
        base_commit: commitJson(call, base),
        merge_base_commit: commitJson(call, mergeBase),
        status: comparison(ahead.length, behind.length),
        ahead_by: ahead.length,
        behind_by: behind.length,
        total_commits: ahead.length,
        commits: ahead.slice(0, Number(call.request.query.get('per_page') ?? 250)).map((sha) => commitJson(call, sha)),
        files: [],
      },
    };
  },
};

/** An error as GitHub words them. */
export function refused(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: String(status) };
  return { status, headers, body };
}

function notFound(): Answer {
  return refused(404, 'Not Found');
}

function invalid(message: string): Answer {
  const errors = [{ resource: 'IssueComment', code: 'unprocessable', field: 'data', message }];
  return {
    status: 422,
    body: { message: 'Validation Failed', errors, documentation_url: 'https://docs.github.com/rest' },
  };
}

function withComment(call: Call, then: (comment: CommentState) => Answer): Answer {
  const comment = call.state.comment(Number(call.params.comment_id));
  return comment === undefined ? notFound() : then(comment);
}

function withBody(call: Call, then: (body: string) => Answer): Answer {
  const { body } = call.request.body as { body: string };
  if (body.trim() === '') return invalid('Body cannot be blank');
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) return invalid('Body is too long (maximum is 65536 characters)');
  return then(body);
}

/** One page, with the Link header as GitHub writes it. */
function paginate(call: Call, all: readonly unknown[]): Answer {
  const { query, path } = call.request;
  const perPage = Number(query.get('per_page') ?? 30);
  const page = Number(query.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(all.length / perPage));
  const link = (to: number, rel: string): string => {
    const parameters = new URLSearchParams(query);
    parameters.set('page', String(to));
    return `<${call.url}${path}?${parameters}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  const headers = links.length > 0 ? { link: links.join(', ') } : {};
  return { status: 200, headers, body: all.slice((page - 1) * perPage, page * perPage) };
}

function comparison(ahead: number, behind: number): string {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

function commentJson({ description, state }: Call, comment: CommentState): Json {
  const example = description.example('issue-comment');
  const user = example.user as Json;
  const bot = comment.author?.endsWith('[bot]') ?? false;
  return {
    ...example,
    id: comment.id,
    url: `https://api.github.com/repos/${state.repository}/issues/comments/${comment.id}`,
    html_url: `https://github.com/${state.repository}/pull/${comment.pull}#issuecomment-${comment.id}`,
    issue_url: `https://api.github.com/repos/${state.repository}/issues/${comment.pull}`,
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: 'NONE',
    user: comment.author === null ? null : { ...user, login: comment.author, type: bot ? 'Bot' : 'User' },
  };
}

function pullJson({ description, state }: Call, pull: State['pulls'] extends Map<number, infer P> ? P : never): Json {
  const example = description.example('pull-request');
  return {
    ...example,
    number: pull.number,
    html_url: `https://github.com/${state.repository}/pull/${pull.number}`,
    locked: pull.locked ?? false,
    head: { ...(example.head as Json), sha: pull.head },
    base: { ...(example.base as Json), sha: pull.base, ref: pull.baseRef ?? 'main' },
    // The teams of GitHub's example lack "type", which its schema requires.
    requested_teams: [],
  };
}

function commitJson({ description, git, state }: Call, sha: string): Json {
  const example = description.example('commit');
  const commit = example.commit as Json;
  const facts = git?.describe(sha);
  const url = `https://api.github.com/repos/${state.repository}/commits/`;
  return {
    ...example,
    sha,
    url: url + sha,
    commit: { ...commit, message: facts?.message, tree: { ...(commit.tree as Json), sha: facts?.tree } },
    parents: facts?.parents.map((parent) => ({ sha: parent, url: url + parent })),
    // The files of GitHub's example lack "contents_url", which its schema requires.
    files: [],
  };
}
