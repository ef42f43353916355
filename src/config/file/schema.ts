import * as v from 'valibot';
import { parseSize } from '../../model/bytes.ts';
import { CATEGORIES } from '../../model/category.ts';
import { ConfigError } from '../../model/errors.ts';
import { SEVERITIES } from '../../model/finding.ts';

const SIZE = 'write a size such as 12MB';
/** A whole number of bytes, or a size as text: `12MB`, `11.5 MiB`. Understood where limits are read. */
const size = v.union([v.pipe(v.number(), v.safeInteger(SIZE), v.minValue(0, SIZE)), v.string()], SIZE);
const count = v.pipe(
  v.number('write a number of packages'),
  v.safeInteger('write a whole number'),
  v.minValue(0, 'write a number from 0'),
);
const list = v.union([v.array(v.string()), v.string()], 'write a text or a list of texts');
const text = v.string('write a text');
const yesNo = v.boolean('write true or false');

const LINES = {
  unpacked: v.optional(size),
  download: v.optional(size),
  effective: v.optional(size),
  wasted: v.optional(size),
  growth: v.optional(size),
  'download-growth': v.optional(size),
  'os-packages': v.optional(count),
  categories: v.optional(v.strictObject(optionalOf(CATEGORIES, size))),
};

export const LimitsSchema = v.strictObject({
  ...LINES,
  platforms: v.optional(v.record(v.string(), v.strictObject(LINES))),
});

const severity = v.picklist([...SEVERITIES, 'off'], 'write off, note, warning or error');

/** A size, understood here: so the line it stands on is known. */
const bytes = v.pipe(
  size,
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return parseSize(String(dataset.value));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      addIssue({ message: error.hint ?? error.message });
      return NEVER;
    }
  }),
);

const RuleSchema = v.pipe(
  v.strictObject({
    severity: v.optional(severity),
    options: v.optional(v.strictObject({ 'min-bytes': v.optional(bytes), except: v.optional(list) })),
  }),
  v.check((rule) => rule.severity !== undefined || rule.options !== undefined, 'write a severity, options, or both'),
);

const ImageSchema = v.strictObject({
  context: v.optional(text),
  file: v.optional(text),
  target: v.optional(text),
  platforms: v.optional(list),
  goarch: v.optional(list),
  'build-args': v.optional(list),
  'build-contexts': v.optional(list),
  'secret-files': v.optional(list),
  'secret-envs': v.optional(list),
  ssh: v.optional(list),
  'cache-from': v.optional(list),
  'cache-to': v.optional(list),
  network: v.optional(text),
  allow: v.optional(list),
  'add-hosts': v.optional(list),
  labels: v.optional(list),
  'shm-size': v.optional(text),
  ulimit: v.optional(list),
  pull: v.optional(yesNo),
  'no-cache': v.optional(yesNo),
  limits: v.optional(LimitsSchema),
});

/** `plimsoll.yml`. */
export const ConfigSchema = v.strictObject({
  version: v.literal(1, 'write version: 1'),
  images: v.optional(v.record(v.string(), ImageSchema)),
  limits: v.optional(LimitsSchema),
  rules: v.optional(v.record(v.string(), v.union([severity, RuleSchema], 'write off, note, warning or error'))),
  policy: v.optional(
    v.strictObject({
      upx: v.optional(v.picklist(['forbid', 'allow'], 'write forbid or allow')),
      'build-id': v.optional(v.picklist(['keep'], 'write keep')),
      strip: v.optional(v.picklist(['require', 'forbid'], 'write require or forbid')),
    }),
  ),
  baseline: v.optional(v.strictObject({ mode: v.optional(text), required: v.optional(yesNo) })),
});

export type ConfigValue = v.InferOutput<typeof ConfigSchema>;
export type ImageValue = v.InferOutput<typeof ImageSchema>;
export type RuleValue = v.InferOutput<typeof RuleSchema>;
export type LimitsValue = v.InferOutput<typeof LimitsSchema>;

function optionalOf<const Names extends readonly string[], Schema extends v.GenericSchema>(
  names: Names,
  schema: Schema,
): { [Name in Names[number]]: v.OptionalSchema<Schema, undefined> } {
  const entries = names.map((name) => [name, v.optional(schema)] as const);
  return Object.fromEntries(entries) as { [Name in Names[number]]: v.OptionalSchema<Schema, undefined> };
}
