import type { Stage } from '../dockerfile/stages.ts';

const SETTINGS: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'ENV', 'HEALTHCHECK', 'LABEL', 'VOLUME']);

/** Does what an image is told for when it runs (environment, volumes, commands, labels) speak of something? */
export function settingsMention(lineage: readonly Stage[], pattern: RegExp): boolean {
  return lineage.some(({ instructions }) =>
    instructions.some(({ keyword, body }) => SETTINGS.has(keyword) && pattern.test(body.text)),
  );
}
