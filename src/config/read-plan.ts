import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseSize } from '../model/bytes.ts';
import { ConfigError } from '../model/errors.ts';
import { type Limits, parseAmount } from '../model/limit.ts';
import { mergeRuleSettings } from '../model/rule-setting.ts';
import { imageOptions, isDefault } from './file/image-options.ts';
import { type ConfigFile, emptyConfig } from './file/read-config.ts';
import type { RawOptions } from './options.ts';
import type { Against, BuildPlan, BuildSecret, ImagePlan, Plan } from './plan.ts';
import { readFailOn, readHadolintSwitch, readPlatforms } from './read-judging.ts';
import { readRules } from './read-rules.ts';

/**
 * Understands the options of `weigh` and of the action. What is given there beats the configuration file.
 * @param cwd absolute folder that relative paths start from.
 * @throws ConfigError naming the option and the value that is wrong.
 */
export function readPlan(options: RawOptions, cwd: string, config: ConfigFile = emptyConfig(cwd)): Plan {
  const oci = options.text('oci');
  if (oci !== undefined && options.text('image') !== undefined) {
    throw new ConfigError('oci and image both say what is weighed', { hint: 'give one of them' });
  }
  return {
    oci: oci === undefined ? undefined : resolve(cwd, oci),
    published: options.text('image'),
    verify: options.flag('verify') ?? false,
    build: options.flag('build') ?? true,
    images: readImages(options, cwd, config),
    concurrency: readConcurrency(options.text('concurrency')),
    against: readAgainst(options.text('against'), cwd),
    requireBaseline: options.flag('require-baseline') ?? config.baseline.required ?? false,
    limits: { ...config.limits, ...readLimits(options) },
    failOn: readFailOn(options.text('fail-on') ?? 'error'),
    rules: mergeRuleSettings(config.rules, readRules(options.list('rules'))),
    policy: config.policy,
    hadolint: readHadolintSwitch(options.text('hadolint') ?? 'auto'),
  };
}

/** @throws ConfigError where one Dockerfile is named for several images. */
function readImages(options: RawOptions, cwd: string, config: ConfigFile): readonly [ImagePlan, ...ImagePlan[]] {
  const images = [...config.images].map(([name, { inputs, limits }]): ImagePlan => {
    const build = readBuildPlan(imageOptions(options, inputs, config.folder), cwd);
    return { ...build, name, limits };
  });
  const [first, ...others] = images;
  if (first === undefined) return [{ ...readBuildPlan(options, cwd), name: 'default', limits: {} }];
  for (const name of ['context', 'file', 'target'] as const) {
    if (others.length === 0 || options.text(name) === undefined || isDefault(name, options.text(name))) continue;
    throw new ConfigError(`${name} is given, and the configuration has ${images.length} images`, {
      hint: `leave ${name} out, or give another --config`,
    });
  }
  return [first, ...others];
}

function readBuildPlan(options: RawOptions, cwd: string): BuildPlan {
  const context = options.text('context') ?? '.';
  if (/^(?:https?|git|ssh):\/\/|^git@|^-$/.test(context)) {
    throw new ConfigError(`the context "${context}" is not a folder`, {
      hint: 'check the repository out and give its folder: both sides of a comparison are built from files',
    });
  }
  const file = options.text('file');
  return {
    context: resolve(cwd, context),
    file: file === undefined ? undefined : resolve(cwd, file),
    target: options.text('target'),
    platforms: readPlatforms(options),
    buildArgs: options.list('build-args'),
    buildContexts: options.list('build-contexts'),
    secrets: readSecrets(options, cwd),
    ssh: options.list('ssh'),
    cacheFrom: options.list('cache-from'),
    cacheTo: options.list('cache-to'),
    builder: options.text('builder'),
    pull: options.flag('pull') ?? false,
    noCache: options.flag('no-cache') ?? false,
    network: options.text('network'),
    allow: options.list('allow'),
    addHosts: options.list('add-hosts'),
    labels: options.list('labels'),
    shmSize: options.text('shm-size'),
    ulimits: options.list('ulimit'),
  };
}

function readSecrets(options: RawOptions, cwd: string): readonly BuildSecret[] {
  const pair = (input: string, entry: string): readonly [string, string] => {
    const at = entry.indexOf('=');
    if (at < 1)
      throw new ConfigError(`an entry of ${input} has no "="`, { hint: `write ID=… on each line of ${input}` });
    const id = entry.slice(0, at);
    // Not shown: where the input was split wrongly it may be a piece of a secret.
    if (!/^[\w.-]{1,100}$/.test(id)) {
      throw new ConfigError(`an entry of ${input} has an ID that is none`, {
        hint: 'an ID has letters, digits, "_", "-" and "."; put a value of several lines, with its ID, in double quotes',
      });
    }
    return [id, entry.slice(at + 1)];
  };
  const each = (name: 'secrets' | 'secret-files' | 'secret-envs'): (readonly [string, string])[] =>
    options.list(name).map((entry) => pair(name, entry));
  return [
    ...options.list('secret').map((text): BuildSecret => ({ kind: 'raw', text })),
    ...each('secrets').map(([id, value]): BuildSecret => ({ kind: 'value', id, value })),
    ...each('secret-files').map(([id, path]): BuildSecret => ({ kind: 'file', id, path: resolve(cwd, path) })),
    ...each('secret-envs').map(([id, name]): BuildSecret => ({ kind: 'env', id, name })),
  ];
}

function readConcurrency(text: string | undefined): number {
  if (text === undefined) return availableParallelism();
  if (!/^[1-9]\d{0,3}$/.test(text)) {
    throw new ConfigError(`"${text}" is not a number of builds`, { hint: 'concurrency is a whole number from 1' });
  }
  return Number(text);
}

function readAgainst(text: string | undefined, cwd: string): Against {
  if (text === undefined) return { kind: 'none' };
  if (text.startsWith('oci:')) return { kind: 'layout', path: resolve(cwd, text.slice('oci:'.length)) };
  if (text.startsWith('image:')) return { kind: 'image', reference: text.slice('image:'.length) };
  if (text.endsWith('.json')) return { kind: 'report', path: resolve(cwd, text) };
  return { kind: 'commit', ref: text };
}

function readLimits(options: RawOptions): Limits {
  const read = <T>(name: Parameters<RawOptions['text']>[0], parse: (text: string) => T): T | undefined => {
    const text = options.text(name);
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      throw new ConfigError(`${name}: ${error.message}`, { hint: error.hint, cause: error });
    }
  };
  const maxSize = read('max-size', parseSize);
  const maxDownload = read('max-download', parseSize);
  const maxGrowth = read('max-growth', parseAmount);
  const maxDownloadGrowth = read('max-download-growth', parseAmount);
  return {
    ...(maxSize === undefined ? {} : { maxSize }),
    ...(maxDownload === undefined ? {} : { maxDownload }),
    ...(maxGrowth === undefined ? {} : { maxGrowth }),
    ...(maxDownloadGrowth === undefined ? {} : { maxDownloadGrowth }),
  };
}
