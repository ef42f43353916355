import type { ContextListing } from '../../../src/dockerfile/context.ts';
import { NO_IGNORE, parseIgnore } from '../../../src/dockerfile/ignore.ts';
import { checkRule } from '../check-rule.ts';

const context: ContextListing = {
  ignore: NO_IGNORE,
  bytes: 1_234_567,
  files: 42,
  entries: [
    { name: '.git', bytes: 1_000_000, files: 40 },
    { name: 'a', bytes: 234_567, files: 2 },
  ],
  complete: true,
};
const SIZE = '1.23 MB in 42 files, most of it .git (1.00 MB)';
const ADVICE = 'list in it what the build does not need';

function rejected(name: string, rest: string, keyword = 'COPY', line = 2) {
  return {
    name,
    text: `FROM golang\n${rest}\n`,
    context,
    line,
    column: 1,
    message: `${keyword} takes the whole build context (${SIZE}) because there is no .dockerignore: ${ADVICE}`,
    evidenceBytes: 1_234_567,
  };
}

checkRule('dockerignore-missing', {
  reject: [
    rejected('COPY .', 'COPY . .'),
    rejected('ADD ./', 'ADD ./ /src', 'ADD'),
    rejected('COPY /', 'COPY / /src'),
    rejected('COPY *', 'COPY * /src/'),
    rejected('the exec form', 'COPY [".", "/src"]'),
    rejected('among other sources', 'COPY --chown=1:1 go.mod . /src/'),
    rejected('by a variable', 'ENV D=.\nCOPY $D /src', 'COPY', 3),
    rejected('mounted', 'RUN --mount=target=. go build', 'RUN'),
    rejected('mounted by all its keys', 'RUN --mount=target=/src,source=.,type=bind go build', 'RUN'),
    rejected('in a stage that is copied from', 'FROM a AS b\nCOPY . .\nFROM c\nCOPY --from=b /x /x', 'COPY', 3),
    rejected('said once', 'COPY . .\nCOPY . /again'),
    {
      ...rejected('an ignore file without a pattern', 'COPY . .'),
      context: { ...context, ignore: parseIgnore('# nothing\n', 'x/.dockerignore') },
      message: `COPY takes the whole build context (${SIZE}) because the ignore file holds no pattern: ${ADVICE}`,
    },
    {
      ...rejected('a context too large to be walked', 'COPY . .'),
      context: { ...context, complete: false, entries: context.entries.slice(0, 1) },
      message: `COPY takes the whole build context (at least 1.23 MB in 42 files) because there is no .dockerignore: ${ADVICE}`,
    },
    {
      ...rejected('a small folder that holds history', 'COPY . .'),
      context: { ...context, bytes: 72_000, files: 3, entries: [{ name: '.git', bytes: 72_000, files: 3 }] },
      message: `COPY takes the whole build context (72.0 kB in 3 files) because there is no .dockerignore: ${ADVICE}`,
      evidenceBytes: 72_000,
    },
    {
      ...rejected('a folder of several parts', 'COPY . .'),
      context: {
        ...context,
        bytes: 3_000_000,
        files: 6,
        entries: [
          { name: 'a', bytes: 1_500_000, files: 3 },
          { name: 'b', bytes: 1_499_999, files: 2 },
          { name: 'c', bytes: 1, files: 1 },
        ],
      },
      message: `COPY takes the whole build context (3.00 MB in 6 files, the biggest part of it a (1.50 MB)) because there is no .dockerignore: ${ADVICE}`,
      evidenceBytes: 3_000_000,
    },
    {
      ...rejected('a large folder without anything known to be useless', 'COPY . .'),
      context: { ...context, bytes: 1_000_000, files: 3, entries: [{ name: 'a', bytes: 1_000_000, files: 3 }] },
      message: `COPY takes the whole build context (1.00 MB in 3 files) because there is no .dockerignore: ${ADVICE}`,
      evidenceBytes: 1_000_000,
    },
  ],
  accept: [
    {
      name: 'an ignore file whose one pattern is broken',
      text: 'FROM golang\nCOPY . .\n',
      context: { ...context, ignore: parseIgnore('temp[\n', 'x/.dockerignore') },
    },
    {
      name: 'a small folder made for the image, of which nothing can be left out',
      text: 'FROM a\nCOPY . .\n',
      context: { ...context, bytes: 72_000, files: 3, entries: [{ name: 'main.go', bytes: 72_000, files: 3 }] },
    },
    {
      name: 'an ignore file',
      text: 'FROM a\nCOPY . .\n',
      context: { ...context, ignore: parseIgnore('.git\n', '.dockerignore') },
    },
    { name: 'a context that was not looked at', text: 'FROM a\nCOPY . .\n' },
    { name: 'named files', text: 'FROM a\nCOPY go.mod cmd /src/\n', context },
    { name: 'from another stage', text: 'FROM a AS b\nFROM c\nCOPY --from=b / /\n', context },
    { name: 'leaving things out', text: 'FROM a\nCOPY --exclude=.git . .\n', context },
    { name: 'a stage that is not built', text: 'FROM a AS b\nCOPY . .\nFROM c\n', context },
    {
      name: 'mounts of other kinds',
      text: 'FROM a\nRUN --mount=type=cache,target=/x --mount=from=b,target=. --mount=source=go.mod,target=go.mod y\n',
      context,
    },
    { name: 'a here-document', text: 'FROM a\nCOPY <<EOF /x\n.\nEOF\n', context },
    { name: 'a source that cannot be known', text: 'FROM a\nARG D\nCOPY $D /src\n', context },
    { name: 'an empty context', text: 'FROM a\nCOPY . .\n', context: { ...context, bytes: 0, files: 0, entries: [] } },
  ],
});
