import { nearest } from '../model/suggest.ts';
import { type Complaint, clip } from './complaint.ts';
import { csvFields } from './csv.ts';
import type { Flag, Instruction } from './instruction.ts';
import { FLAGS } from './keywords.ts';
import { parseWord, variablesOf } from './variables.ts';

const REPEATABLE: readonly string[] = ['mount', 'exclude', 'device'];
const BOOLEAN: readonly string[] = ['keep-git-dir', 'link', 'parents', 'unpack'];
/** BuildKit reads the flags of these and never looks at them. */
const UNREAD: readonly string[] = ['ARG', 'STOPSIGNAL'];
/** Flags whose values are few and never expanded. */
const VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  ['network', ['default', 'host', 'none']],
  ['security', ['insecure', 'sandbox']],
]);
const DURATIONS: readonly string[] = ['interval', 'start-interval', 'start-period', 'timeout'];
/** As Go's time.ParseDuration takes it. */
const DURATION = /^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/;

/** What BuildKit would refuse in the flags of an instruction (frontend/dockerfile/instructions: bflag.go, parse.go). */
export function flagComplaint(instruction: Instruction, escapeChar: string): Complaint | undefined {
  const { keyword, flags, body } = instruction;
  if (flags.length === 0 || UNREAD.includes(keyword)) return undefined;
  if (keyword === 'HEALTHCHECK' && /^none\b/i.test(body.text)) return undefined;
  const seen = new Set<string>();
  for (const flag of flags) {
    const complaint = nameComplaint(keyword, flag, seen) ?? valueComplaint(flag) ?? fromComplaint(flag, escapeChar);
    if (complaint !== undefined) return { ...complaint, at: flag.range };
    seen.add(flag.name);
  }
  return undefined;
}

function nameComplaint(keyword: string, { name }: Flag, seen: ReadonlySet<string>): Complaint | undefined {
  const known = FLAGS.get(keyword) ?? [];
  if (!known.includes(name)) {
    const near = nearest(name, known);
    const takes = known.length > 0 ? `it takes --${known.join(', --')}` : 'it takes none';
    return {
      message: `${keyword} has no flag --${clip(name)}`,
      hint: near === undefined ? takes : `did you mean --${near}?`,
    };
  }
  if (!seen.has(name) || REPEATABLE.includes(name)) return undefined;
  return { message: `--${name} stands twice`, hint: 'keep one of them' };
}

function valueComplaint({ name, value }: Flag): Complaint | undefined {
  const wrong = (hint: string): Complaint => ({ message: `--${name} cannot be "${clip(value ?? '')}"`, hint });
  if (BOOLEAN.includes(name)) {
    const fine = value === undefined || /^(?:true|false)$/i.test(value);
    return fine ? undefined : wrong(`write --${name}, or --${name}=false`);
  }
  if (value === undefined) return { message: `--${name} has no value`, hint: `write --${name}=…` };
  const values = VALUES.get(name);
  if (values !== undefined && !values.includes(value)) return wrong(`it is one of ${values.join(', ')}`);
  if (DURATIONS.includes(name) && value !== '') {
    if (!DURATION.test(value)) return wrong('write a duration such as 30s');
    const time = nanoseconds(value);
    if (time > 0 && (time < 1e6 || value.startsWith('-'))) return wrong('it is at least 1ms, or 0');
  }
  if (name === 'retries' && !/^(?:\+?\d{1,9})?$/.test(value)) return wrong('write a whole number');
  if (name === 'mount') return mountComplaint(value);
  return undefined;
}

const UNITS: Readonly<Record<string, number>> = { ns: 1, ms: 1e6, s: 1e9, m: 6e10, h: 36e11 };

function nanoseconds(duration: string): number {
  const parts = duration.matchAll(/([\d.]+)([a-zµμ]+)/g);
  return Math.trunc([...parts].reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 1e3), 0));
}

function fromComplaint({ name, value }: Flag, escapeChar: string): Complaint | undefined {
  if (name !== 'from' || value === undefined || variablesOf(parseWord(value, escapeChar)).length === 0)
    return undefined;
  return { message: '--from takes no variables', hint: 'give the image a stage of its own: FROM $IMAGE AS name' };
}

const MOUNT_TYPES: readonly string[] = ['bind', 'cache', 'secret', 'ssh', 'tmpfs'];
const SHARING: readonly string[] = ['locked', 'private', 'shared'];
const ALONE: readonly string[] = ['readonly', 'readwrite', 'required', 'ro', 'rw'];
/** frontend/dockerfile/instructions/commands_runmount.go */
const MOUNT_KEYS: readonly string[] = [
  ...ALONE,
  ...[
    'destination',
    'dst',
    'env',
    'from',
    'gid',
    'id',
    'mode',
    'sharing',
    'size',
    'source',
    'src',
    'target',
    'type',
    'uid',
  ],
];

function mountComplaint(text: string): Complaint | undefined {
  const fields = csvFields(text);
  if (fields === undefined) {
    return { message: `--mount cannot be "${clip(text)}"`, hint: 'write key=value, with a comma between them' };
  }
  for (const field of fields) {
    const equals = field.indexOf('=');
    const key = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
    const value = equals === -1 ? undefined : field.slice(equals + 1);
    if (!MOUNT_KEYS.includes(key)) {
      const near = nearest(key, MOUNT_KEYS);
      return {
        message: `--mount has no key "${clip(key)}"`,
        hint: near === undefined ? `it takes ${MOUNT_KEYS.join(', ')}` : `did you mean ${near}?`,
      };
    }
    if (value === undefined) {
      if (ALONE.includes(key)) continue;
      return { message: `"${key}" of --mount has no value`, hint: `write ${key}=…` };
    }
    if (key === 'from' && /\$./.test(value)) {
      return {
        message: 'from of --mount takes no variables',
        hint: 'give the image a stage of its own: FROM $IMAGE AS name',
      };
    }
    const values = key === 'type' ? MOUNT_TYPES : key === 'sharing' ? SHARING : undefined;
    if (values === undefined || value.includes('$') || values.includes(value.toLowerCase())) continue;
    return { message: `${key} of --mount cannot be "${clip(value)}"`, hint: `it is one of ${values.join(', ')}` };
  }
  return undefined;
}
