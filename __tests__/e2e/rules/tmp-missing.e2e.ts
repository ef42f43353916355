import { expect, test } from 'vitest';
import { programFiles, serviceText } from '../../lint/go-service.ts';
import { buildImage, type Ended, type Files } from '../../support/engine.ts';
import { saidOfFiles } from '../../support/mended-files.ts';

const RULE = 'tmp-missing';
const TEMP = programFiles(
  ['os'],
  'file, err := os.CreateTemp("", "upload"); if err != nil { panic(err) }; println(file.Name())',
);
const USER = programFiles(
  ['os/user'],
  'who, err := user.Current(); if err != nil { panic(err) }; println("user", who.Uid)',
);
const NOBODY = 'USER 65532:65532';

function service(program: typeof TEMP, lines: readonly string[], base = 'scratch'): Files {
  return { ...program, Dockerfile: serviceText(base, [...lines, NOBODY]) } as Files;
}

function started(files: Files): Ended {
  using image = buildImage(files);
  return image.run();
}

test.each([
  ['a temporary file', service(TEMP, []), /open \/tmp\/upload\d+: no such file or directory/],
  ['the user', service(USER, []), /user: Current requires cgo or \$USER set in environment|unknown userid/],
])('on scratch there is no place for %s', (_, files, expected) => {
  expect(saidOfFiles(RULE, files)).toMatchObject([{ severity: 'note' }]);
  const failed = started(files);
  expect(failed.output).toMatch(expected);
  expect(failed.code).not.toBe(0);
});

test.each([
  ['/tmp of the build stage', service(TEMP, ['COPY --from=build --chmod=1777 /tmp /tmp']), '/tmp/upload'],
  ['distroless', service(TEMP, [], 'gcr.io/distroless/static-debian12'), '/tmp/upload'],
  ['USER in the environment', service(USER, ['ENV USER=web']), 'user 65532'],
  ['a passwd file', service(USER, ['COPY --from=build /etc/passwd /etc/', 'ENV USER=']), 'user 65534'],
])('quiet, and it works: %s', (name, files, expected) => {
  // A passwd file knows those who are in it.
  const own =
    name === 'a passwd file' ? { ...files, Dockerfile: String(files.Dockerfile).replace(NOBODY, 'USER 65534') } : files;
  expect(saidOfFiles(RULE, own)).toEqual([]);
  expect(started(own)).toMatchObject({ code: 0, output: expect.stringContaining(expected) });
});
