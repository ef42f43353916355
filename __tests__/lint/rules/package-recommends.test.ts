import { expect, test } from 'vitest';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'package-recommends';

function on(...lines: readonly string[]): string {
  return `FROM debian:bookworm-slim\n${lines.join('\n')}\nCMD ["/server"]\n`;
}

function rejected(name: string, line: string, column = 5, program = 'apt-get') {
  return {
    name,
    text: on(line),
    line: 2,
    column,
    message: `${program} install takes recommended packages too: add --no-install-recommends`,
  };
}

checkRule(RULE, {
  reject: [
    rejected('apt-get', 'RUN apt-get install -y curl'),
    rejected('apt', 'RUN apt -y install curl', 5, 'apt'),
    rejected('after an update', 'RUN apt-get update && apt-get -qq -y install curl', 23),
    rejected('another setting', 'RUN apt-get install -o APT::Get::Assume-Yes=true curl'),
    rejected('a package of that name', 'RUN apt-get install curl no-install-recommends'),
    {
      ...rejected('a configuration that comes later', ''),
      text: on('RUN apt-get install -y curl', "RUN echo 'APT::Install-Recommends 0;' > /etc/apt/apt.conf.d/9x"),
    },
  ],
  accept: [
    { name: 'the flag', text: on('RUN apt-get install -y --no-install-recommends curl') },
    { name: 'the flag before the verb', text: on('RUN apt-get --no-install-recommends install curl') },
    { name: 'the flag at the end', text: on('RUN apt-get install curl --no-install-recommends') },
    { name: 'the setting', text: on('RUN apt-get install -o APT::Install-Recommends=false curl') },
    { name: 'asked for', text: on('RUN apt-get install --install-recommends curl') },
    {
      name: 'a configuration',
      text: on('RUN echo \'APT::Install-Recommends "0";\' > /etc/apt/apt.conf.d/9x', 'RUN apt-get install curl'),
    },
    {
      name: 'a configuration that is copied',
      text: on('COPY 99local /etc/apt/apt.conf.d/', 'RUN apt-get install curl'),
    },
    { name: 'words that cannot be known', text: on('RUN apt-get install $OPTIONS curl') },
    { name: 'other verbs', text: on('RUN apt-get update && apt-get upgrade -y && apt-get remove curl') },
    { name: 'only fetched', text: on('RUN apt-get install --download-only curl') },
    {
      name: 'a stage that is not shipped',
      text: 'FROM debian AS b\nRUN apt-get install curl\nFROM debian\nCMD ["/x"]\n',
    },
    { name: 'a tool', file: 'ci/Dockerfile', text: on('RUN apt-get install curl') },
  ],
});

test('fixed', () => {
  const text = on(
    'RUN apt-get update && apt-get -y install \\',
    '    curl && rm -rf /var/lib/apt/lists/*',
    'RUN apt install jq',
  );
  expect(fixed(RULE, { name: '', text }, 'safe')).toBe(
    on(
      'RUN apt-get update && apt-get -y install --no-install-recommends \\',
      '    curl && rm -rf /var/lib/apt/lists/*',
      'RUN apt install --no-install-recommends jq',
    ),
  );
});

test('a verb that is a variable is not edited', () => {
  const text = on('ENV DO=install', 'RUN apt-get $DO curl');
  expect(() => fixed(RULE, { name: '', text })).toThrow('has a fix for this');
});
