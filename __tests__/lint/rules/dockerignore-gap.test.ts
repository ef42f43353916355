import type { ContextListing } from '../../../src/dockerfile/context.ts';
import { NO_IGNORE, parseIgnore } from '../../../src/dockerfile/ignore.ts';
import type { Files } from '../../support/context.ts';
import { checkRule } from '../check-rule.ts';

const RULE = 'dockerignore-gap';

function listing(
  files: Readonly<Record<string, readonly [bytes: number, files: number]>>,
  ignore = 'README.md\n',
): ContextListing {
  const entries = Object.entries(files).map(([name, [bytes, count]]) => ({ name, bytes, files: count }));
  return {
    ignore: ignore === '' ? { ...NO_IGNORE, place: '.dockerignore' } : parseIgnore(ignore, '.dockerignore'),
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    files: entries.reduce((sum, entry) => sum + entry.files, 0),
    entries,
    complete: true,
  };
}

const GIT = listing({ '.git': [41_300_000, 812], 'main.go': [900, 1] });
const MODULES = listing({ node_modules: [52_000_000, 9000] });

function on(image: string, ...lines: readonly string[]): string {
  return `FROM ${image} AS b\n${lines.join('\n')}\nFROM scratch\nCOPY --from=b /web /\nCMD ["/web"]\n`;
}

const BUILD = 'RUN go build -o /web .';

/** A program, what an earlier build made beside it (12.0 kB), and what is said of the other files. */
function built(main = 'package main\n\nfunc main() {}\n', more: Files = {}): Files {
  return {
    '.dockerignore': 'README.md\n',
    'go.mod': 'module example.com/web\n\ngo 1.24\n',
    'main.go': main,
    'dist/app.js': 'let a = 1;\n\n'.repeat(1000),
    ...more,
  };
}

function go(...lines: readonly string[]): string {
  return on('golang:1.26', 'WORKDIR /src', ...lines);
}

const EMBED = (pattern: string): string =>
  `package main\n\nimport "embed"\n\n//go:embed ${pattern}\nvar files embed.FS\n\nfunc main() { _ = files }\n`;

function made(name: string, text: string, files = built(), keyword = 'COPY', line = 3) {
  return {
    name,
    text,
    files,
    line,
    column: 1,
    message: `${keyword} sends what an earlier build made: dist is 12.0 kB in 1 file that the build does not need; add it to the ignore file`,
    evidenceBytes: 12_000,
  };
}

function rejected(name: string, text: string, context: ContextListing, said: string, line = 2) {
  return {
    name,
    text,
    context,
    line,
    column: 1,
    message: `COPY sends ${said} that the build does not need; add it to the ignore file`,
    evidenceBytes: context.entries[0]?.bytes ?? 0,
  };
}

const HISTORY = 'the history of the repository: .git is 41.3 MB in 812 files';
const NODE = 'installed packages of Node: node_modules is 52.0 MB in 9000 files';

/** Two packages with test data (0.6 MB each), and what is said of the other files. */
function tested(more: Files = {}): Files {
  const data = 'x'.repeat(600_000);
  return {
    '.dockerignore': 'README.md\n',
    'go.mod': 'module example.com/web\n\ngo 1.24\n',
    'main.go': 'package main\n\nimport _ "example.com/web/a"\n\nfunc main() {}\n',
    'a/a.go': 'package a\n',
    'a/testdata/x.json': data,
    'b/c/testdata/deep/y.json': data,
    ...more,
  };
}

function nested(name: string, text: string, files = tested(), keyword = 'COPY') {
  return {
    name,
    text,
    files,
    line: 3,
    column: 1,
    message: `${keyword} sends test data of packages: **/testdata is 1.20 MB in 2 files that the build does not need; add it to the ignore file`,
    evidenceBytes: 1_200_000,
  };
}

