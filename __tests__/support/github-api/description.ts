import { readFileSync } from 'node:fs';
import addFormats from 'ajv-formats';
import { type Document, OpenAPIBackend, type Operation, type Request } from 'openapi-backend';

export type Json = Record<string, unknown>;

/** A request as the checks and the handlers see it. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: unknown;
}

export interface Match {
  readonly operation: string;
  readonly params: Readonly<Record<string, string>>;
  /** What in the request GitHub's description does not allow. */
  readonly problems: readonly string[];
}

/** GitHub's published description of the operations that we use, cut by scripts/cut-openapi.ts. */
export class Description {
  readonly #slice: Json;
  readonly #backend: OpenAPIBackend;

  private constructor(slice: Json, backend: OpenAPIBackend) {
    this.#slice = slice;
    this.#backend = backend;
  }

  static async load(): Promise<Description> {
    const text = readFileSync(new URL('openapi-slice.json', import.meta.url), 'utf8');
    const backend = new OpenAPIBackend({
      definition: JSON.parse(text) as Document,
      quick: true,
      strict: false,
      customizeAjv: (ajv) => addFormats.default(ajv),
    });
    await backend.init();
    // The backend resolves references in its copy; ours stays as published.
    return new Description(JSON.parse(text) as Json, backend);
  }

  get operations(): readonly string[] {
    return this.#backend.router.getOperations().map(({ operationId }) => String(operationId));
  }

  /** One of GitHub's own examples of an answer, to be completed by a handler. */
  example(name: string): Json {
    return structuredClone(at(this.#slice, 'components', 'examples', name, 'value'));
  }

  /** Which operation a request means, and what is wrong with it; undefined where there is no such operation. */
  match(request: ApiRequest): Match | undefined {
    const raw = toRequest(request);
    const operation = this.#backend.router.matchOperation(raw);
    if (operation?.operationId === undefined) return undefined;
    const problems: string[] = [];
    const { errors } = this.#backend.validator.validateRequest(raw, operation);
    for (const error of errors ?? []) problems.push(`${error.instancePath || 'request'} ${error.message}`);
    problems.push(...this.#unknownQuery(operation, request.query), ...this.#body(operation, request.body));
    const params: Record<string, string> = {};
    for (const [name, value] of Object.entries(this.#backend.router.parseRequest(raw, operation).params)) {
      params[name] = String(value);
    }
    return { operation: operation.operationId, params, problems };
  }

  /** What is wrong with an answer of ours: the fake is held to the description too. */
  checkAnswer(operation: string, status: number, body: unknown): readonly string[] {
    const { errors } = this.#backend.validator.validateResponse(body, operation, status);
    return (errors ?? []).map((error) => `answer ${status}: ${error.instancePath || 'body'} ${error.message}`);
  }

  /** The backend lets names pass that the description does not hold, and the limit of 100 stands in its prose only. */
  #unknownQuery(operation: Operation, query: URLSearchParams): string[] {
    const known = (operation.parameters ?? []).map((parameter) => this.#resolve({ ...parameter }));
    const names = new Set(known.filter((parameter) => parameter.in === 'query').map(({ name }) => name));
    const problems = [...query.keys()]
      .filter((name) => !names.has(name))
      .map((name) => `unknown query parameter "${name}"`);
    const perPage = query.get('per_page');
    if (perPage !== null && !(Number(perPage) >= 1 && Number(perPage) <= 100)) {
      problems.push(`per_page is ${perPage}, allowed are 1 to 100`);
    }
    return problems;
  }

  #body(operation: Operation, body: unknown): string[] {
    const described = operation.requestBody as Json | undefined;
    if (described === undefined) return body === undefined ? [] : ['a body where none is described'];
    return this.#unknownFields(at(described, 'content', 'application/json', 'schema'), body, 'body');
  }

  #unknownFields(reference: Json, value: unknown, where: string): string[] {
    const schema = this.#resolve(reference);
    if (Array.isArray(value)) {
      const items = schema.items as Json | undefined;
      return items === undefined
        ? []
        : value.flatMap((item, index) => this.#unknownFields(items, item, `${where}[${index}]`));
    }
    if (typeof value !== 'object' || value === null) return [];
    const properties = schema.properties as Record<string, Json> | undefined;
    if (properties === undefined) return [];
    return Object.entries(value).flatMap(([name, field]) => {
      const described = properties[name];
      return described === undefined
        ? [`unknown field "${where}.${name}"`]
        : this.#unknownFields(described, field, `${where}.${name}`);
    });
  }

  #resolve(schema: Json): Json {
    return typeof schema.$ref === 'string' ? at(this.#slice, ...schema.$ref.slice(2).split('/')) : schema;
  }
}

function toRequest(request: ApiRequest): Request {
  return {
    method: request.method,
    path: request.path,
    query: Object.fromEntries(request.query),
    headers: { ...request.headers },
    body: request.body,
  };
}

function at(value: Json, ...path: readonly string[]): Json {
  let inner: unknown = value;
  for (const key of path) inner = (inner as Json)[key];
  if (typeof inner !== 'object' || inner === null) throw new Error(`the description holds no ${path.join('/')}`);
  return inner as Json;
}
