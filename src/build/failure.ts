/** What the output of a failed build says about the place and the way out. */
export interface BuildFailure {
  /** 1-based line of the Dockerfile, where BuildKit names one. */
  readonly line: number | undefined;
  /** The failing instruction, as BuildKit quotes it. */
  readonly instruction: string | undefined;
  /** BuildKit's own last sentence. */
  readonly reason: string;
  /** The last lines that the failing step printed. */
  readonly output: readonly string[];
  readonly hint: string | undefined;
}

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /exec format error/i,
    'the build machine cannot run programs of that platform: compile on it and only target the other one, with ' +
      'FROM --platform=$BUILDPLATFORM for the compile stage and GOOS=$TARGETOS GOARCH=$TARGETARCH for go build; ' +
      'the final stage then may COPY, not RUN',
  ],
  [
    /no match for platform in manifest|no matching manifest|does not provide (?:the specified|any) platform|not found.*platform/i,
    'the base image does not exist for that platform: for a compile stage write FROM --platform=$BUILDPLATFORM and ' +
      'cross-compile with GOOS=$TARGETOS GOARCH=$TARGETARCH; for the final stage choose a base that has the platform',
  ],
  [
    /failed to (?:calculate checksum|compute cache key).*not found|"\/[^"]*": not found/i,
    'the file is not in the build context: look at its path and at .dockerignore',
  ],
  [/no space left on device/i, 'free disk space on the machine of the builder: docker buildx prune'],
  [/x509: /i, 'the step does not trust the server: copy the certificate bundle into the stage'],
  [/target stage .* could not be found/i, 'no stage of the Dockerfile has that name: look at --target'],
];

/**
 * Reads `--progress=plain` output of a build that failed (BuildKit's excerpt `file:line`, the quoted lines marked `>>>`,
 * and the `ERROR:` sentence).
 */
export function readFailure(lines: readonly string[]): BuildFailure {
  const reason = lines.findLast((line) => line.startsWith('ERROR: '))?.slice('ERROR: '.length);
  const marked = lines.map((line) => /^\s*(\d+) \| >>> ?(.*)$/.exec(line)).find((match) => match !== null);
  const failed = lines.map((line) => /^#(\d+) ERROR: /.exec(line)?.[1]).find((step) => step !== undefined);
  const prefix = `#${failed} `;
  const output = failed === undefined ? [] : lines.filter((line) => line.startsWith(prefix)).slice(-12);
  const all = lines.join('\n');
  return {
    line: marked?.[1] === undefined ? undefined : Number(marked[1]),
    instruction: marked?.[2]?.trim(),
    reason: reason ?? lines.findLast((line) => line.trim() !== '') ?? 'the build failed and printed nothing',
    output: output.map((line) => line.slice(prefix.length).replace(/^\d+\.\d+ /, '')),
    hint: HINTS.find(([pattern]) => pattern.test(all))?.[1],
  };
}
