import type { Result } from './measure.ts';

/** What a topic is given to work with. */
export interface Bench {
  readonly root: string;
  /** Our bundle, as users run it. */
  readonly cli: string;
  readonly node: string;
  /** The environment in which the lab's programs and builders are found. */
  readonly env: NodeJS.ProcessEnv;
  /** A folder that goes when the run has ended. */
  readonly folder: string;
  /** Of the lab's programs. */
  readonly versions: Readonly<Record<string, string>>;
  readonly say: (text: string) => void;
}

/** A group of targets that is measured at once, and can be measured alone. */
export interface Topic {
  readonly name: string;
  readonly measure: (bench: Bench) => readonly Result[] | Promise<readonly Result[]>;
}
