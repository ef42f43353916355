import { expect, test } from 'vitest';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const ONE = 'ADD does here what COPY does, until the file is an archive: write COPY';
const FOLDER = 'ADD does here what COPY does: write COPY';
const MANY = 'ADD does here what COPY does, until one of the files is an archive: write COPY';

function rejected(name: string, line: string, message = ONE) {
  return { name, text: `FROM scratch\n${line}\n`, line: 2, column: 1, message, severity: 'note' as const };
}

function accepted(name: string, line: string) {
  return { name, text: `FROM scratch\n${line}\n` };
}

checkRule('add-for-copy', {
  reject: [
    rejected('a file', 'ADD web /web'),
    rejected('the context', 'ADD . /src', FOLDER),
    rejected('a folder by its slash', 'ADD docs/ /src', FOLDER),
    { ...rejected('a folder of the context', 'ADD docs docs', FOLDER), files: { 'docs/a.md': 'x' } },
    { ...rejected('a file of the context', 'ADD docs docs'), files: { docs: 'x' } },
    { ...rejected('a file and a folder', 'ADD docs x /src/', MANY), files: { 'docs/a.md': 'x', x: 'x' } },
    rejected('several files', 'ADD go.mod go.sum ./', MANY),
    rejected('exec form', 'ADD ["my file", "/x"]'),
    rejected('with options that COPY has', 'ADD --chown=1:1 --chmod=755 --link web /web'),
    rejected('a wildcard with an ending', 'ADD *.go /src/'),
    rejected('a file that only sounds like an archive', 'ADD star.target /x'),
    { ...rejected('a variable with a value', ''), text: 'FROM scratch\nARG F=web\nADD $F /x\n', line: 3 },
  ],
  accept: [
    accepted('archives', 'ADD rootfs.tar.gz /'),
    accepted('archives of other kinds', 'ADD rootfs.tar.zst /'),
    accepted('archives in short', 'ADD rootfs.TGZ /'),
    accepted('an archive among files', 'ADD a b.tar /x/'),
    accepted('URLs', 'ADD https://example.org/x /x'),
    accepted('git', 'ADD git@example.org:a/b.git /x'),
    accepted('git over https', 'ADD https://example.org/a/b.git#main /x'),
    accepted('git over ssh', 'ADD ssh://git@example.org/a/b /x'),
    accepted('a checksum', 'ADD --checksum=sha256:0 x /x'),
    accepted('unpacking on request', 'ADD --unpack=true x /x'),
    accepted('a wildcard that may meet an archive', 'ADD dist/* /x/'),
    accepted('an unknown variable', 'ARG F\nADD $F /x'),
    accepted('a here-document', 'ADD <<EOF /x\na\nEOF'),
    accepted('COPY', 'COPY web /web'),
    { name: 'yields to hadolint', text: 'FROM scratch\n# hadolint ignore=DL3020\nADD web /web\n' },
  ],
});

test.each([
  ['ADD --chown=1 web /web', 'COPY --chown=1 web /web'],
  ['add web /web', 'copy web /web'],
  ['Add \\\n  web /web', 'COPY \\\n  web /web'],
  ['ADD web /web\r', 'COPY web /web\r'],
])('fixed: %j', (before, after) => {
  expect(fixed('add-for-copy', { name: '', text: `FROM scratch\n${before}\n` }, 'safe')).toBe(
    `FROM scratch\n${after}\n`,
  );
});
