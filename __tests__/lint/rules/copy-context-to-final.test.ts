import type { ContextListing } from '../../../src/dockerfile/context.ts';
import { NO_IGNORE } from '../../../src/dockerfile/ignore.ts';
import { checkRule } from '../check-rule.ts';

const MESSAGE =
  'COPY puts the whole build context into the image, whose program is compiled: name the files that it reads when it runs';
const BUILD = 'FROM golang:1.26 AS build\nRUN go build -ldflags="-s -w" -o /out/web .\n';

function final(...lines: readonly string[]): string {
  return `${BUILD}FROM alpine:3.22\n${lines.join('\n')}\nUSER 1\n`;
}

function rejected(name: string, text: string, line = 4, message = MESSAGE) {
  return { name, text, line, column: 1, message };
}

function listing(...names: readonly string[]): ContextListing {
  const entries = names.map((name) => ({ name, bytes: 1000, files: 1 }));
  return { ignore: NO_IGNORE, bytes: 1000 * names.length, files: names.length, entries, complete: true };
}

const PLAIN = final('COPY . /srv', 'COPY --from=build /out/web /usr/bin/web', 'CMD ["/usr/bin/web"]');

checkRule('copy-context-to-final', {
  reject: [
    rejected('COPY .', PLAIN),
    rejected('by its name on PATH', final('COPY ./ /srv', 'COPY --from=build /out/web /usr/bin/', 'CMD web --port 80')),
    rejected('under another name', final('COPY . /srv', 'COPY --from=build /out/x /bin/web', 'ENTRYPOINT ["web"]')),
    rejected('ADD .', PLAIN.replace('COPY .', 'ADD .'), 4, MESSAGE.replace('COPY', 'ADD')),
    rejected(
      'in a stage below',
      `${BUILD}FROM alpine:3.22 AS base\nCOPY . /srv\nFROM base\nCOPY --from=build /out/web /\nCMD ["/web"]\n`,
    ),
    rejected('made by make', PLAIN.replace(/go build.*/, 'make web')),
    {
      ...rejected('measured', PLAIN),
      context: listing('.git', 'main.go'),
      evidenceBytes: 2000,
    },
  ],
  accept: [
    { name: 'in the stage that builds', text: PLAIN.replace('COPY . /srv\n', '').replace('RUN', 'COPY . .\nRUN') },
    { name: 'files by name', text: PLAIN.replace('COPY .', 'COPY templates') },
    { name: 'without what --exclude names', text: PLAIN.replace('COPY .', 'COPY --exclude=*.go .') },
    { name: 'only mounted', text: PLAIN.replace('COPY . /srv', 'RUN --mount=target=/srv cp /srv/x /x') },
    { name: 'other languages', text: 'FROM python:3.13\nCOPY . /srv\nCMD ["python", "/srv/app.py"]\n' },
    { name: 'other languages, with a tool in Go', text: PLAIN.replace('"/usr/bin/web"', '"node", "app.js"') },
    { name: 'a script that starts', text: PLAIN.replace('"/usr/bin/web"', '"/srv/entrypoint.sh"') },
    { name: 'a program from the context', text: 'FROM alpine:3.22\nCOPY . /srv\nCMD ["/srv/web"]\n' },
    { name: 'built where it is shipped', text: 'FROM golang:1.26\nCOPY . .\nRUN go build -o /web .\nCMD ["/web"]\n' },
    { name: 'only artefacts get through', text: PLAIN, context: listing('templates', 'static') },
    { name: 'no service', text: PLAIN, file: 'dev.Dockerfile' },
  ],
});
