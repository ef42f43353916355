import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, graphql } from 'graphql';
import type { Answer } from './handlers.ts';

export interface GraphqlAnswer extends Answer {
  readonly problems: readonly string[];
}

/** Answers queries about the viewer; every query is validated against GitHub's published schema. */
export async function answerGraphql(body: unknown, login: string): Promise<GraphqlAnswer> {
  const { query, variables, ...unknown } = body as { query: string; variables?: Record<string, unknown> };
  const result = await graphql({
    schema: schema(),
    source: query,
    rootValue: { viewer: { login } },
    variableValues: variables ?? {},
  });
  const problems = [
    ...Object.keys(unknown).map((name) => `unknown field "${name}" in a GraphQL request`),
    ...(result.errors ?? []).map((error) => `GraphQL: ${error.message}`),
  ];
  return { status: 200, body: result, problems };
}

/** Parsed once a process: the schema is 1.2 MB. */
const schema = once((): GraphQLSchema => {
  const file = new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema'));
  return buildSchema(readFileSync(file, 'utf8'), { assumeValid: true });
});

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
