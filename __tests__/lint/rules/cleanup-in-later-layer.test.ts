import { checkRule } from '../check-rule.ts';

const MOUNT = 'mount it instead, or take it from a stage of its own';

function told(path: string, by: string, remedy = MOUNT): string {
  return `${path} stays in the layer of ${by}, and is only hidden here: ${remedy}`;
}

function rejected(
  name: string,
  lines: readonly string[],
  message: string,
  column = 5,
  severity: 'warning' | 'note' = 'warning',
) {
  const text = `FROM debian:bookworm-slim\n${lines.join('\n')}\nUSER 7\nCMD ["x"]\n`;
  return { name, text, line: 1 + lines.length, column, message, severity };
}

function accepted(name: string, ...lines: readonly string[]) {
  return { name, text: `FROM debian:bookworm-slim\n${lines.join('\n')}\nUSER 7\nCMD ["x"]\n` };
}

checkRule('cleanup-in-later-layer', {
  reject: [
    rejected('a file by COPY', ['COPY a.deb /tmp/a.deb', 'RUN rm /tmp/a.deb'], told('/tmp/a.deb', 'COPY in line 2')),
    rejected(
      'in a chain',
      ['COPY a.deb /tmp/', 'RUN dpkg -i /tmp/a.deb && rm -f /tmp/a.deb'],
      told('/tmp/a.deb', 'COPY in line 2'),
      27,
    ),
    rejected('by a wildcard', ['COPY a.deb b.deb /tmp/', 'RUN rm /tmp/*.deb'], told('/tmp/*.deb', 'COPY in line 2')),
    rejected('copied by a wildcard', ['COPY *.deb /tmp/', 'RUN rm /tmp/*.deb'], told('/tmp/*.deb', 'COPY in line 2')),
    rejected('with its folder', ['COPY a.deb /tmp/x/', 'RUN rm -rf /tmp/x'], told('/tmp/x', 'COPY in line 2')),
    rejected(
      'a folder',
      ['COPY src /src', 'RUN make -C /src install', 'RUN rm -rf /src'],
      told('/src', 'COPY in line 2'),
    ),
    rejected('in the work directory', ['WORKDIR /w', 'COPY a.deb .', 'RUN rm a.deb'], told('a.deb', 'COPY in line 3')),
    rejected('by ADD', ['ADD a.tar.bin /tmp/', 'RUN rm -r /tmp/a.tar.bin'], told('/tmp/a.tar.bin', 'ADD in line 2')),
    rejected('of a stage', ['COPY --from=x /a.deb /a.deb', 'RUN rm /a.deb'], told('/a.deb', 'COPY in line 2')),
    rejected(
      'a download by curl',
      ['RUN curl -fsSLo /tmp/x https://example.org/x', 'RUN rm /tmp/x'],
      told('/tmp/x', 'RUN in line 2', 'remove it in that RUN'),
    ),
    rejected(
      'a download by wget',
      ['RUN wget -O /tmp/x https://example.org/x', 'RUN rm -rf /tmp/*'],
      told('/tmp/*', 'RUN in line 2', 'remove it in that RUN'),
    ),
    rejected(
      'a small file',
      ['COPY setup.sh /tmp/', 'RUN /tmp/setup.sh && rm /tmp/setup.sh'],
      told('/tmp/setup.sh', 'COPY in line 2'),
      22,
      'note',
    ),
    {
      ...rejected(
        'few bytes of the context',
        ['COPY Makefile /', 'RUN make && rm /Makefile'],
        told('/Makefile', 'COPY in line 2'),
        13,
        'note',
      ),
      files: { Makefile: 14_000 },
      evidenceBytes: 14_000,
    },
    {
      ...rejected('measured', ['COPY a.sh /a.sh', 'RUN rm /a.sh'], told('/a.sh', 'COPY in line 2')),
      files: { 'a.sh': 5_000_000 },
      evidenceBytes: 5_000_000,
    },
    {
      ...rejected('in a stage below', [], told('/a.deb', 'COPY in line 2')),
      text: 'FROM debian:bookworm AS base\nCOPY a.deb /a.deb\nFROM base\nRUN rm /a.deb\nUSER 7\nCMD ["x"]\n',
      line: 4,
    },
  ],
  accept: [
    accepted('in the same RUN', 'RUN curl -o /tmp/x https://example.org/x && rm /tmp/x'),
    accepted('gone already', 'RUN curl -o /tmp/x https://example.org/x && rm /tmp/x', 'RUN rm -f /tmp/x'),
    accepted('another file', 'COPY a.deb /tmp/a.deb', 'RUN rm -f /tmp/b.deb'),
    accepted('before it is copied', 'RUN rm -rf /srv', 'COPY a /srv'),
    accepted('one file of a folder', 'COPY . /srv', 'RUN rm /srv/README.md'),
    accepted('what the base image has', 'RUN rm -rf /usr/share/doc'),
    accepted('caches of package managers', 'RUN apt-get update', 'RUN rm -rf /var/lib/apt/lists/*'),
    accepted('a mount', 'RUN --mount=target=/src make -C /src', 'RUN rm -rf /src'),
    accepted('a path that is not known', 'COPY a.deb /tmp/', 'RUN rm -rf "$DIR"/*'),
    accepted('a place that is not known', 'ARG D', 'COPY a.deb $D', 'RUN rm -rf /tmp/a.deb'),
    accepted('output on the screen', 'RUN curl -fsSL https://example.org/x | sh', 'RUN rm -rf /tmp/x'),
    {
      name: 'a builder stage',
      text: 'FROM debian:bookworm AS b\nCOPY a.deb /\nRUN rm /a.deb\nFROM scratch\nCOPY --from=b /x /x\nUSER 7\nCMD ["/x"]\n',
    },
  ],
});
