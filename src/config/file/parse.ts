import * as v from 'valibot';
import { isMap, LineCounter, parseDocument } from 'yaml';
import { ConfigError } from '../../model/errors.ts';
import { suggestion } from '../../model/suggest.ts';
import { ConfigSchema, type ConfigValue } from './schema.ts';

type Issue = v.InferIssue<typeof ConfigSchema>;

/**
 * Reads the text of a `plimsoll.yml`.
 * @param file the name that errors give it
 * @throws ConfigError naming file, line and key, with the nearest key where one is unknown
 */
export function parseConfig(text: string, file: string): ConfigValue {
  const lines = new LineCounter();
  // YAML 1.2; aliases are held back, as a few of them can stand for billions of nodes.
  // Also where a file says that it is of YAML 1.1, in which "no" and "off" are no words.
  const document = parseDocument(text, { schema: 'core', lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new ConfigError(`${file}:${lines.linePos(error.pos[0]).line}: ${firstLine(error.message)}`, { cause: error });
  }
  const value = toValue(document, file);
  const parsed = v.safeParse(ConfigSchema, value);
  if (parsed.success) return parsed.output;
  const { issue, path } = innermost(parsed.issues[0]);
  const at = position(document, path);
  const place = `${file}${at === undefined ? '' : `:${lines.linePos(at).line}`}`;
  throw isUnknownKey(issue) ? unknownKey(place, issue, path) : wrongValue(place, issue, path);
}

/** Where several forms are possible: what is wrong with the one that was meant, which is the one that was gone into. */
function innermost(issue: Issue): { readonly issue: Issue; readonly path: readonly string[] } {
  const path = (issue.path ?? []).map((item) => String(item.key));
  const inner =
    issue.type === 'union' && !Array.isArray(issue.input)
      ? issue.issues?.find((each) => each.path !== undefined)
      : undefined;
  if (inner === undefined) return { issue, path };
  const found = innermost(inner);
  return { issue: found.issue, path: [...path, ...found.path] };
}

function toValue(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    // Maps, as a key of YAML may be a list or a map itself.
    return withNamedKeys(document.toJS({ maxAliasCount: 50, mapAsMap: true }), file);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    // Also what holds itself.
    throw new ConfigError(`${file}: too many aliases`, { hint: 'write the values out', cause });
  }
}

/** Objects in place of maps. @throws ConfigError for a key that is no name */
function withNamedKeys(value: unknown, file: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withNamedKeys(item, file));
  if (!(value instanceof Map)) return value;
  return Object.fromEntries(
    [...value].map(([key, item]) => {
      if (typeof key !== 'object') return [String(key), withNamedKeys(item, file)];
      throw new ConfigError(`${file}: a key is no name`, { hint: 'write keys as words, such as "limits:"' });
    }),
  );
}

/** strictObject says of a key that it does not have: `never` was expected. */
function isUnknownKey(issue: Issue): boolean {
  return issue.type === 'strict_object' && issue.expected === 'never';
}

function unknownKey(place: string, issue: Issue, path: readonly string[]): ConfigError {
  const key = path.at(-1) ?? '';
  const where = path.length > 1 ? ` in ${path.slice(0, -1).join('.')}` : '';
  const known = keysAt(path.slice(0, -1));
  return new ConfigError(`${place}: unknown key "${key}"${where}`, { hint: suggestion(key, known), cause: issue });
}

function wrongValue(place: string, issue: Issue, path: readonly string[]): ConfigError {
  if (path.length === 0) return new ConfigError(`${place}: there are no keys`, { hint: 'begin with version: 1' });
  const key = path.join('.');
  if (issue.input === undefined)
    return new ConfigError(`${place}: ${key} is missing`, { hint: 'begin with version: 1' });
  const given = JSON.stringify(issue.input) ?? String(issue.input);
  return new ConfigError(`${place}: ${firstLine(given)} is not a value of ${key}`, { hint: issue.message });
}

/** The keys that the schema has at a path; a record has any. */
function keysAt(path: readonly string[]): readonly string[] {
  let schema: unknown = ConfigSchema;
  for (const key of path) {
    const inner: unknown = unwrapped(schema);
    schema = hasEntries(inner) ? inner.entries[key] : isRecord(inner) ? inner.value : undefined;
  }
  const inner = unwrapped(schema);
  return hasEntries(inner) ? Object.keys(inner.entries) : [];
}

function unwrapped(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return undefined;
  if ('wrapped' in schema) return unwrapped(schema.wrapped);
  if ('options' in schema && Array.isArray(schema.options)) return schema.options.map(unwrapped).find(hasEntries);
  return schema;
}

function hasEntries(schema: unknown): schema is { readonly entries: Readonly<Record<string, unknown>> } {
  return typeof schema === 'object' && schema !== null && 'entries' in schema;
}

function isRecord(schema: unknown): schema is { readonly value: unknown } {
  return (
    typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'record' && 'value' in schema
  );
}

/** Offset of the key that a path ends in, or of the nearest one above it. */
function position(document: ReturnType<typeof parseDocument>, path: readonly string[]): number | undefined {
  let node: unknown = document.contents;
  let at: number | undefined;
  for (const key of path) {
    if (!isMap(node)) break;
    const pair = node.items.find((item) => String(item.key) === key);
    const keyNode: unknown = pair?.key;
    if (pair === undefined) break;
    if (typeof keyNode === 'object' && keyNode !== null && 'range' in keyNode && Array.isArray(keyNode.range)) {
      at = Number(keyNode.range[0]);
    }
    node = pair.value;
  }
  return at;
}

function firstLine(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
