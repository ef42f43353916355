import { expect, test } from 'vitest';
import { fixed } from '../../lint/fixed.ts';
import { build, buildImage } from '../../support/engine.ts';

const FILES = {
  'go.mod': 'module example.org/web\n\ngo 1.24\n',
  'main.go': 'package main\n\nimport "net/http"\n\nfunc main() { println(http.StatusText(200)) }\n',
};

test('without the obsolete flags the program is as static as with them', () => {
  const text = `FROM golang:1.26 AS build
ENV GO111MODULE=on
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -a -installsuffix cgo -ldflags '-extldflags "-static"' -o /web .
FROM scratch
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`;
  const better = fixed('go-obsolete-flags', { name: '', text }, 'safe');
  expect(better).not.toMatch(/-a |installsuffix|extldflags|GO111MODULE/);
  // No dynamic loader is in scratch: what starts is static.
  using image = buildImage({ ...FILES, Dockerfile: better });
  expect(image.run()).toMatchObject({ code: 0, output: 'OK\n' });
});

test('go get installs nothing, go install does', () => {
  const text = 'FROM golang:1.26\nRUN go get golang.org/x/example/hello@latest\n';
  expect(build({ Dockerfile: text }).output).toMatch(/'?go get'? is no longer supported outside a module/);
  const better = fixed('go-obsolete-flags', { name: '', text }, 'safe');
  expect(better).toBe('FROM golang:1.26\nRUN go install golang.org/x/example/hello@latest\n');
});
