import fc from 'fast-check';
import { CORPUS } from './dockerfile-corpus.ts';

/** Pieces that mean something to a Dockerfile's parser, to its words, or to the shell. */
export const FRAGMENTS: readonly string[] = [
  ...[
    'FROM ',
    'from a\n',
    ' AS a',
    ' AS build\n',
    'golang:1.26',
    'RUN ',
    'COPY --from=a ',
    'COPY a b',
    'ADD ',
    'add x /\n',
  ],
  ...['ARG X', 'ENV X=1', 'ENV a b', 'LABEL a=b', 'CMD ', 'ENTRYPOINT ', 'HEALTHCHECK ', 'HEALTHCHECK CMD a', 'USER '],
  ...['WORKDIR /x', 'VOLUME ', 'EXPOSE 80', 'SHELL ["a"]', 'STOPSIGNAL 9', 'MAINTAINER x', 'ONBUILD ', 'NONE'],
  ...[
    '=',
    '$X',
    '$TARGETARCH',
    '${X:-',
    '${X',
    '}',
    '"',
    "'",
    '\\',
    '\\\n',
    '\n',
    '\n',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
    '\v',
  ],
  ...[
    '<<EOF',
    '<<-"E F"',
    '<< E\n',
    '0<<E\n',
    'EOF\n',
    'E\n',
    '# x\n',
    '# escape=`\n',
    '`\n',
    '# syntax=a\n',
    '#check=x\n',
  ],
  ...['[', ']', '["a"]', '["a", "b"]', '[1]', '--mount=', '--mount=type=cache,target=/x ', '--link', '--link=no '],
  ...[
    '--platform=x ',
    '--chown=',
    '&&',
    '|',
    '; ',
    '(',
    ')',
    '$(',
    'go build',
    'go build -o /x ',
    '{{ x }}',
    '.',
    '/',
    '*',
  ],
  ...['# plimsoll ignore=', '# plimsoll ignore-file=go-strip-debug\n', '# hadolint ignore=DL3006\n'],
];

const texts = CORPUS.map(([, text]) => text);
const fragment = fc.constantFrom(...FRAGMENTS);
const line = fc.constantFrom(...new Set(texts.flatMap((text) => text.split('\n'))));

/** Pieces alone: most of these no parser takes. */
const rubble = fc
  .tuple(fc.constantFrom('', 'FROM x\n'), fc.array(fragment, { maxLength: 14 }))
  .map(([start, parts]) => start + parts.join(''));

/** Lines of many files in one, with pieces between them. */
const patchwork = fc
  .tuple(fc.array(fc.oneof({ weight: 4, arbitrary: line }, fragment), { maxLength: 20 }), fc.constantFrom('\n', '\r\n'))
  .map(([lines, end]) => lines.join(end));

/** A file with some of its characters replaced by pieces. */
const muddled = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(), fc.nat({ max: 8 }), fragment), { minLength: 1, maxLength: 3 }),
  )
  .map(([text, changes]) =>
    changes.reduce((now, [at, cut, put]) => {
      const place = at % (now.length + 1);
      return now.slice(0, place) + put + now.slice(place + cut);
    }, text),
  );

/** Dockerfiles that are more or less broken, made of the corpus. */
export const brokenDockerfile: fc.Arbitrary<string> = fc.oneof(rubble, patchwork, { weight: 2, arbitrary: muddled });
