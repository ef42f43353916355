import type { ExecutableFormat } from '../../gobinary/format.ts';
import { answerQuestions } from '../../system/thread.ts';
import { type FileRange, OpenRange } from '../file-range.ts';
import { type ExecutableFacts, executableFacts } from './facts.ts';

export interface ExecutableQuestion {
  readonly place: FileRange;
  readonly format: ExecutableFormat;
}

/** The program of the thread that takes executables apart. */
answerQuestions(({ place, format }: ExecutableQuestion): ExecutableFacts => {
  using file = new OpenRange(place);
  return executableFacts(file, format);
});
