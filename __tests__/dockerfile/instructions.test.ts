import { expect, test } from 'vitest';
import { type Dockerfile, parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { fileOffset } from '../../src/dockerfile/joined.ts';

function parse(text: string): Dockerfile {
  return parseDockerfile(text, 'Dockerfile');
}

/** Keyword, first and last line, and the joined arguments of each instruction. */
function outline(text: string): readonly string[] {
  return parse(text).instructions.map(
    ({ keyword, range, body }) => `${keyword} ${range.line}-${range.endLine} ${body.text}`,
  );
}

// Hand-worked from the rules of the reference ("Dockerfile reference", parser directives, escapes, here-documents).
test.each<[string, string, readonly string[]]>([
  ['one line', 'FROM a\n', ['FROM 1-1 a']],
  ['no line end', 'FROM a', ['FROM 1-1 a']],
  ['lower case and white space', '  from\ta  \n', ['FROM 1-1 a']],
  ['carriage returns', 'FROM a\r\nRUN x \\\r\n  y\r\n', ['FROM 1-1 a', 'RUN 2-3 x   y']],
  ['a byte order mark', '\uFEFFFROM a\n', ['FROM 1-1 a']],
  ['a comment between continued lines', 'RUN a && \\\n# why\n    b\n', ['RUN 1-3 a &&     b']],
  ['a blank line between continued lines', 'RUN a && \\\n\n    b\n', ['RUN 1-3 a &&     b']],
  ['white space after the continuation', 'RUN a \\  \n  b\n', ['RUN 1-2 a   b']],
  ['a doubled backslash ends the line', 'RUN a \\\\\nRUN b\n', ['RUN 1-1 a \\\\', 'RUN 2-2 b']],
  ['backslashes are kept', "RUN printf '%s\\n' x\n", ["RUN 1-1 printf '%s\\n' x"]],
  ['another escape character', '# escape=`\nRUN a `\n  b\\\nRUN c\n', ['RUN 2-3 a   b\\', 'RUN 4-4 c']],
  ['a directive below a comment is none', '# x\n# escape=`\nRUN a `\nRUN b\n', ['RUN 3-3 a `', 'RUN 4-4 b']],
  ['the escape alone on a line', '\\\nFROM a\n', ['FROM 1-2 a']],
  ['a hash within a line', 'RUN a # b\n', ['RUN 1-1 a # b']],
  ['the end of the file within an instruction', 'RUN a \\\n', ['RUN 1-1 a']],
  ['a here-document', 'RUN <<EOF\na\nEOF\nRUN b\n', ['RUN 1-3 <<EOF', 'RUN 4-4 b']],
  ['a here-document with a space', 'RUN cat << EOF > f\nFROM x\nEOF\nRUN b\n', ['RUN 1-3 cat << EOF > f', 'RUN 4-4 b']],
  ['a here-document with tabs', 'RUN <<-EOF\n\ta\n\tEOF\nRUN b\n', ['RUN 1-3 <<-EOF', 'RUN 4-4 b']],
  ['two here-documents', 'COPY <<A <<B /\nx\nA\ny\nB\nRUN b\n', ['COPY 1-5 <<A <<B /', 'RUN 6-6 b']],
  ['a quoted delimiter', 'RUN <<"EOF"\na\nEOF\nRUN b\n', ['RUN 1-3 <<"EOF"', 'RUN 4-4 b']],
  ['<<EOF in quotes opens nothing', 'RUN echo "<<EOF"\nRUN b\n', ['RUN 1-1 echo "<<EOF"', 'RUN 2-2 b']],
  ['<<EOF glued to a word opens nothing', 'RUN cat<<EOF\nRUN b\n', ['RUN 1-1 cat<<EOF', 'RUN 2-2 b']],
  ['a here-string opens nothing', 'RUN cat <<<EOF\nRUN b\n', ['RUN 1-1 cat <<<EOF', 'RUN 2-2 b']],
  ['no here-document in CMD', 'CMD <<EOF\nRUN b\n', ['CMD 1-1 <<EOF', 'RUN 2-2 b']],
  ['a comment with \\d in a long RUN', 'RUN a \\\n# \\d <<x\n b <<E\nz\nE\nRUN c\n', ['RUN 1-5 a  b <<E', 'RUN 6-6 c']],
])('%s', (_, text, expected) => {
  expect(outline(text)).toEqual(expected);
});

test.each<[string, readonly string[] | undefined]>([
  ['CMD ["a", "b c"]', ['a', 'b c']],
  ['CMD [ "a\\n", "\\"" ]', ['a\n', '"']],
  ['CMD [ "a", \\\n  "b" ]', ['a', 'b']],
  ["CMD ['a']", undefined],
  ['CMD ["a"', undefined],
  ['CMD ["a"] b', undefined],
  ['CMD a', undefined],
  ['CMD []', []],
])('the exec form of %s', (text, expected) => {
  expect(parse(`${text}\n`).instructions[0]?.exec).toEqual(expected);
});

test.each<[string, readonly (readonly [string, string | undefined])[], string]>([
  [
    'COPY --from=a --chown=1:2 x y',
    [
      ['from', 'a'],
      ['chown', '1:2'],
    ],
    'x y',
  ],
  ['COPY --link x y', [['link', undefined]], 'x y'],
  ['FROM --platform="$BUILDPLATFORM" a', [['platform', '$BUILDPLATFORM']], 'a'],
  [
    'RUN --mount=type=cache,target="/a b" --network=none x --y',
    [
      ['mount', 'type=cache,target=/a b'],
      ['network', 'none'],
    ],
    'x --y',
  ],
  [
    'RUN --mount=a \\\n    --mount=b \\\n    x',
    [
      ['mount', 'a'],
      ['mount', 'b'],
    ],
    'x',
  ],
])('the flags of %s', (text, flags, body) => {
  const instruction = parse(text).instructions[0];
  expect(instruction?.flags.map(({ name, value }) => [name, value])).toEqual(flags);
  expect(instruction?.body.text).toBe(body);
});

test('columns count UTF-16 units, and none for a byte order mark', () => {
  const [from, run] = parse('\uFEFFFROM a\nRUN "🐳" --x').instructions;
  expect(from?.range).toMatchObject({ start: 1, line: 1, column: 1, endLine: 1, endColumn: 7 });
  // RUN, space, quote, two units for the whale, quote, space, --x
  expect(run?.range).toMatchObject({ line: 2, column: 1, endColumn: 13 });
});

test('a place in the joined arguments is found again in the file', () => {
  const text = 'FROM a\nRUN one \\\n# no\n\n  two\n';
  const body = parse(text).instructions[1]?.body;
  expect(body?.text).toBe('one   two');
  expect(body === undefined ? -1 : fileOffset(body, body.text.indexOf('two'))).toBe(text.indexOf('two'));
});

test('comments above an instruction belong to it', () => {
  const [from, run] = parse('# syntax=x\n# one\n#two\n\nFROM a\nRUN b \\\n# three\n c\n').instructions;
  expect(from?.comments.map((comment) => comment.text)).toEqual(['syntax=x', 'one', 'two']);
  expect(run?.comments.map((comment) => comment.text)).toEqual(['three']);
});
