import { redact } from '../model/text.ts';

const MAX_LENGTH = 4_096;
/** No instruction is that long; what goes on further is cut before patterns are tried on it. */
const MAX_RAW = 65_536;
const BUILDKIT_MARK = '# buildkit';

/** What an engine starts a shell-form command with: `/bin/sh -c`, `/bin/bash -o pipefail -c`, `cmd /S /C`. */
const SHELL =
  /(?:^|\s)(?:\/[^\s]*\/)?(?:(?:ba|da|a|z|k)?sh(?:\s+-[a-z]+(?:\s+pipefail)?)*?\s+-[a-z]*c|(?:cmd|cmd\.exe)\s+\/S\s+\/C)\s+/i;

/**
 * The instruction behind a history entry, without the engines' noise and without the values of build arguments, which
 * stand there in the clear: `ARG K=V` → `ARG K`, `RUN |1 K=V /bin/sh -c make # buildkit` → `RUN make`.
 * Where values and command cannot be told apart the command goes too.
 */
export function cleanCreatedBy(createdBy: string, secrets: readonly string[]): string {
  let text = redact(createdBy, secrets).trim().slice(0, MAX_RAW);
  if (text.endsWith(BUILDKIT_MARK)) text = text.slice(0, -BUILDKIT_MARK.length).trimEnd();
  text = text.replace(/^\/bin\/sh -c #\(nop\)\s+/, '');
  text = dropBuildArgs(text);
  const shell = /^(?:RUN\s+)?(?=\/)/.exec(text) === null ? null : SHELL.exec(text);
  if (shell !== null && /^(?:RUN)?\s*$/.test(text.slice(0, shell.index))) {
    text = `RUN ${text.slice(shell.index + shell[0].length)}`;
  }
  const argument = /^ARG\s+([A-Za-z_][A-Za-z0-9_]*)(.*)$/s.exec(text);
  if (argument !== null) text = `ARG ${argument[1]}${/\s[A-Za-z_]\w*(?:=|$)/.test(argument[2] ?? '') ? ' …' : ''}`;
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 1)}…` : text;
}

/** `|N K1=V1 … KN=VN COMMAND`: values are not quoted, so only a shell shows where the command begins. */
function dropBuildArgs(text: string): string {
  const match = /^(RUN\s+)?\|([0-9]+)\s(.*)$/s.exec(text);
  if (match === null) return text;
  const rest = match[3] ?? '';
  const names = [...rest.matchAll(/(?:^|\s)[A-Za-z_]\w*=/g)];
  const last = names[Number(match[2]) - 1];
  const from = last === undefined ? rest.length : last.index + last[0].length;
  const shell = SHELL.exec(rest.slice(from));
  if (shell === null) return 'RUN (not shown: it cannot be told from its build arguments)';
  return `RUN ${rest.slice(from + shell.index).trimStart()}`;
}
