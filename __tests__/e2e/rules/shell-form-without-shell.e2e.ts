import { expect, test } from 'vitest';
import { mended, said } from '../../support/cross.ts';
import { build, buildImage, docker } from '../../support/engine.ts';
import { filesFor, withProgram } from '../../support/final-stage.ts';

const RULE = 'shell-form-without-shell';
const NO_SHELL = /\/bin\/sh: no such file or directory|exec: "\/bin\/sh": stat \/bin\/sh/;

function final(base: string, ...lines: readonly string[]): string {
  return withProgram(`FROM ${base}`, 'COPY --from=build /out/web /web', ...lines);
}

test.each([
  ['ENTRYPOINT on scratch', final('scratch', 'ENTRYPOINT /web a b')],
  ['CMD on scratch', final('scratch', 'CMD exec /web a b')],
  ['ENTRYPOINT on distroless', final('gcr.io/distroless/static-debian12:nonroot', 'ENTRYPOINT /web a b')],
])('%s: does not start; the exec form does', (_, bad) => {
  expect(said(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  const local = (text: string): string => text.replace('gcr.io/', '');
  {
    using image = buildImage(filesFor(local(bad)));
    const { code, output } = image.run();
    expect(code).not.toBe(0);
    expect(output).toMatch(NO_SHELL);
  }
  const good = mended(RULE, bad);
  expect(said(RULE, good)).toEqual([]);
  using image = buildImage(filesFor(local(good)));
  expect(image.run()).toMatchObject({ code: 0, output: expect.stringContaining('argument a\nargument b') });
});

test('CMD under an exec ENTRYPOINT starts, with /bin/sh among its arguments: a warning', () => {
  const bad = final('scratch', 'ENTRYPOINT ["/web"]', 'CMD a b');
  expect(said(RULE, bad).map(({ severity }) => severity)).toEqual(['warning']);
  {
    using image = buildImage(filesFor(bad));
    expect(image.run().output).toContain('argument /bin/sh\nargument -c\nargument a b');
  }
  using image = buildImage(filesFor(mended(RULE, bad)));
  expect(image.run().output).toMatch(/uid 0\nargument a\nargument b/);
});

test('RUN on scratch: the build fails; the exec form does not', () => {
  const bad = final('scratch', 'RUN /web a', 'CMD ["/web"]');
  expect(said(RULE, bad)).toHaveLength(1);
  const failed = build(filesFor(bad));
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(NO_SHELL);
  const good = mended(RULE, bad);
  expect(said(RULE, good)).toEqual([]);
  expect(build(filesFor(good)).code).toBe(0);
});

test('HEALTHCHECK on scratch: its shell is not there; the exec form is run', () => {
  const bad = final('scratch', 'HEALTHCHECK CMD /web check || exit 1', 'CMD ["/web"]');
  expect(said(RULE, bad)).toHaveLength(1);
  const checkOf = (text: string): { readonly words: readonly string[]; readonly ended: ReturnType<typeof docker> } => {
    using image = buildImage(filesFor(text));
    const [kind, ...words] = JSON.parse(
      docker('image', 'inspect', '--format', '{{json .Config.Healthcheck.Test}}', image.tag).output,
    );
    const command = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : words;
    return {
      words: command,
      ended: docker('run', '--rm', '--network', 'none', '--entrypoint', command[0], image.tag, ...command.slice(1)),
    };
  };
  const before = checkOf(bad);
  expect(before.ended.code).not.toBe(0);
  expect(before.ended.output).toMatch(NO_SHELL);
  const after = checkOf(mended(RULE, bad));
  expect(after.words).toEqual(['/web', 'check']);
  expect(after.ended.code).toBe(0);
});
