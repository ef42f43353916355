import { randomUUID } from 'node:crypto';
import { oneLine, withoutCommands } from '../model/text.ts';
import { isMilestone } from '../system/terminal-log.ts';
import type { ChildLog, Log } from '../system/world.ts';

/** The few things of the runner's log that we use; `@actions/core` has them all. */
export interface RunnerLog {
  info(text: string): void;
  warning(text: string): void;
  debug(text: string): void;
  startGroup(name: string): void;
  endGroup(): void;
}

/**
 * Progress for a workflow run. What children print stands between stop-commands with a token that they cannot know, so
 * that a build cannot set outputs or hide errors by printing workflow commands.
 */
export function actionsLog(core: RunnerLog): Log {
  return {
    info: (text) => core.info(harmless(text)),
    warn: (text) => core.warning(harmless(text)),
    debug: (text) => core.debug(harmless(text)),
    children: (title) => childLog(core, title),
  };
}

function childLog(core: RunnerLog, title: string): ChildLog {
  const transcripts: (() => void)[] = [];
  core.info(harmless(title));
  const resume = stopCommands(core);
  return {
    line: (source, text) => {
      if (isMilestone(text)) core.info(`  ${harmless(`${source} | ${text}`)}`);
    },
    transcript: (source, lines) => {
      transcripts.push(() => {
        core.startGroup(harmless(source));
        const go = stopCommands(core);
        for (const line of lines) core.info(harmless(line));
        go();
        core.endGroup();
      });
    },
    // Groups are commands themselves: they wait until commands are read again, each platform's in one piece.
    [Symbol.dispose]: () => {
      resume();
      for (const print of transcripts) print();
    },
  };
}

function stopCommands(core: RunnerLog): () => void {
  const token = randomUUID();
  core.info(`::stop-commands::${token}`);
  return () => core.info(`::${token}::`);
}

function harmless(text: string): string {
  return withoutCommands(oneLine(text, 4_000));
}
