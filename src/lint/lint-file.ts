import { type ContextListing, ignorePaths, listContext, readIgnoreFile } from '../dockerfile/context.ts';
import { openContext } from '../dockerfile/context-tree.ts';
import { type Dockerfile, parseDockerfile } from '../dockerfile/dockerfile.ts';
import { findDockerfile } from '../dockerfile/find.ts';
import { type Ignore, NO_IGNORE, parseIgnore } from '../dockerfile/ignore.ts';
import { readDockerfileText } from '../dockerfile/read.ts';
import { diskSource } from '../dockerfile/tree-source.ts';
import { openGoSource } from '../gosource/read-go-source.ts';
import type { Finding } from '../model/finding.ts';
import { once } from '../model/once.ts';
import type { Platform } from '../model/platform.ts';
import type { Policy } from '../model/policy.ts';
import type { RuleSettings } from '../model/rule-setting.ts';
import type { Texts } from './fixes/fix-texts.ts';
import type { GoSourceReader } from './go-sources.ts';
import { type LintInput, lint } from './lint.ts';
import { sendsWholeContext } from './whole-context.ts';

export interface LintRequest {
  /** A Dockerfile, or a folder that holds one. Findings name the file by this path. */
  readonly path: string;
  /** The build context; the folder of the Dockerfile, or the folder given, where it is left out. */
  readonly contextDir?: string | undefined;
  readonly target?: string | undefined;
  readonly buildArgs?: ReadonlyMap<string, string> | undefined;
  readonly platforms?: readonly Platform[] | undefined;
  readonly rules?: RuleSettings | undefined;
  readonly policy?: Policy | undefined;
  readonly namedContexts?: readonly string[] | undefined;
}

/** A Dockerfile that is read and can be judged, as it is or as it would be after a change. */
export interface LintJob {
  /** The Dockerfile, as findings name it. */
  readonly file: string;
  readonly contextDir: string;
  /** The Dockerfile, and its ignore file where there is one, by path. */
  readonly texts: Texts;
  /** Where they lie, and where other ignore files would: nothing else that `judge` is given counts. */
  readonly paths: readonly string[];
  /** What the rules say of the file if it and its ignore file were like this. */
  readonly judge: (texts: Texts) => readonly Finding[];
}

/**
 * Reads a Dockerfile and what it is judged by, and judges it. Starts no process.
 * @throws ConfigError where a path cannot be read, a rule or the target does not exist
 */
export function lintFile(request: LintRequest): readonly Finding[] {
  const job = openLint(request);
  return job.judge(job.texts);
}

/**
 * Finds and reads a Dockerfile.
 * @throws ConfigError where it cannot be read; so does its `judge`, and where a rule or the target does not exist
 */
export function openLint(request: LintRequest): LintJob {
  const found = findDockerfile(request.path);
  const file = found.path;
  const contextDir = request.contextDir ?? found.contextDir;
  const { target, platforms, rules, policy, namedContexts } = request;
  const ignoreFile = readIgnoreFile(contextDir, file);
  const texts = new Map([[file, readDockerfileText(file)]]);
  if (ignoreFile !== undefined) texts.set(ignoreFile.path, ignoreFile.text);
  const contextOf = contextReader({ contextDir, path: file });
  const judge = (now: Texts): readonly Finding[] => {
    const dockerfile = parseDockerfile(now.get(file) ?? '', file, request.buildArgs);
    return judgeIn(contextOf(now), dockerfile, { target, platforms, rules, policy, namedContexts });
  };
  return { file, contextDir, texts, paths: [file, ...ignorePaths(contextDir, file)], judge };
}

/** What a Dockerfile is built as, and which rules judge it. */
export type LintSettings = Pick<
  LintInput,
  'target' | 'platforms' | 'nativePlatforms' | 'namedContexts' | 'rules' | 'policy'
>;

/** Where a Dockerfile lies. */
export interface DockerfilePlace {
  readonly contextDir: string;
  /** The Dockerfile on disk: its ignore file may lie beside it. */
  readonly path: string;
  /** How findings name an ignore file, by its path; as that is, where left out. */
  readonly shown?: ((path: string) => string) | undefined;
}

/**
 * Judges a Dockerfile that is parsed already, by all that `lintFile` judges one by.
 * @throws ConfigError where the context or the ignore file cannot be read, or a rule or the target does not exist
 */
export function lintParsed(dockerfile: Dockerfile, place: DockerfilePlace, settings: LintSettings): readonly Finding[] {
  const found = readIgnoreFile(place.contextDir, place.path);
  const texts: Texts = new Map(found === undefined ? [] : [[found.path, found.text]]);
  return judgeIn(contextReader(place)(texts), dockerfile, settings);
}

/** A build context as an ignore file leaves it. */
interface ContextAt {
  readonly contextDir: string;
  readonly ignore: Ignore;
  readonly listing: () => ContextListing;
  readonly readGoSource: GoSourceReader;
}

function judgeIn(at: ContextAt, dockerfile: Dockerfile, settings: LintSettings): readonly Finding[] {
  // The tree is walked only where a rule will ask for it.
  const context = sendsWholeContext(dockerfile) ? at.listing() : undefined;
  const files = openContext(diskSource(at.contextDir), at.ignore);
  return lint({ ...settings, dockerfile, context, files, readGoSource: at.readGoSource });
}

/** Reads an ignore file, walks the context and reads its Go files once for every text of the ignore file. */
function contextReader({ contextDir, path: file, shown }: DockerfilePlace): (texts: Texts) => ContextAt {
  const paths = ignorePaths(contextDir, file);
  const named = (path: string | undefined): string | undefined => (path === undefined ? path : (shown?.(path) ?? path));
  let last: (ContextAt & { readonly key: string }) | undefined;
  return (texts) => {
    const path = paths.find((candidate) => texts.has(candidate));
    const text = path === undefined ? undefined : texts.get(path);
    const key = JSON.stringify([path, text]);
    if (last?.key !== key) {
      const ignore =
        path === undefined || text === undefined
          ? { ...NO_IGNORE, place: named(paths.at(-1)) }
          : parseIgnore(text, named(path) ?? path);
      const { isIgnored } = openContext(diskSource(contextDir), ignore);
      const readGoSource = openGoSource({ contextDir, isSent: (each) => !isIgnored(each) });
      last = { key, contextDir, ignore, listing: once(() => listContext(contextDir, ignore)), readGoSource };
    }
    return last;
  };
}
