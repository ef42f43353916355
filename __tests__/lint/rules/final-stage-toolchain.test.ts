import { checkRule } from '../check-rule.ts';

const MESSAGE =
  'the image that is shipped carries the Go toolchain of golang:1.26: build in a stage of its own, and COPY the binary into one FROM scratch or a small base';

function single(rest: string): string {
  return `FROM golang:1.26\nWORKDIR /src\n${rest}\n`;
}

function rejected(name: string, text: string, line = 1, message = MESSAGE) {
  return { name, text, line, column: 1, message };
}

checkRule('final-stage-toolchain', {
  reject: [
    rejected('built and run', single('RUN go build -o /usr/bin/web .\nENTRYPOINT ["web"]')),
    rejected('by its path', single('RUN go build -o bin/web .\nCMD ["/src/bin/web"]')),
    rejected('with a shell', single('RUN go build -o web .\nCMD exec ./web --port 80')),
    rejected('named by its package', single('RUN go build ./cmd/web\nCMD ["./web"]')),
    rejected('named by go.mod', single('RUN go build\nCMD ["./web"]')),
    rejected('installed', single('RUN go install ./cmd/web\nCMD ["web"]')),
    rejected('installed, named by go.mod', single('RUN go install .\nCMD ["/go/bin/web"]')),
    rejected('installed with a major version', single('RUN go install ./web/v2\nCMD ["web"]')),
    rejected('go run', single('CMD go run .')),
    rejected(
      'an entry script',
      single('RUN go build -o /usr/bin/web .\nENTRYPOINT ["/docker-entrypoint.sh"]\nCMD ["web"]'),
    ),
    rejected('under tini', single('RUN go build -o /usr/bin/web .\nENTRYPOINT ["tini", "--", "web"]')),
    rejected('an alias', 'FROM golang:1.26 AS build\nRUN go build -o /web .\nFROM build\nCMD ["/web"]\n', 3),
    rejected(
      'a mirror',
      'FROM mirror.example/library/golang:1.26-alpine\nRUN go build -o /web .\nCMD ["/web"]\n',
      1,
      MESSAGE.replace('golang:1.26', 'mirror.example/library/golang:1.26-alpine'),
    ),
    rejected('by argument', 'ARG V=1.26\nFROM golang:$V\nRUN go build -o /web .\nCMD ["/web"]\n', 2),
    ...[
      ['built and run', 'RUN cargo build --release\nCMD ["./target/release/web"]'],
      ['cargo run', 'CMD ["cargo", "run", "--release"]'],
      ['installed', 'RUN cargo install --path .\nCMD ["/usr/local/cargo/bin/web"]'],
    ].map(([name, rest]) =>
      rejected(
        `Rust: ${name}`,
        `FROM rust:1\nWORKDIR /src\n${rest}\n`,
        1,
        MESSAGE.replace('Go toolchain of golang:1.26', 'Rust toolchain of rust:1'),
      ),
    ),
  ],
  accept: [
    { name: 'Rust: nothing built here', text: 'FROM rust:1\nCOPY web /web\nCMD ["/web"]\n' },
    { name: 'Rust: a tool that is installed', text: 'FROM rust:1\nRUN cargo install lint\nCMD ["lint"]\n' },
    { name: 'Rust: another image', text: 'FROM debian\nRUN cargo build\nCMD ["./target/debug/web"]\n' },
    {
      name: 'an export of files',
      text: 'FROM golang AS b\nRUN go build -o /web .\nFROM scratch\nCOPY --from=b /web /\n',
    },
    {
      name: 'copied elsewhere',
      text: 'FROM golang:1.26 AS b\nRUN go build -o /web .\nFROM scratch\nCOPY --from=b /web /\nCMD ["/web"]\n',
    },
    { name: 'nothing is started', text: single('RUN go build -o /web .') },
    { name: 'a shell is started', text: single('RUN go build -o /web .\nCMD ["bash"]') },
    {
      name: 'the toolchain is what it is for',
      text: single('RUN go install example.org/lint@v1\nENTRYPOINT ["lint"]'),
    },
    { name: 'something else is started', text: single('RUN go build -o /web .\nCOPY serve /serve\nCMD ["/serve"]') },
    { name: 'go test', text: single('COPY . .\nCMD ["go", "test", "./..."]') },
    { name: 'go generate in a shell', text: single('CMD ["sh", "-c", "go generate ./..."]') },
    { name: 'a file to develop with', file: 'dev.Dockerfile', text: single('CMD ["go", "run", "."]') },
    { name: 'a devcontainer', file: '.devcontainer/Dockerfile', text: single('CMD ["go", "run", "."]') },
    { name: 'a stage to develop in', text: 'FROM golang AS dev\nCMD ["go", "run", "."]\n' },
    { name: 'the stage asked for', target: 'dev', text: 'FROM golang AS dev\nCMD go run .\nFROM scratch\n' },
    { name: 'another image', text: 'FROM alpine\nRUN go build -o /web .\nCMD ["/web"]\n' },
    { name: 'an image that cannot be known', text: 'ARG I\nFROM $I\nRUN go build -o /web .\nCMD ["/web"]\n' },
  ],
});
