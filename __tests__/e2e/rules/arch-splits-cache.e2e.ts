import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { mended, PROGRAM, said } from '../../support/cross.ts';
import { build } from '../../support/engine.ts';

const RULE = 'arch-splits-cache';
const dockerfile = () => `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETARCH
LABEL run=${randomBytes(6).toString('hex')}
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download && echo "down""loaded"
COPY . .
RUN CGO_ENABLED=0 GOARCH=$TARGETARCH go build -o /web .

FROM scratch
COPY --from=build /web /web
`;

/** How often the download ran: what it prints, not the command that is printed with it. */
function downloads(text: string): number {
  const nonce = randomBytes(6).toString('hex');
  const files = { ...PROGRAM, 'go.sum': '', 'go.mod': `${PROGRAM['go.mod']}\n// ${nonce}\n`, Dockerfile: text };
  const { code, output } = build(files, { platform: 'linux/amd64,linux/arm64' });
  expect(code, output).toBe(0);
  return output.split('\n').filter((line) => /^#\d+ [0-9.]+ downloaded$/.test(line)).length;
}

test('the download runs once for each platform; below it, the ARG leaves it at once', () => {
  const bad = dockerfile();
  expect(said(RULE, bad)).toHaveLength(1);
  expect(downloads(bad)).toBe(2);
  const good = mended(RULE, bad);
  expect(said(RULE, good)).toEqual([]);
  expect(good).toContain('"down""loaded"\nARG TARGETARCH\n');
  expect(downloads(good)).toBe(1);
});
