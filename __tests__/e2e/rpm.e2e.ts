import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readImages } from '../../src/image/read-images.ts';
import { readRpmDatabase } from '../../src/image/rpm/database.ts';
import { buildLayout, buildTree, type Files } from '../support/engine.ts';

/** A package with a file, a folder of its own and a long description, so that its header flows over to more pages. */
const spec = (name: string): string => `Name: ${name}
Version: 1.0
Release: 1
Summary: ${name}
License: none
BuildArch: noarch
%description
${`${name} `.repeat(3_000)}
%install
mkdir -p %{buildroot}/opt/${name}/empty %{buildroot}/usr/share/${name}
head -c 50000 /dev/zero | tr '\\0' ${name.slice(-1)} > %{buildroot}/usr/share/${name}/data
for i in $(seq 1 300); do echo $i > %{buildroot}/opt/${name}/file-$i; done
%files
/opt/${name}
/usr/share/${name}
`;
const NAMES = ['first-a', 'second-b', 'third-c', 'gone-d'];

/** rpm in one stage installs packages into the root of another, and prints what it knows of them beside it. */
const files = (folder: string): Files => ({
  Dockerfile: `FROM debian:bookworm-slim AS rpm
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends gpg gpg-agent rpm > /dev/null
COPY *.spec /specs/
RUN for spec in /specs/*.spec; do rpmbuild -bb --quiet --define '_rpmdir /rpms' $spec; done
RUN mkdir -p /root-of-image /told && rpm='rpm --root /root-of-image --dbpath /${folder}' && \\
    $rpm --initdb && $rpm -i --nodeps /rpms/noarch/*.rpm && $rpm -e --nodeps gone-d && \\
    gpg --batch --passphrase '' --quick-generate-key test@localhost rsa2048 sign never && \\
    gpg --armor --export > /key && $rpm --import /key && \\
    $rpm -qa > /told/all && $rpm -qal > /told/files
FROM scratch AS told
COPY --from=rpm /told /told
FROM scratch AS image
COPY --from=rpm /root-of-image /
`,
  ...Object.fromEntries(NAMES.map((name) => [`${name}.spec`, spec(name)])),
});

test.each(['var/lib/rpm', 'usr/lib/sysimage/rpm'])(
  'packages and files are those that rpm lists: %s',
  async (folder) => {
    using tree = buildTree(files(folder), { args: ['--target=told'] });
    const told = (name: string): string[] =>
      readFileSync(join(tree.path, 'told', name), 'utf8')
        .trim()
        .split('\n');
    const packages = told('all').filter((name) => !name.startsWith('gpg-pubkey-'));
    expect(packages.toSorted()).toEqual(['first-a-1.0-1.noarch', 'second-b-1.0-1.noarch', 'third-c-1.0-1.noarch']);
    expect(told('all')).toHaveLength(4);

    using root = buildTree(files(folder));
    const facts = readRpmDatabase(readFileSync(join(root.path, folder, 'rpmdb.sqlite')));
    expect(facts.count).toBe(packages.length);
    const listed = told('files').filter((path) => path.startsWith('/'));
    expect(listed).toHaveLength(3 * 304);
    expect(facts.owned.toSorted()).toEqual(listed.toSorted());

    using layout = buildLayout(files(folder));
    const [report] = await readImages(layout.path, { name: 'x' });
    expect(report?.surface?.packages).toEqual({ dpkg: 0, apk: 0, rpm: packages.length });
    expect(report?.packages.os).toBe(packages.length);
    const largest = (report?.files ?? []).filter(({ path }) => path.endsWith('/data'));
    expect(largest.map(({ path, category }) => [path, category]).toSorted()).toEqual(
      ['first-a', 'second-b', 'third-c'].map((name) => [`/usr/share/${name}/data`, 'os-package']),
    );
  },
);
