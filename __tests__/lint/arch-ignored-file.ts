import { type Platform, parsePlatform } from '../../src/model/platform.ts';

export const PINNED = 'FROM --platform=$BUILDPLATFORM golang:1.26 AS build';
export const BUILD = 'RUN go build -o /web .';

/** A build stage with these instructions, and a stage that ships what it makes. */
export function file(
  rest: string,
  from = PINNED,
  end = 'FROM scratch\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]',
): string {
  return `${from}\n${rest}\n${end}\n`;
}

export function planned(...names: readonly string[]): readonly Platform[] {
  return names.map(parsePlatform);
}
