import { type Complaint, clip } from './complaint.ts';
import type { Dockerfile } from './dockerfile.ts';
import { bodyRange, flagValue, type Instruction } from './instruction.ts';
import { type Problem, problemAt } from './problem.ts';
import { isDeclared, lookupVariable } from './scope.ts';
import { linkReader, type StageLink, stageName } from './stage-links.ts';
import type { Stage } from './stages.ts';
import { expandWord, type Known, parseWord } from './variables.ts';
import { demandComplaint, wordsOf } from './word-problems.ts';
import { splitPlainWords } from './words.ts';

/**
 * What BuildKit refuses only in stages that it builds, by the values that words have there (dockerfile2llb, dispatch). An
 * instruction that something else is wrong with is left out.
 * @param isReplaced does a named context stand for the stage? Then it is not read.
 */
export function stageProblems(
  dockerfile: Dockerfile,
  reached: ReadonlySet<Stage>,
  isReplaced: (stage: Stage) => boolean,
): readonly Problem[] {
  const { source, stages, problems } = dockerfile;
  const bad = new Set(problems.map(({ range }) => range.line));
  const isBad = ({ range }: Instruction): boolean => {
    for (let { line } = range; bad.size > 0 && line <= range.endLine; line += 1) if (bad.has(line)) return true;
    return false;
  };
  const linksOf = linkReader(stages);
  const built = [...reached].filter((stage) => !isReplaced(stage));
  return built.flatMap((stage) => {
    const later = linksOf(stage).filter(({ to }) => to.index > stage.index && !isReplaced(to));
    const links = new Map(later.map((link) => [link.instruction, link]));
    return stage.instructions.flatMap((instruction) => {
      const complaint = complaintOf(dockerfile, stage, instruction) ?? laterComplaint(links.get(instruction));
      if (complaint === undefined || isBad(instruction)) return [];
      const { start, end } = complaint.at ?? instruction.keywordRange;
      return [problemAt(source, start, end, complaint.message, complaint.hint)];
    });
  });
}

function laterComplaint(link: StageLink | undefined): Complaint | undefined {
  if (link === undefined) return undefined;
  return {
    message: `${link.instruction.keyword} takes from stage ${stageName(link.to)}, which comes later`,
    hint: 'move that stage above this one',
  };
}

function complaintOf(dockerfile: Dockerfile, stage: Stage, instruction: Instruction): Complaint | undefined {
  const { keyword, index, body } = instruction;
  const { escapeChar } = dockerfile.directives;
  const { scope } = stage;
  const value = (word: string): string | undefined =>
    expandWord(parseWord(word, escapeChar), (name) => lookupVariable(scope, name, index));
  const chmod = value(flagValue(instruction, 'chmod') ?? '') ?? '';
  if (chmod !== '' && !isMode(chmod))
    return { message: `--chmod cannot be "${clip(chmod)}"`, hint: 'write a mode such as 755, or u=rwx,go=rx' };
  if (keyword === 'EXPOSE') {
    for (const { text, at } of splitPlainWords(body.text)) {
      const wrong = (value(text) ?? '').split(/\s+/).find((port) => port !== '' && !isPort(port));
      if (wrong !== undefined)
        return {
          message: `"${clip(wrong)}" is not a port`,
          hint: 'write a number up to 65535, or two with "-" between them, and /tcp, /udp or /sctp',
          at: bodyRange(dockerfile.source, instruction, at, at + text.length),
        };
    }
  }
  const signal = keyword === 'STOPSIGNAL' ? value(body.text) : undefined;
  if (signal !== undefined && !SIGNAL.test(signal))
    return { message: `"${clip(signal)}" is not a signal`, hint: 'write a name such as SIGTERM, or a number' };
  if (keyword === 'ADD') {
    const sum = value(flagValue(instruction, 'checksum') ?? '') ?? '';
    const [source, ...more] = stage.transferOf(instruction)?.sources ?? [];
    // That of a repository is a commit.
    if (sum !== '' && more.length === 0 && /^https?:(?!.*\.git\b)/.test(source ?? '') && !DIGEST.test(sum))
      return { message: `--checksum cannot be "${clip(sum)}"`, hint: 'write sha256: and its 64 digits' };
  }
  if (!body.text.includes('?') && !instruction.flags.some(({ value }) => value?.includes('?'))) return undefined;
  // An ARG of that name anywhere may be what is meant to be given.
  return demandComplaint(
    wordsOf(instruction, escapeChar),
    escapeChar,
    (name): Known => (isDeclared(scope, name, Infinity) ? { state: 'unknown' } : lookupVariable(scope, name, index)),
  );
}

/** `[ip:][host port:]port[/protocol]`, ports as ranges too (convert_expose.go). The address is not judged. */
function isPort(text: string): boolean {
  const [port = '', host = ''] = text.split(':').toReversed();
  const match = /^([^/]+)(?:\/(?:tcp|udp|sctp)?)?$/i.exec(port);
  return match !== null && isRange(match[1] ?? '') && (host === '' || isRange(host));
}

function isRange(text: string): boolean {
  const [, from = '', to = from] = /^\+?(\d+)(?:-\+?(\d+))?$/.exec(text) ?? [];
  return from !== '' && Number(from) <= Number(to) && Number(to) <= 65_535;
}

/** Octal, or clauses of chmod(1) as BuildKit's reader of them takes them. */
function isMode(text: string): boolean {
  if (/^\d/.test(text)) return /^[0-7]+$/.test(text) && Number.parseInt(text, 8) <= 0o7777;
  return /^(?:(?:^|,)[ugoa]*(?:[-+=][rwxXstugo]*)+)+$/.test(text);
}

/** github.com/moby/sys/signal, SignalMap of Linux; a number that is not zero. */
const SIGNAL =
  /^(?:[-+]?0*[1-9]\d*|(?:SIG)?(?:ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IOT?|KILL|PIPE|POLL|PROF|PWR|QUIT|SEGV|STKFLT|STOP|SYS|TERM|TRAP|TSTP|TTIN|TTOU|URG|USR[12]|VTALRM|WINCH|XCPU|XFSZ|RTMIN(?:\+(?:[1-9]|1[0-5]))?|RTMAX(?:-(?:[1-9]|1[0-4]))?))$/i;

const DIGEST = /^(?:sha256:[\da-f]{64}|sha384:[\da-f]{96}|sha512:[\da-f]{128})$/;
