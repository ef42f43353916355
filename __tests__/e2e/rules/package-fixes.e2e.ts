import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixed } from '../../lint/fixed.ts';
import { build, buildImage, buildTree } from '../../support/engine.ts';

/** No mirror is asked: what is there already is installed once more. */
const APT = `FROM debian:bookworm-slim
RUN rm -f /etc/apt/sources.list.d/* && apt-get update && \\
    apt-get install -y bash
CMD ["bash", "-c", "true"]
`;
const APK = 'FROM alpine:3.22\nRUN echo > /etc/apk/repositories && apk add busybox\nCMD ["httpd"]\n';

function lists(text: string): readonly string[] {
  using tree = buildTree({ Dockerfile: text });
  return readdirSync(join(tree.path, 'var/lib/apt/lists'));
}

test('lists of apt are left, and gone after the fix', () => {
  const text = fixed('package-cache-shipped', { name: '', text: APT }, 'safe');
  expect(text).toContain('&& \\\n    rm -rf /var/lib/apt/lists/*\n');
  expect(lists(APT)).not.toEqual([]);
  expect(lists(text)).toEqual([]);
});

test('without recommended packages', () => {
  const text = fixed('package-recommends', { name: '', text: APT }, 'safe');
  expect(text).toContain('install --no-install-recommends -y bash');
  expect(build({ Dockerfile: text })).toMatchObject({ code: 0 });
});

test('apk without an index', () => {
  const text = fixed('package-cache-shipped', { name: '', text: APK }, 'safe');
  expect(text).toContain('apk add --no-cache busybox');
  expect(build({ Dockerfile: text })).toMatchObject({ code: 0 });
});

/** dnf as Debian has it, and a repository of one package that is made on the spot. */
const DNF = `FROM debian:bookworm-slim AS os
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends createrepo-c dnf rpm > /dev/null && \\
    rm -rf /var/lib/apt/lists/*
COPY tool.spec /
RUN rpmbuild -bb --quiet --define '_rpmdir /repository' /tool.spec && createrepo_c -q /repository
COPY local.repo /etc/yum.repos.d/
FROM os
RUN dnf install -y tool
CMD ["bash", "-c", "true"]
`;
const REPOSITORY = {
  'tool.spec': `Name: tool
Version: 1
Release: 1
Summary: tool
License: none
BuildArch: noarch
%description
%install
mkdir -p %{buildroot}/opt/tool
%files
/opt/tool
`,
  'local.repo': '[local]\nname=local\nbaseurl=file:///repository\ngpgcheck=0\n',
};

/** The metadata that the image has below dnf's cache, as a step on top of it lists them. */
function cacheOfDnf(text: string): readonly string[] {
  const told = `${text.replace('FROM os\n', 'FROM os AS image\n')}
FROM image AS list
RUN test -d /opt/tool && find /var/cache/dnf -name '*.solv' -o -path '*/repodata/*' > /list
FROM scratch
COPY --from=list /list /
`;
  using tree = buildTree({ Dockerfile: told, ...REPOSITORY });
  return readFileSync(join(tree.path, 'list'), 'utf8').split('\n').filter(Boolean);
}

test('metadata of dnf is left, and gone after the fix', () => {
  const text = fixed('package-cache-shipped', { name: '', text: DNF, files: REPOSITORY }, 'safe');
  expect(text).toContain('RUN dnf install -y tool && dnf clean all\n');
  expect(cacheOfDnf(DNF)).not.toEqual([]);
  expect(cacheOfDnf(text)).toEqual([]);
});

/** pip as Debian has it, and a package from the context: no index is asked. */
const PIP = `FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-pip python3-setuptools python3-wheel \\
    > /dev/null && rm -rf /var/lib/apt/lists/*
COPY tool /tool
RUN pip install --break-system-packages --no-index --no-build-isolation /tool
CMD ["python3", "-c", "import plimsoll_tool"]
`;

test('pip without its cache', () => {
  const files = {
    'tool/setup.py': "from setuptools import setup\nsetup(name='plimsoll-tool', py_modules=['plimsoll_tool'])\n",
    'tool/plimsoll_tool.py': '',
  };
  const text = fixed('package-cache-shipped', { name: '', text: PIP, files }, 'safe');
  expect(text).toContain('pip install --no-cache-dir --break-system-packages');
  using image = buildImage({ Dockerfile: text, ...files });
  expect(image.run()).toMatchObject({ code: 0 });
});
