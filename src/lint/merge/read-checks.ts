import * as v from 'valibot';
import { ToolError } from '../../model/errors.ts';
import { type ForeignFinding, MOST_FOREIGN } from './foreign.ts';

const PlaceSchema = v.object({ line: v.pipe(v.number(), v.safeInteger(), v.minValue(1)) });
const LocationSchema = v.object({
  ranges: v.optional(v.nullable(v.array(v.object({ start: PlaceSchema, end: v.optional(PlaceSchema) })))),
});
const ReportSchema = v.object({
  warnings: v.nullable(
    v.array(
      v.object({
        ruleName: v.pipe(v.string(), v.regex(/^\w{1,100}$/)),
        url: v.optional(v.string()),
        detail: v.string(),
        location: v.optional(LocationSchema),
      }),
    ),
  ),
  buildError: v.optional(v.object({ message: v.string(), location: v.optional(LocationSchema) })),
});

/** The name that a refusal of BuildKit's goes by, which has none of its own. */
const BUILD_ERROR = 'BuildError';

/**
 * Reads what `buildx build --call=check,format=json` prints; what would end the build is an error among the rest.
 * @throws ToolError where it is something else
 */
export function readChecks(json: string): readonly ForeignFinding[] {
  const report = v.safeParse(ReportSchema, parse(json));
  if (!report.success) {
    throw new ToolError("what buildx printed is not the report of BuildKit's checks", {
      hint: v.summarize(report.issues),
    });
  }
  const { warnings, buildError } = report.output;
  const place = (
    location: v.InferOutput<typeof LocationSchema> | undefined,
  ): Pick<ForeignFinding, 'line' | 'endLine'> => {
    const range = location?.ranges?.[0];
    return { line: range?.start.line, endLine: range?.end?.line };
  };
  const found = (warnings ?? []).slice(0, MOST_FOREIGN).map(
    ({ ruleName, url, detail, location }): ForeignFinding => ({
      source: 'buildkit',
      check: ruleName,
      severity: 'warning',
      message: detail,
      ...place(location),
      url: url?.startsWith('https://') === true ? url : '',
    }),
  );
  if (buildError === undefined) return found;
  const { message, location } = buildError;
  return [
    ...found,
    { source: 'buildkit', check: BUILD_ERROR, severity: 'error', message, ...place(location), url: '' },
  ];
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
