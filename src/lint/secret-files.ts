import { posix } from 'node:path';
import type { ContextFile, ContextFiles } from '../dockerfile/context-tree.ts';
import type { Instruction } from '../dockerfile/instruction.ts';
import { once } from '../model/once.ts';
import { mayBeSecret, secretKind } from '../model/secret-files.ts';
import { carriedReader } from './carried.ts';
import type { ContextTaking } from './context-takings.ts';
import type { Remark, RuleContext } from './rule.ts';
import { isPlaceholder, namesSecret } from './secret-names.ts';

interface SecretFile {
  readonly path: string;
  /** In words that repeat nothing of it. */
  readonly kind: string;
}

/** Folders whose secrets are made up, or somebody else's. */
const MADE_UP =
  /^(?:\.git|certs?-test|contrib|demo|demos|docs?|e2e|examples?|fixtures?|hack|integration|mocks?|node_modules|samples?|test|testdata|testing|tests|third_party|vendor)$/i;
const SAID_SO =
  /(?:^|[._-])(?:defaults?|demo|dist|dummy|example|fake|localhost|sample|snakeoil|template|test|tests|tmpl|tpl)(?:[._-]|$)/i;

/** Files that are read, and as many JSON files beside them, which only their text tells apart. */
const MOST = 200;
/** A key of Google's has a quarter of that. */
const MAX_JSON = 10_000;
const JSON_FILE = /(?<!config)\.json$/;
const SHOWN = 3;
const NO_HEAD = Buffer.alloc(0);

/**
 * Files with secrets that a step takes from the context: into a layer of the image, or into the build's cache.
 * @param isExcepted by its path in the context: what nothing is to be said of
 */
export function secretFiles(context: RuleContext, isExcepted: (path: string) => boolean): readonly Remark[] {
  const { files, shipped } = context;
  if (files === undefined) return [];
  // What starts nothing of its own, or is to test with, is seldom handed on.
  const starts = context.purpose === 'runtime' && context.start !== undefined;
  const takings = context.takings().filter(({ excludes }) => excludes.length === 0);
  if (takings.length === 0) return [];
  const found = new Map<string, readonly SecretFile[]>();
  const said = new Set<number>();
  const carrier = once(() => carriedReader(context));
  return takings.flatMap((taking): readonly Remark[] => {
    const { instruction } = taking;
    const secrets = taking.sources.flatMap((source) => {
      if (source === undefined || /[*?[]/.test(source)) return [];
      const known = found.get(source) ?? secretsAt(files, source, isExcepted);
      found.set(source, known);
      return known.map((secret) => ({ ...secret, source }));
    });
    if (secrets.length === 0 || said.has(instruction.index)) return [];
    said.add(instruction.index);
    const leaves = taking.kind !== 'mount' && starts;
    const lands = leaves && shipped.has(taking.stage);
    const carried = lands || !leaves ? [] : secrets.flatMap((secret) => carriedBy(taking, secret, carrier()) ?? []);
    const by = lands ? instruction : carried[0]?.by;
    const message = messageOf(instruction, carried.length > 0 ? carried : secrets, by);
    return [{ message, range: instruction.range, severity: by === undefined ? 'warning' : 'error' }];
  });
}

/** With the step that brings it into the image; undefined where none certainly does. */
function carriedBy(
  { stage, instruction, destination, sources, parents }: ContextTaking,
  secret: SecretFile & { readonly source: string },
  carrier: ReturnType<typeof carriedReader>,
): (SecretFile & { readonly by: Instruction }) | undefined {
  if (destination === undefined || parents) return undefined;
  const below = posix.relative(secret.source, secret.path);
  const name = below === '' && (sources.length > 1 || destination.endsWith('/')) ? posix.basename(secret.path) : below;
  const by = carrier({ stage, by: instruction, folder: destination, path: posix.join(destination, name) });
  return by && { ...secret, by };
}

/** @param by the step that puts it into the image; undefined where none does */
function messageOf(instruction: Instruction, secrets: readonly SecretFile[], by: Instruction | undefined): string {
  const shown = secrets.slice(0, SHOWN).map(({ path, kind }) => `${path} (${kind})`);
  const more = secrets.length - shown.length;
  const list = shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
  if (by === undefined)
    return `${instruction.keyword} sends ${list} to the builder, which keeps it in its cache: leave it out by the ignore file, or mount it as a secret`;
  const how =
    by === instruction
      ? `puts ${list}`
      : `sends ${list} to a stage, and ${by.keyword} in line ${by.range.line} from there`;
  return `${instruction.keyword} ${how} into a layer of the image, where anyone who has it can read it: leave it out by the ignore file`;
}

function secretsAt(files: ContextFiles, source: string, isExcepted: (path: string) => boolean): readonly SecretFile[] {
  const kind = files.kindOf(source);
  const at = (path: string): readonly SecretFile[] => {
    const what = kindOfFile(files, path);
    return what === undefined || (what.includes(' key') && isOfTests(files, path)) ? [] : [{ path, kind: what }];
  };
  if (isExcepted(source)) return [];
  if (kind === 'file') return mayHold({ path: source, name: posix.basename(source), kind }) ? at(source) : [];
  if (kind !== 'folder') return [];
  let left = MOST;
  const { files: candidates } = files.find(
    (file) => mayHold(file) && !isExcepted(file.path) && (!JSON_FILE.test(file.name) || left-- > 0),
    { folder: source, limit: 2 * MOST },
  );
  return candidates
    .map(({ path }) => path)
    .toSorted()
    .flatMap(at);
}

/** Below a folder with Go tests other than the context itself: the keys that those are run with. */
function isOfTests(files: ContextFiles, path: string): boolean {
  const names = posix.dirname(path).split('/');
  return names.some((name, index) => {
    const folder = names.slice(0, index + 1).join('/');
    return name !== '.' && files.entries(folder)?.some((child) => child.name.endsWith('_test.go')) === true;
  });
}

/** By the name alone, as every file of the context is asked about. */
function mayHold({ path, name, kind }: ContextFile): boolean {
  if (kind !== 'file' || SAID_SO.test(name)) return false;
  const named = /^\.env(?:\.|$)|\.(?:json|key|pem)$/.test(name) || mayBeSecret(path, NO_HEAD);
  return (
    named &&
    !posix
      .dirname(path)
      .split('/')
      .some((folder) => MADE_UP.test(folder))
  );
}

function kindOfFile(files: ContextFiles, path: string): string | undefined {
  const isJson = JSON_FILE.test(path);
  if (isJson && (files.bytesOf(path) ?? 0) > MAX_JSON) return undefined;
  const head = files.head(path);
  if (head === undefined || (isJson && !mayBeSecret(path, Buffer.from(head)))) return undefined;
  const text = Buffer.from(head).toString('utf8');
  const known = secretKind(path, text);
  if (known !== undefined) return known;
  return /(?:^|\/)\.env(?:\.[^/]*)?$/.test(path) && setsSecret(text) ? 'an environment with secrets' : undefined;
}

function setsSecret(text: string): boolean {
  return text.split('\n').some((line) => {
    const match = /^(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]{0,99})[ \t]*=[ \t]*(\S.*)$/.exec(
      line.slice(0, 4096).trim(),
    );
    if (match?.[1] === undefined || match[2] === undefined || !namesSecret(match[1])) return false;
    const value = match[2].replace(/^(["'])(.*)\1.*$/, '$2').trim();
    return !value.includes('$') && !isPlaceholder(value);
  });
}
