interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly job: string;
  readonly file?: string;
  readonly line?: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly title?: string;
}

/** What a run left behind, by the names that the workflow gives. */
export interface ActEvents {
  /** Result of each job that ran; legs of a matrix as `job (value, …)`. */
  readonly jobResults: Readonly<Record<string, string>>;
  /** Outputs of `job/step`; a step without an id goes by its index. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly annotations: readonly Annotation[];
  /** Job summaries by job, their steps' parts joined. */
  readonly summaries: Readonly<Record<string, string>>;
  /** All that steps printed, workflow commands included. */
  readonly log: string;
}

/** A line of `act --json`; only what is read here. */
interface Event {
  readonly jobID?: string;
  readonly stepID?: readonly string[];
  readonly matrix?: Readonly<Record<string, unknown>>;
  readonly msg?: string;
  readonly raw?: string;
  readonly raw_output?: boolean;
  readonly jobResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
  readonly kvPairs?: Readonly<Record<string, string>>;
}

/** Reads what `act --json` printed. */
export function readActEvents(stdout: string): ActEvents {
  const jobResults: Record<string, string> = {};
  const outputs: Record<string, Record<string, string>> = {};
  const annotations: Annotation[] = [];
  const summaries: Record<string, string> = {};
  let log = '';
  for (const line of stdout.split('\n')) {
    if (!line.startsWith('{')) continue;
    const event = JSON.parse(line) as Event;
    const job = jobName(event);
    if (event.jobResult !== undefined) jobResults[job] = event.jobResult;
    if (event.raw_output) log += event.msg ?? '';
    log += event.raw ?? '';
    switch (event.command) {
      case 'error':
      case 'warning':
      case 'notice':
        annotations.push(annotation(event.command, job, event));
        break;
      case 'set-output': {
        const step = `${job}/${(event.stepID ?? []).join('/')}`;
        outputs[step] = { ...outputs[step], [event.name ?? '']: event.arg ?? '' };
        break;
      }
      case 'summary':
        summaries[job] = (summaries[job] ?? '') + (event.content ?? '');
        break;
    }
  }
  return { jobResults, outputs, annotations, summaries, log };
}

function jobName({ jobID = '', matrix = {} }: Event): string {
  const values = Object.values(matrix);
  return values.length === 0 ? jobID : `${jobID} (${values.join(', ')})`;
}

function annotation(level: Annotation['level'], job: string, { arg = '', kvPairs = {} }: Event): Annotation {
  const { file, title, line, endLine, col } = kvPairs;
  return {
    level,
    message: arg,
    job,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(endLine === undefined ? {} : { endLine: Number(endLine) }),
    ...(col === undefined ? {} : { column: Number(col) }),
    ...(title === undefined ? {} : { title }),
  };
}
