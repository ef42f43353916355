import { type Complaint, clip } from './complaint.ts';
import { isBrokenExecForm } from './exec-form.ts';
import { isHeredocWord } from './heredoc.ts';
import type { Instruction } from './instruction.ts';
import { splitPlainWords, splitQuotedWords } from './words.ts';

const NEEDS_ARGUMENT: readonly string[] = [
  'ARG',
  'ENV',
  'EXPOSE',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
  'HEALTHCHECK',
];

/** What BuildKit would refuse in what follows keyword and flags (frontend/dockerfile/instructions/parse.go). */
export function argumentComplaint(instruction: Instruction, escapeChar: string): Complaint | undefined {
  const { keyword, body, exec } = instruction;
  if (body.text === '' && NEEDS_ARGUMENT.includes(keyword)) {
    return { message: `${keyword} has no argument`, hint: 'give it one, or drop the line' };
  }
  switch (keyword) {
    case 'FROM':
      return fromComplaint(splitPlainWords(body.text).map((word) => word.text));
    case 'COPY':
    case 'ADD': {
      const words = exec ?? splitPlainWords(body.text).map((word) => word.text);
      if (words.length < 2 || isHeredocWord(words.at(-1) ?? ''))
        return { message: `${keyword} needs a source and a destination`, hint: `write ${keyword} SOURCE DESTINATION` };
      break;
    }
    case 'SHELL':
      if (exec === undefined || exec.length === 0)
        return { message: 'SHELL takes a JSON array', hint: 'write SHELL ["/bin/sh", "-c"]' };
      break;
    case 'VOLUME':
      if (exec !== undefined && (exec.length === 0 || exec.some((word) => word.trim() === '')))
        return { message: 'VOLUME names no folder', hint: 'give it one, or drop the line' };
      break;
    case 'HEALTHCHECK':
      return healthComplaint(body.text);
    case 'ONBUILD':
      return triggerComplaint(body.text, escapeChar);
    case 'ARG':
    case 'ENV':
    case 'LABEL':
      return assignmentComplaint(keyword, body.text, escapeChar);
  }
  return brokenExecForm(keyword, body.text);
}

function brokenExecForm(keyword: string, text: string): Complaint | undefined {
  if (['RUN', 'CMD', 'ENTRYPOINT', 'COPY', 'ADD', 'VOLUME'].includes(keyword) && isBrokenExecForm(text)) {
    return {
      message: `the JSON array of ${keyword} holds something other than strings`,
      hint: 'put every word in double quotes',
    };
  }
  return undefined;
}

function fromComplaint(words: readonly string[]): Complaint | undefined {
  if (words.length !== 1 && (words.length !== 3 || words[1]?.toLowerCase() !== 'as')) {
    return {
      message: words.length === 0 ? 'FROM names no image' : 'FROM takes an image, or an image AS a name',
      hint: 'write FROM image, or FROM image AS name',
    };
  }
  const name = words[2];
  if (name === undefined || /^[a-z][a-z0-9-_.]*$/i.test(name)) return undefined;
  return {
    message: `"${clip(name)}" cannot name a stage`,
    hint: 'a name begins with a letter and holds letters, digits, "-", "_" and "."',
  };
}

function assignmentComplaint(keyword: string, text: string, escapeChar: string): Complaint | undefined {
  const words = splitQuotedWords(text, escapeChar).map((word) => word.text);
  const first = words[0];
  const isOld = keyword !== 'ARG' && first?.includes('=') === false;
  const nameless = isOld ? undefined : words.find((word) => word.startsWith('='));
  if (nameless !== undefined)
    return { message: `"${clip(nameless)}" in ${keyword} has no name`, hint: 'write NAME=value' };
  if (keyword === 'ARG' || first === undefined) return undefined;
  if (isOld) {
    return splitPlainWords(text).length > 1
      ? undefined
      : { message: `${keyword} ${clip(first)} has no value`, hint: `write ${keyword} ${clip(first)}=value` };
  }
  const without = words.find((word) => !word.includes('='));
  if (without === undefined) return undefined;
  return {
    message: `"${clip(without)}" in ${keyword} has no "="`,
    hint: 'put a value that holds spaces in double quotes',
  };
}

function healthComplaint(text: string): Complaint | undefined {
  const type = /^\S+/.exec(text)?.[0] ?? '';
  const rest = text.slice(type.length).trim();
  switch (type.toUpperCase()) {
    case 'NONE':
      return rest === '' ? undefined : { message: 'HEALTHCHECK NONE takes nothing', hint: 'drop what follows it' };
    case 'CMD':
      return rest === '' || /^\[\s*\]$/.test(rest)
        ? { message: 'HEALTHCHECK CMD has no command', hint: 'give it one, or write HEALTHCHECK NONE' }
        : brokenExecForm('CMD', rest);
    default:
      return { message: `HEALTHCHECK ${clip(type)} is not known`, hint: 'write HEALTHCHECK CMD and the command' };
  }
}

/** What a trigger holds is read now and run later: the rest of what may be wrong with it shows then. */
function triggerComplaint(text: string, escapeChar: string): Complaint | undefined {
  const trigger = splitPlainWords(text)[0]?.text ?? '';
  const keyword = trigger.toUpperCase();
  if (['FROM', 'MAINTAINER', 'ONBUILD'].includes(keyword))
    return { message: `${keyword} cannot be what ONBUILD puts off`, hint: 'drop the line' };
  const rest = text.slice(trigger.length).trim();
  if ((keyword === 'ENV' || keyword === 'LABEL') && rest !== '') {
    const complaint = assignmentComplaint(keyword, rest, escapeChar);
    return complaint?.message.endsWith('has no name') === true ? undefined : complaint;
  }
  return brokenExecForm(keyword, rest);
}
