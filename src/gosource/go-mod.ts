import type { GoMod, GoReplace, GoRequire, GoWork } from './facts.ts';
import { isModProblem, type ModLine, type ModProblem, readModLines } from './mod-syntax.ts';

/** Go's own rule (`modfile.GoVersionRE`): `1.21`, `1.21.0`, `1.21rc1`. */
const GO_VERSION = /^[1-9][0-9]*\.(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))?(?:[a-z]+[0-9]+)?$/;

/**
 * Reads a go.mod (Go modules reference, "go.mod files"). Directives that are not asked for here (exclude, retract,
 * godebug, ignore and those of a later Go) are passed over.
 */
export function parseGoMod(text: string): GoMod | ModProblem {
  const lines = readModLines(text);
  if (isModProblem(lines)) return lines;
  const requires: GoRequire[] = [];
  const replaces: GoReplace[] = [];
  const tools: string[] = [];
  let module: string | undefined;
  for (const { verb, words, comment, line } of lines) {
    const [first, second] = words;
    if (verb === 'module') {
      if (module !== undefined || first === undefined || words.length > 1)
        return { problem: 'a go.mod names one module, by one path', line };
      module = first;
    } else if (verb === 'require') {
      if (first === undefined || second === undefined || words.length > 2)
        return { problem: 'require takes a module path and a version', line };
      requires.push({ path: first, version: second, indirect: isIndirect(comment), line });
    } else if (verb === 'replace') {
      const replace = readReplace(words, line);
      if (replace === undefined) return { problem: 'replace has the form "path [version] => target [version]"', line };
      replaces.push(replace);
    } else if (verb === 'tool' && first !== undefined) {
      tools.push(first);
    }
  }
  const version = readVersions(lines);
  return isModProblem(version) ? version : { module, ...version, requires, replaces, tools };
}

/** Reads a go.work (Go modules reference, "go.work files"). */
export function parseGoWork(text: string): GoWork | ModProblem {
  const lines = readModLines(text);
  if (isModProblem(lines)) return lines;
  const uses: { folder: string; line: number }[] = [];
  const replaces: GoReplace[] = [];
  for (const { verb, words, line } of lines) {
    if (verb === 'use') {
      const [folder] = words;
      if (folder === undefined || words.length > 1) return { problem: 'use takes one folder', line };
      uses.push({ folder, line });
    } else if (verb === 'replace') {
      const replace = readReplace(words, line);
      if (replace === undefined) return { problem: 'replace has the form "path [version] => target [version]"', line };
      replaces.push(replace);
    }
  }
  const version = readVersions(lines);
  return isModProblem(version) ? version : { ...version, uses, replaces };
}

type Versions = Pick<GoMod, 'go' | 'goLine' | 'toolchain'>;

function readVersions(lines: readonly ModLine[]): Versions | ModProblem {
  let go: string | undefined;
  let goLine: number | undefined;
  let toolchain: string | undefined;
  for (const { verb, words, line } of lines) {
    const [first] = words;
    if (verb === 'go') {
      if (go !== undefined || first === undefined || words.length > 1 || !GO_VERSION.test(first))
        return { problem: 'the go line takes one version, like 1.26 or 1.26.1', line };
      go = first;
      goLine = line;
    } else if (verb === 'toolchain') {
      if (toolchain !== undefined || first === undefined || words.length > 1)
        return { problem: 'the toolchain line takes one name, like go1.26.1', line };
      toolchain = first;
    }
  }
  return { go, goLine, toolchain };
}

/** `// indirect`, or `// indirect; why` (`modfile`, isIndirect). */
function isIndirect(comment: string): boolean {
  return comment === 'indirect' || comment.startsWith('indirect;');
}

function readReplace(words: readonly string[], line: number): GoReplace | undefined {
  const arrow = words.indexOf('=>');
  const [path, version, ...more] = words.slice(0, arrow);
  const [target, targetVersion, ...rest] = words.slice(arrow + 1);
  if (arrow < 1 || path === undefined || target === undefined || more.length + rest.length > 0) return undefined;
  const local = /^(?:\.{1,2}$|\.{0,2}\/)/.test(target);
  if (local === (targetVersion !== undefined)) return undefined;
  return { path, version, target, targetVersion, local, line };
}
