import { checkRule } from '../check-rule.ts';

function on(image: string, ...lines: readonly string[]): string {
  return `FROM ${image}\n${lines.join('\n')}\n`;
}

function rejected(name: string, line: string, command: string, tools: string, column = 5) {
  const them = / and |, /.test(tools) ? 'them' : 'it';
  return {
    name,
    text: on('alpine:3.22', line, 'CMD ["/server"]'),
    line: 2,
    column,
    message: `${command} puts what only a build needs into the image: ${tools}; build in a stage of its own, or remove ${them} in the same RUN`,
  };
}

function quiet(name: string, ...lines: readonly string[]) {
  return { name, text: on('alpine:3.22', ...lines, 'CMD ["/server"]') };
}

checkRule('build-tools-shipped', {
  reject: [
    rejected('a compiler', 'RUN apk add --no-cache gcc curl', 'apk add', 'gcc'),
    rejected('headers', 'RUN apk add --no-cache openssl-dev', 'apk add', 'openssl-dev'),
    rejected('with versions', 'RUN apk add --no-cache "gcc=~14" "make>4"', 'apk add', 'gcc, make'),
    rejected(
      'of Debian',
      'RUN apt-get update && apt-get install -y build-essential libssl-dev:amd64',
      'apt-get install',
      'build-essential, libssl-dev',
      23,
    ),
    rejected(
      'of a version',
      'RUN apt-get install -y gcc-12 g++-12 linux-headers-6.1',
      'apt-get install',
      'gcc-12, g++-12, linux-headers-6.1',
    ),
    rejected('of Red Hat', 'RUN dnf install -y gcc-c++ openssl-devel', 'dnf install', 'gcc-c++, openssl-devel'),
    rejected('the Go of a distribution', 'RUN apk add go', 'apk add', 'go'),
    rejected(
      'only five are named',
      'RUN apk add gcc g++ make cmake a-dev b-dev c-dev',
      'apk add',
      'gcc, g++, make, cmake, a-dev and 2 more',
    ),
    rejected('removed in a later layer', 'RUN apk add gcc\nRUN apk del gcc', 'apk add', 'gcc'),
    rejected('another one removed', 'RUN apk add gcc make && apk del gcc', 'apk add', 'make'),
    rejected('removed before', 'RUN apk del gcc; apk add gcc', 'apk add', 'gcc', 18),
    {
      ...rejected('an entry script after something was compiled', 'RUN apk add gcc && pip install x', 'apk add', 'gcc'),
      text: on('alpine:3.22', 'RUN apk add gcc && pip install x', 'ENTRYPOINT ["/entrypoint.sh"]'),
    },
  ],
  accept: [
    quiet('removed in the same layer', 'RUN apk add gcc musl-dev && make && apk del gcc musl-dev'),
    quiet('by its virtual package', 'RUN apk add --virtual .build gcc musl-dev && make && apk del .build'),
    quiet('by its virtual package, otherwise written', 'RUN apk add -t .b gcc && make && apk --purge del .b'),
    quiet('by an equals sign', 'RUN apk add --virtual=.b gcc && make && apk del .b'),
    quiet('by apt', 'RUN apt-get install -y gcc && make && apt-get purge -y --auto-remove gcc'),
    quiet('by a variable', 'RUN apt-get install -y gcc && make && apt-get purge -y $TOOLS'),
    quiet('by a pattern', "RUN apt-get install -y libx-dev && make && apt-get purge -y 'lib*-dev'"),
    quiet('by marks', "RUN apt-get install -y gcc && make && apt-mark auto '.*' && apt-get purge -y --auto-remove x"),
    quiet('git, curl, openssh', 'RUN apk add git curl openssh-client openssh'),
    quiet(
      'libraries',
      'RUN apk add libstdc++ libgcc gcompat libc6-compat make-ca && apt-get install device-mapper developers',
    ),
    quiet('packages that cannot be known', 'ARG TOOLS', 'RUN apk add $TOOLS'),
    quiet('into another root', 'RUN apk add --root /out gcc'),
    quiet('of pip', 'RUN pip install cmake'),
    { name: 'a stage that is not shipped', text: on('alpine AS b', 'RUN apk add gcc', 'FROM alpine', 'CMD ["/x"]') },
    { name: 'nothing is started', text: on('alpine', 'RUN apk add gcc') },
    { name: 'a shell is started', text: on('alpine', 'RUN apk add gcc', 'CMD ["sh"]') },
    { name: 'the tool is what it is for', text: on('alpine', 'RUN apk add make', 'ENTRYPOINT ["make", "-f"]') },
    {
      name: 'an entry script that may need them',
      text: on('alpine', 'RUN apk add make', 'ENTRYPOINT ["/entrypoint.sh"]'),
    },
    { name: 'a tool by name', file: 'hack/Dockerfile', text: on('alpine', 'RUN apk add gcc', 'CMD ["/x"]') },
    {
      name: 'the whole stage is not to be shipped',
      text: on('golang:1.26', 'RUN apk add gcc && go build -o /x .', 'CMD ["/x"]'),
    },
  ],
});
