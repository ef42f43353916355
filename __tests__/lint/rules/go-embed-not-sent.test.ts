import { checkRule } from '../check-rule.ts';

const MAIN = 'package main\n\nimport "embed"\n\n//go:embed dist\nvar files embed.FS\n\nfunc main() { _ = files }\n';

const tree = {
  'go.mod': 'module example.org/web\n\ngo 1.24\n',
  'main.go': MAIN,
  'dist/index.html': '<html></html>\n',
};
const ignored = { ...tree, '.dockerignore': 'dist\n' };

/** A build with a RUN on line 4. */
function built(run = 'go build -o /web .', before = 'COPY . .'): string {
  return `FROM golang:1.26\nWORKDIR /src\n${before}\nRUN ${run}\n`;
}

function said(why: string, pattern = 'dist', at = 'main.go:5'): string {
  return `go build fails here: //go:embed ${pattern} of ${at} matches nothing, as ${why}`;
}

function rejected(
  name: string,
  text: string,
  message: string,
  files: Readonly<Record<string, string>> = ignored,
  line = 4,
  column = 5,
) {
  return { name, text, files, line, column, message, severity: 'error' as const };
}

function accepted(name: string, text: string, files: Readonly<Record<string, string>> = ignored) {
  return { name, text, files };
}

const out = said('.dockerignore keeps dist out');

checkRule('go-embed-not-sent', {
  reject: [
    rejected('a folder that .dockerignore keeps out', built(), out),
    rejected('by a pattern of it', built(), out, { ...tree, '.dockerignore': '**/*.html\n' }),
    rejected('go install', built('go install .'), out.replace('go build', 'go install')),
    rejected('a file', built(), said('.dockerignore keeps schema.sql out', 'schema.sql'), {
      ...tree,
      'main.go': MAIN.replace('embed dist', 'embed schema.sql'),
      'schema.sql': 'select 1;\n',
      '.dockerignore': '*.sql\n',
    }),
    rejected('a wildcard', built(), said('.dockerignore keeps dist/index.html out', 'dist/*.html'), {
      ...ignored,
      'main.go': MAIN.replace('embed dist', 'embed dist/*.html'),
    }),
    rejected(
      'in a package that the program imports',
      built('go build -o /web ./cmd/web'),
      said('.dockerignore keeps ui/dist out', 'dist', 'ui/ui.go:5'),
      {
        'go.mod': tree['go.mod'],
        'cmd/web/main.go': 'package main\n\nimport _ "example.org/web/ui"\n\nfunc main() {}\n',
        'ui/ui.go': MAIN.replace('package main', 'package ui').replace('func main() { _ = files }\n', ''),
        'ui/dist/a.js': '1\n',
        '.dockerignore': '**/dist\n',
      },
    ),
    rejected(
      'no COPY takes it',
      built('go build -o /web .', 'COPY go.mod main.go ./'),
      said('no COPY takes dist'),
      tree,
    ),
    rejected(
      'copied to another place',
      built('go build -o /web .', 'COPY go.mod main.go ./\nCOPY dist /dist'),
      said('no COPY takes dist'),
      tree,
      5,
    ),
    rejected('a mount of the context', built('--mount=target=. go build -o /web .', 'ARG A'), out, ignored, 4, 22),
    rejected('packages installed before', built('apk add git && go build -o /web .'), out, ignored, 4, 20),
    rejected(
      'a helper copied elsewhere',
      built('go build -o /web .', 'COPY . .\nCOPY --from=alpine /bin/busybox /usr/bin/'),
      out,
      ignored,
      5,
    ),
    rejected('once for like builds', built('go build -o /web . && go build -tags a -o /b .'), out),
  ],
  accept: [
    accepted('sent', built(), tree),
    accepted('sent in part', built(), { ...tree, 'dist/a.map': '{}', '.dockerignore': '**/*.map\n' }),
    accepted('taken back', built(), { ...tree, '.dockerignore': 'dist\n!dist/index.html\n' }),
    accepted('copied by itself', built('go build -o /web .', 'COPY go.mod main.go ./\nCOPY dist dist'), tree),
    accepted(
      'a part of it copied by itself',
      built('go build -o /web .', 'COPY go.mod main.go ./\nCOPY dist/index.html dist/'),
      tree,
    ),
    accepted('made in an earlier step', built('npm run build && go build -o /web .')),
    accepted('made in an earlier RUN', built('go build -o /web .', 'COPY . .\nRUN make ui')),
    accepted('made by go generate', built('go generate ./... && go build -o /web .')),
    accepted('written by the shell', built('mkdir -p dist && echo hi > dist/index.html && go build -o /web .')),
    accepted('made by a here-document', built('go build -o /web .', 'COPY . .\nCOPY <<EOF dist/index.html\nhi\nEOF')),
    accepted(
      'made in a stage of its own',
      `FROM node AS ui\nRUN npm run build\n${built('go build -o /web .', 'COPY . .\nCOPY --from=ui /app/dist dist')}`,
    ),
    accepted(
      'of another stage, by a mount',
      `FROM node AS ui\n${built('--mount=from=ui,source=/dist,target=dist go build -o /web .')}`,
    ),
    accepted('fetched', built('go build -o /web .', 'COPY . .\nADD https://example.org/index.html dist/')),
    accepted(
      'in another shell',
      built(
        '["pwsh", "-c", "build"]',
        'COPY . .\nSHELL ["pwsh"]\nRUN make-ui\nSHELL ["/bin/sh", "-c"]\nRUN go build -o /web .',
      ),
    ),
    accepted('not on disk yet', built(), { 'go.mod': tree['go.mod'], 'main.go': MAIN, '.dockerignore': 'dist\n' }),
    accepted('of a package that is not imported', built('go build -o /web ./cmd/web'), {
      ...ignored,
      'cmd/web/main.go': 'package main\n\nfunc main() {}\n',
    }),
    accepted('for another platform', built(), {
      ...ignored,
      'main.go': `//go:build windows\n\n${MAIN}`,
      'b.go': 'package main\n\nfunc main() {}\n',
    }),
    accepted('tags that cannot be known', built('go build -tags "$T" -o /web .', 'ARG T\nCOPY . .')),
    accepted('left out by a tag', built('go build -tags noui -o /web .'), {
      ...ignored,
      'main.go': `//go:build !noui\n\n${MAIN}`,
      'b.go': '//go:build noui\n\npackage main\n\nfunc main() {}\n',
    }),
    accepted('a build that may fail', built('go build -o /web . || true')),
    accepted('not visible: make', built('make')),
    accepted('a stage that is not built', `${built()}FROM scratch\n`),
    accepted('a module at a version', built('go install a.b/c@v1')),
    { name: 'a context that was not looked at', text: built() },
  ],
});
