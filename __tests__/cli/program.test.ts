import { afterEach, describe, expect, test, vi } from 'vitest';
import { type ExplainArguments, type LintArguments, runProgram, type WeighArguments } from '../../src/cli/program.ts';
import { optionSpecs } from '../../src/config/options.ts';

afterEach(() => vi.restoreAllMocks());

/** Runs the command line with handlers that only remember, and catches what it prints. */
async function call(...argv: readonly string[]) {
  let printed = '';
  const write = (chunk: unknown): boolean => {
    printed += String(chunk);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(write);
  vi.spyOn(process.stderr, 'write').mockImplementation(write);
  let lint: LintArguments | undefined;
  let weigh: WeighArguments | undefined;
  let explain: ExplainArguments | undefined;
  const code = await runProgram(argv, {
    lint: async (args) => {
      lint = args;
      return 1;
    },
    explain: async (args) => {
      explain = args;
      return 0;
    },
    weigh: async (args) => {
      weigh = args;
      return 3;
    },
    diff: async () => 0,
  });
  vi.restoreAllMocks();
  return { code, printed, lint, explain, weigh };
}

describe('weigh', () => {
  test('with nothing given, nothing is given', async () => {
    const { code, weigh, printed } = await call('weigh');
    expect(code).toBe(3);
    expect(printed).toBe('');
    expect(weigh).toMatchObject({ quiet: false, verbose: false });
    for (const spec of optionSpecs()) {
      if (spec.kind === 'boolean')
        expect([spec.name, weigh?.options.flag(spec.name as 'pull')]).toEqual([spec.name, undefined]);
      else if (spec.name === 'context') expect(weigh?.options.text('context')).toBe('.');
      else expect([spec.name, weigh?.options.list(spec.name as 'ssh')]).toEqual([spec.name, []]);
    }
  });

  test('every flag reaches its option', async () => {
    const specs = optionSpecs().filter((spec) => spec.flag !== null);
    const argv = specs.flatMap((spec) => [
      `--${spec.flag ?? spec.name}`,
      ...(spec.kind === 'boolean' ? [] : ['value']),
    ]);
    const { weigh, printed } = await call('weigh', ...argv);
    expect(printed).toBe('');
    for (const spec of specs) {
      const read =
        spec.kind === 'boolean' ? weigh?.options.flag(spec.name as 'pull') : weigh?.options.list(spec.name as 'ssh');
      expect([spec.name, read]).toEqual([spec.name, spec.kind === 'boolean' ? true : ['value']]);
    }
  });

  test('lists are repeated, or stand between commas where users know them so', async () => {
    const { weigh } = await call(
      ...['weigh', 'svc', '--build-arg', 'A=1,2', '--build-arg=B=x\ny', '--platform', 'linux/amd64,linux/arm64'],
      ...['--platform=linux/386', '-f', 'x/Dockerfile', '--quiet'],
    );
    expect(weigh?.options.text('context')).toBe('svc');
    expect(weigh?.options.text('file')).toBe('x/Dockerfile');
    expect(weigh?.options.list('build-args')).toEqual(['A=1,2', 'B=x\ny']);
    expect(weigh?.options.list('platforms')).toEqual(['linux/amd64', 'linux/arm64', 'linux/386']);
    expect(weigh?.quiet).toBe(true);
  });
});

describe('lint', () => {
  test('paths, format and options', async () => {
    expect(await call('lint')).toMatchObject({
      code: 1,
      lint: {
        paths: ['.'],
        context: undefined,
        format: 'text',
        bake: [],
        fix: false,
        diff: false,
        quiet: false,
        verbose: false,
      },
    });
    const { lint } = await call('lint', 'a', 'b/Dockerfile', '--format=json', '--context', 'c', '--rule', 'x=off');
    expect(lint).toMatchObject({ paths: ['a', 'b/Dockerfile'], format: 'json', context: 'c' });
    expect(lint?.options.list('rules')).toEqual(['x=off']);
  });
});

describe('lint and its fixes', () => {
  test('flags of its own', async () => {
    const { lint } = await call('lint', '--fix', '--diff', '--hadolint=auto', '--builder', 'b', '--format=sarif');
    expect(lint).toMatchObject({ fix: true, diff: true, format: 'sarif' });
    expect([lint?.options.text('hadolint'), lint?.options.text('builder')]).toEqual(['auto', 'b']);
  });

  test('bake files take the place of the folder', async () => {
    expect((await call('lint', '--bake', 'a.json', '--bake=b.json')).lint).toMatchObject({
      paths: [],
      bake: ['a.json', 'b.json'],
    });
    expect((await call('lint', '.', '--bake', 'a.json')).lint).toMatchObject({ paths: ['.'], bake: ['a.json'] });
  });

  test('explain takes a rule, or none', async () => {
    expect((await call('explain', 'x-y')).explain).toMatchObject({ rule: 'x-y' });
    expect((await call('explain')).explain).toMatchObject({ rule: undefined });
  });
});

describe('wrong words end with code 2, and say what is wrong', () => {
  test.each([
    [['weigh', '--platfrom', 'linux/amd64'], /unknown option '--platfrom'[\s\S]*--platform/],
    [['weigh', 'a', 'b'], /too many arguments/],
    [['weigh', '--max-size'], /--max-size <SIZE>' argument missing/],
    [['weigh', '--max-size', ''], /It is empty/],
    [['weigh', '--build-arg', '  '], /It is empty/],
    [['wiegh'], /unknown command 'wiegh'[\s\S]*weigh/],
    [['lint', '--format', 'xml'], /Allowed choices are/],
    [['lint', '--max-size', '1MB'], /unknown option '--max-size'/],
    [['--nothing'], /unknown option '--nothing'/],
    [[], /Usage: plimsoll/],
  ])('%j', async (argv, message) => {
    const { code, printed, lint, weigh } = await call(...argv);
    expect(printed).toMatch(message);
    expect(code).toBe(2);
    expect([lint, weigh]).toEqual([undefined, undefined]);
  });

  test.each([
    [['--help'], /Usage: plimsoll[\s\S]*Exit codes: 0 fine/],
    [['weigh', '--help'], /--max-growth <SIZE\|P%>/],
    [['lint', '--help'], /--rule <ID=LEVEL>/],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
  ])('%j is no mistake', async (argv, message) => {
    const { code, printed } = await call(...argv);
    expect(printed).toMatch(message);
    expect(code).toBe(0);
  });
});
