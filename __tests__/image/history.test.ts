import { expect, test } from 'vitest';
import { file, readOne } from '../support/read-one.ts';

const made = (created_by: string) => ({ created_by });
const empty = (created_by: string) => ({ created_by, empty_layer: true });

/** As BuildKit writes it: two layers of the base, one of them with an instruction beside it; then the Dockerfile's own. */
const HISTORY = [
  made('/bin/sh -c #(nop) ADD file:abc in / '),
  empty('CMD ["bash"]'),
  made('RUN /bin/sh -c apt-get update # buildkit'),
  empty('ARG VERSION=1'),
  empty('ENV A=b'),
  made('WORKDIR /app'),
  made('RUN |1 VERSION=1 /bin/sh -c make # buildkit'),
  made('COPY /app /app # buildkit'),
  empty('ENTRYPOINT ["/app"]'),
];
const OWN = ['ARG', 'ENV', 'WORKDIR', 'RUN', 'COPY', 'ENTRYPOINT'];
const layers = ['a', 'b', 'c', 'd', 'e'].map((name, index) => [file(name, 1_000 * (index + 1))]);

test.each<[string, readonly string[] | undefined, readonly (boolean | null)[]]>([
  ['the entries of the Dockerfile are the last ones', OWN, [true, true, false, false, false]],
  ['ONBUILD leaves no entry', [...OWN.slice(0, 4), 'ONBUILD', ...OWN.slice(4)], [true, true, false, false, false]],
  ['a Dockerfile of everything but the first layer', ['CMD', 'RUN', ...OWN], [true, false, false, false, false]],
  ['without the instructions nothing is known', undefined, [null, null, null, null, null]],
  ['with other instructions than the history has', ['COPY', ...OWN.slice(1)], [null, null, null, null, null]],
  ['with more instructions than entries', Array.from({ length: 10 }, () => 'RUN'), [null, null, null, null, null]],
])('%s', async (_name, instructions, expected) => {
  const report = await readOne({ layers, history: HISTORY }, { instructions });
  expect(report.layers.map(({ fromBase }) => fromBase)).toEqual(expected);
  const base = report.layers.filter(({ fromBase }) => fromBase === true);
  expect(report.shared).toBe(
    expected.includes(null) ? null : base.reduce((total, { download }) => total + (download ?? 0), 0),
  );
});

test('an image without a base shares nothing', async () => {
  const report = await readOne(
    { layers: [[file('app', 10)]], history: [made('COPY app /app # buildkit'), empty('CMD ["/app"]')] },
    { instructions: ['COPY', 'CMD'] },
  );
  expect(report).toMatchObject({ shared: 0, layers: [{ fromBase: false }] });
});

test('a history that does not fit the layers says nothing', async () => {
  const report = await readOne({ layers: [[file('app', 10)]], history: [] }, { instructions: [] });
  expect(report).toMatchObject({ shared: null, layers: [{ fromBase: null }] });
});
