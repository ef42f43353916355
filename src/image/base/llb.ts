import * as v from 'valibot';

/**
 * The steps of a build as BuildKit writes them into a provenance of `mode=max`: `llbDefinition`. Of each step only what
 * leads to the files that it starts from.
 * Source: https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md and solver/pb/ops.proto,
 * whose JSON leaves out a 0.
 */

const word = v.pipe(v.string(), v.maxLength(4_096));
const index = v.nullish(v.pipe(v.number(), v.safeInteger()), 0);

const OpSchema = v.object({
  source: v.nullish(v.object({ identifier: word })),
  exec: v.nullish(v.object({ mounts: v.nullish(v.array(v.object({ dest: word, input: index, output: index })), []) })),
  file: v.nullish(v.object({ actions: v.nullish(v.array(v.object({ input: index, output: index })), []) })),
  merge: v.nullish(v.object({ inputs: v.nullish(v.array(v.object({ input: index })), []) })),
  diff: v.nullish(v.unknown()),
  build: v.nullish(v.unknown()),
});

const StepSchema = v.object({
  id: word,
  inputs: v.nullish(v.array(word), []),
  op: v.nullish(v.object({ Op: v.nullish(OpSchema) })),
});

export const LlbSchema = v.array(StepSchema);

type Step = v.InferOutput<typeof StepSchema>;

/** Where the files of the built image begin. */
export type Bottom =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'scratch' }
  /** `state` is the name of the source's files in the definition, such as `step0:0`. */
  | { readonly kind: 'source'; readonly identifier: string; readonly state: string };

const UNKNOWN: Bottom = { kind: 'unknown' };

/**
 * Follows the files of the built image down to where they begin: the root of a command, the folder that is copied into,
 * the lowest of what is merged (`COPY --link`). Unknown for any other way, for one that leads nowhere, and for a circle.
 */
export function bottomOf(steps: v.InferOutput<typeof LlbSchema>): Bottom {
  const byId = new Map(steps.map((step) => [step.id, step]));
  // The last step does nothing, and names what is exported.
  const [result, ...others] = steps.filter(({ op }) => kindsOf(op?.Op) === 0);
  if (byId.size !== steps.length || result?.inputs.length !== 1 || others.length > 0) return UNKNOWN;
  let state: string | undefined = result.inputs[0];
  for (let count = 0; state !== undefined && count < steps.length; count += 1) {
    const [, id = '', output = ''] = /^(.*):(\d+)$/s.exec(state) ?? [];
    const step = byId.get(id);
    if (step === undefined || kindsOf(step.op?.Op) !== 1) return UNKNOWN;
    const identifier = step.op?.Op?.source?.identifier;
    if (identifier !== undefined) return { kind: 'source', identifier, state };
    const input = inputOf(step, Number(output));
    if (input === undefined) return UNKNOWN;
    if (input < 0) return { kind: 'scratch' };
    state = step.inputs[input];
  }
  return UNKNOWN;
}

function kindsOf(op: NonNullable<Step['op']>['Op']): number {
  return Object.values(op ?? {}).filter((kind) => kind !== null && kind !== undefined).length;
}

/** Which input an output of a step is made from; negative: none, it starts from nothing. */
function inputOf({ op, inputs }: Step, output: number): number | undefined {
  const { exec, file, merge } = op?.Op ?? {};
  if (exec) {
    const roots = exec.mounts.filter((mount) => mount.output === output && mount.dest === '/');
    return roots.length === 1 ? roots[0]?.input : undefined;
  }
  if (merge) return output === 0 ? merge.inputs[0]?.input : undefined;
  if (!file) return undefined;
  const { actions } = file;
  let at = actions.findIndex((action) => action.output === output);
  for (;;) {
    const input = actions[at]?.input;
    // Behind the step's inputs an index counts its actions: this one goes on where an earlier one ended.
    if (input === undefined || input < inputs.length) return input;
    if (input - inputs.length >= at) return undefined;
    at = input - inputs.length;
  }
}
