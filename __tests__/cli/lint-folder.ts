import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RULES } from '../../src/lint/rules/index.ts';
import { type CliResult, runCli } from '../support/cli.ts';

/** A Dockerfile with one error, of `arch-arg-undeclared`. */
export const BAD = `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN GOARCH=$TARGETARCH go build -ldflags="-s -w" -o /web .

FROM scratch
COPY --from=build /web /web
USER 65532:65532
ENTRYPOINT ["/web"]
`;

/** Only the one rule speaks, whatever others there are. */
export const ONLY: readonly string[] = RULES.filter(({ id }) => id !== 'arch-arg-undeclared').flatMap(({ id }) => [
  '--rule',
  `${id}=off`,
]);

/** A folder to lint in, which goes with the scope. */
export interface LintFolder extends Disposable {
  readonly path: string;
  readonly put: (path: string, text: string) => void;
  readonly read: (path: string) => string;
  /** Runs `plimsoll lint` there. */
  readonly lint: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<CliResult>;
}

export function lintFolder(): LintFolder {
  const path = mkdtempSync(join(tmpdir(), 'plimsoll-lint-'));
  return {
    path,
    put: (name, text) => {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    },
    read: (name) => readFileSync(join(path, name), 'utf8'),
    lint: (args, env = {}) =>
      runCli(['lint', ...args], { cwd: path, env: { PATH: dirname(process.execPath), ...env } }),
    [Symbol.dispose]: () => rmSync(path, { recursive: true }),
  };
}