checkRule(RULE, {
  reject: [
    nested('test data below the top', go('COPY . .', BUILD)),
    nested('test data below the top, by a mount', go('RUN --mount=target=. go build -o /web .'), tested(), 'RUN'),
    nested(
      'test data below the top, and the program embeds something else',
      go('COPY . .', BUILD),
      tested({ 'a/a.go': EMBED('b.txt').replaceAll('main', 'a'), 'a/b.txt': 'b' }),
    ),
    rejected('.git without git in the image', on('golang:1.26-alpine', 'COPY . .', BUILD), GIT, HISTORY),
    rejected(
      '.git, and go does not ask',
      on('golang:1.26', 'COPY . .', 'RUN go build -buildvcs=false -o /web .'),
      GIT,
      HISTORY,
    ),
    rejected(
      '.git, and GOFLAGS says so',
      on('golang:1.26', 'ENV GOFLAGS=-buildvcs=false', 'COPY . .', BUILD),
      GIT,
      HISTORY,
      3,
    ),
    rejected('.git where nothing runs', 'FROM busybox:1\nCOPY . /www\nCMD ["httpd"]\n', GIT, HISTORY),
    rejected('node_modules', on('golang:1.26', 'COPY . .', BUILD), MODULES, NODE),
    {
      ...rejected('by a mount', on('golang:1.26', 'RUN --mount=target=. go build -o /web .'), MODULES, NODE),
      message: `RUN sends ${NODE} that the build does not need; add it to the ignore file`,
    },
    rejected(
      'logs',
      on('golang:1.26', 'COPY . .', BUILD),
      listing({ 'server.log': [20_000, 1] }),
      'logs: server.log is 20.0 kB in 1 file',
    ),
    {
      name: 'a folder of logs',
      text: on('golang:1.26', 'COPY . .', BUILD),
      files: { '.dockerignore': 'README.md\n', 'log/web.log': 'GET / 200\n'.repeat(1200) },
      line: 2,
      column: 1,
      message: 'COPY sends logs: log is 12.0 kB in 1 file that the build does not need; add it to the ignore file',
      evidenceBytes: 12_000,
    },
    rejected(
      'test data',
      on('golang:1.26', 'COPY . .', BUILD),
      listing({ testdata: [2_000_000, 30] }),
      'test data: testdata is 2.00 MB in 30 files',
    ),
    rejected(
      'settings of an editor',
      on('golang:1.26', 'COPY . .', BUILD),
      listing({ '.idea': [10_000, 9] }),
      'settings of an editor: .idea is 10.0 kB in 9 files',
    ),
    made('dist', go('COPY . .', BUILD)),
    made('dist, by a mount', go('RUN --mount=target=. go build -o /web .'), built(), 'RUN'),
    made(
      'dist, and more files are taken along',
      go('COPY . .', 'RUN apk add ca-certificates && go build -o /out/web .').replace(
        '/web /',
        '/out/ /go/bin /etc/ssl/certs/*.crt /',
      ),
    ),
    made(
      'dist, and //go:embed takes that of another folder',
      go('COPY . .', BUILD),
      built(EMBED('all:web/dist static/*'), { 'web/dist/index.html': '<p>', 'static/a': '' }),
    ),
    made(
      'dist, and a package below embeds one of its own',
      go('COPY . .', BUILD),
      built(undefined, { 'web/web.go': EMBED('dist').replace('main', 'web') }),
    ),
    rejected(
      'another folder is asked for',
      on('golang:1.26', 'COPY web/node_modules /x', 'COPY . .', BUILD),
      MODULES,
      NODE,
      3,
    ),
  ],
  accept: [
    { name: 'needed by COPY', text: on('node:22', 'COPY node_modules ./node_modules', 'COPY . .'), context: MODULES },
    {
      name: 'needed by a mount',
      text: on('golang:1.26-alpine', 'COPY . .', 'RUN --mount=source=.git,target=.git go build -o /web .'),
      context: GIT,
    },
    { name: '.git where go stamps a version', text: on('golang:1.26', 'COPY . .', BUILD), context: GIT },
    {
      name: '.git where git is installed',
      text: on('golang:1.26-alpine', 'RUN apk add git', 'COPY . .', BUILD),
      context: GIT,
    },
    { name: '.git where git is called', text: on('golang:1.26', 'COPY . .', 'RUN git describe > /web'), context: GIT },
    { name: '.git where make may call git', text: on('golang:1.26', 'COPY . .', 'RUN make build'), context: GIT },
    { name: '.git where make may read it', text: on('golang:1.26-alpine', 'COPY . .', 'RUN make build'), context: GIT },
    {
      name: '.git where something else may read it',
      text: on('node:22', 'COPY . .', 'RUN npm run build'),
      context: GIT,
    },
    { name: '.git where it cannot be known', text: on('example.org/go', 'COPY . .', BUILD), context: GIT },
    {
      name: 'where a stage that is built on it stamps',
      text: on('golang:1.26-alpine', 'COPY . .', 'FROM b AS c', 'RUN apk add git && go build -o /web .', 'FROM c AS b'),
      context: GIT,
    },
    {
      name: 'the file of a worktree',
      text: on('golang:1.26-alpine', 'COPY . .', BUILD),
      context: listing({ '.git': [49_000, 1] }),
    },
    {
      name: 'test data where tests run',
      text: on('golang:1.26', 'COPY . .', 'RUN go test ./...', BUILD),
      context: listing({ testdata: [2_000_000, 30] }),
    },
    {
      name: 'test data where it is not visible what runs',
      text: on('golang:1.26', 'COPY . .', 'RUN make'),
      context: listing({ testdata: [2_000_000, 30] }),
    },
    {
      name: 'test data below the top, of which the program embeds some',
      text: go('COPY . .', BUILD),
      files: tested({ 'a/a.go': EMBED('testdata/x.json').replace('package main', 'package a') }),
    },
    {
      name: 'little test data below the top',
      text: go('COPY . .', BUILD),
      files: tested({ 'a/testdata/x.json': 'x'.repeat(399_999) }),
    },
    {
      name: 'test data below the top that is named',
      text: go('COPY . .', 'RUN cp a/testdata/x.json /x.json', BUILD),
      files: tested(),
    },
    {
      name: 'test data below the top where tests run',
      text: go('COPY . .', 'RUN go vet ./... && go test ./...', BUILD),
      files: tested(),
    },
    { name: 'test data below the top where make runs', text: go('COPY . .', 'RUN make'), files: tested() },
    {
      name: 'test data below the top where go builds nothing',
      text: on('node:22', 'COPY . .', 'RUN true'),
      files: tested(),
    },
    {
      name: 'test data below the top that is left out',
      text: go('COPY . .', BUILD),
      files: tested({ '.dockerignore': '**/testdata\n' }),
    },
    { name: 'little of it', text: on('golang:1.26', 'COPY . .', BUILD), context: listing({ '.vscode': [9_999, 3] }) },
    {
      name: 'vendor/, for -mod=vendor',
      text: on('golang:1.26', 'COPY . .', 'RUN go build -mod=vendor -o /web .'),
      context: listing({ vendor: [2_000_000, 30] }),
    },
    {
      name: 'a package called log',
      text: on('golang:1.26', 'COPY . .', BUILD),
      files: {
        '.dockerignore': 'README.md\n',
        'go.mod': 'module x\n',
        'log/log.go': `package log\n${'//\n'.repeat(4000)}`,
      },
    },
    {
      name: 'files of the program, which go:embed may want',
      text: on('golang:1.26', 'COPY . .', BUILD),
      context: listing({ dist: [2_000_000, 30], assets: [9_000_000, 9] }),
    },
    ...(
      [
        ['dist that COPY asks for', go('COPY dist /dist', 'COPY . .', BUILD)],
        ['dist that //go:embed takes', go('COPY . .', BUILD), built(EMBED('dist'))],
        ['dist that //go:embed takes in part', go('COPY . .', BUILD), built(EMBED('all:dist/*'))],
        ['dist that //go:embed takes with all', go('COPY . .', BUILD), built(EMBED('*'))],
        [
          'dist of an imported package',
          go('COPY . .', BUILD),
          built('package main\n\nimport "example.com/web/dist"\n\nfunc main() { dist.Run() }\n', {
            'dist/dist.go': 'package dist\n\nfunc Run() {}\n',
          }),
        ],
        [
          'dist, a module that is put in for another',
          go('COPY . .', BUILD),
          built(undefined, {
            'go.mod': 'module example.com/web\n\ngo 1.24\n\nreplace example.com/dist => ./dist\n',
            'dist/go.mod': 'module example.com/dist\n',
          }),
        ],
        ['dist where make builds', go('COPY . .', 'RUN make')],
        ['dist where npm runs', go('COPY . .', 'RUN npm run build', BUILD)],
        ['dist where something is generated', go('COPY . .', 'RUN go generate', BUILD)],
        ['dist that a command names', go('COPY . .', 'RUN tar -cf /x.tar dist', BUILD)],
        ['dist that is taken along', go('COPY . .', 'RUN cp -r . /x', BUILD)],
        ['dist that is served', `${go('COPY . .', BUILD).replace('/web /\n', '/web /src/dist /\n')}`],
        ['dist in a folder that is copied on', `${go('COPY . .', BUILD).replace('/web /\n', '/web /src /app/\n')}`],
        ['dist in what a wildcard takes', `${go('COPY . .', BUILD).replace('/web /\n', '/web /src/* /app/\n')}`],
        [
          'dist in a stage that is shipped',
          'FROM golang:1.26\nWORKDIR /src\nCOPY . .\nRUN go build -o /web .\nCMD ["/web"]\n',
        ],
        [
          'dist that the embed line of another program takes',
          go('COPY . .', 'RUN go build -o /web ./cmd/web'),
          built(EMBED('static dist')),
        ],
        ['dist that a quoted pattern takes', go('COPY . .', BUILD), built(EMBED('"di*"'))],
        ['dist of a site', 'FROM nginx:1.29\nCOPY . /usr/share/nginx/html\n'],
      ] as const
    ).map(([name, text, files = built()]) => ({ name, text, files })),
    {
      name: 'nothing is ignored: dockerignore-missing says so',
      text: on('golang:1.26-alpine', 'COPY . .', BUILD),
      context: listing({ '.git': [41_300_000, 812] }, ''),
    },
    { name: 'named files alone', text: on('golang:1.26-alpine', 'COPY main.go .', BUILD), context: GIT },
    {
      name: 'a stage that is not built',
      text: `FROM golang:1.26-alpine AS x\nCOPY . .\n${on('golang:1.26', BUILD)}`,
      context: GIT,
    },
    { name: 'a context that was not looked at', text: on('golang:1.26-alpine', 'COPY . .', BUILD) },
  ],
});
