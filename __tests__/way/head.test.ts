import { expect, test } from 'vitest';
import { rawOptions } from '../../src/config/raw-options.ts';
import { readPlan } from '../../src/config/read-plan.ts';
import { lintFile } from '../../src/lint/lint-file.ts';
import type { Finding } from '../../src/model/finding.ts';
import { lintCheckout } from '../../src/way/base.ts';
import { lintHead } from '../../src/way/head.ts';
import { writeFiles } from '../support/engine.ts';
import { scratchFolder } from '../support/tools.ts';

/** Something for a rule about the text, one about the listing of the context, and one about the source of the program. */
const FILES = {
  'go.mod': 'module example.org/web\n\ngo 1.26\n',
  'cmd/web/main.go': 'package main\n\nimport "net/http"\n\nfunc main() { http.Get("https://example.org/") }\n',
  '.git/HEAD': 'ref: refs/heads/main\n',
  'build/Dockerfile': `FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /web ./cmd/web
FROM scratch
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`,
};

/** The paths that findings and their edits name, below the folder; the rest as it is. */
function below(folder: string, findings: readonly Finding[]): unknown {
  return JSON.parse(JSON.stringify(findings).replaceAll(`${folder}/`, ''));
}

test('weigh says of both sides what lint says', () => {
  using folder = scratchFolder();
  writeFiles(folder.path, FILES);
  const path = `${folder.path}/build/Dockerfile`;
  const linted = lintFile({ path, contextDir: folder.path });
  expect(linted.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(['go-strip-debug', 'dockerignore-missing', 'ca-certificates-missing']),
  );
  const expected = below(folder.path, linted);

  const plan = readPlan(rawOptions(new Map([['file', ['build/Dockerfile']]])), folder.path);
  const [image] = plan.images;
  // Weigh names files as they are below the working folder.
  expect(JSON.stringify(lintHead(plan, image, folder.path).findings)).not.toContain(folder.path);
  expect(lintHead(plan, image, folder.path).findings).toEqual(expected);
  const sha = '0'.repeat(40);
  const tree = { path: folder.path, sha, [Symbol.asyncDispose]: async () => {} };
  const base = lintCheckout(plan, { kind: 'tree', sha, tree, plan: image });
  expect(base?.findings).toEqual(expected);
});
