import type { ContextFiles } from '../../dockerfile/context-tree.ts';
import type { Instruction } from '../../dockerfile/instruction.ts';
import type { Rule, RulePage } from '../rule.ts';

export const addForCopyPage: RulePage = {
  why: `ADD unpacks archives, downloads addresses and clones repositories. For a file or a folder of the build context it does
what COPY does, only that the reader has to know the names of all files to be sure of it, and that a file which turns out to be
an archive one day is unpacked.

The rule keeps quiet where one of the sources is an address, a repository or by its name an archive, may be one (a wildcard, a
variable without a value), and about the options that COPY does not have.`,
  saves: 'A surprise: an archive that is unpacked because of what it holds.',
  examples: [
    {
      bad: 'FROM golang:1.26 AS build\nWORKDIR /src\nADD main.go go.mod ./\n',
      good: 'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY main.go go.mod ./\n',
    },
  ],
};

export const addForCopy: Rule = {
  id: 'add-for-copy',
  severity: 'note',
  fix: 'safe',
  summary: 'ADD where COPY does the same',
  check: ({ dockerfile, files }) =>
    dockerfile.stages.flatMap((stage) =>
      stage.instructions.flatMap((instruction) => {
        if (instruction.keyword !== 'ADD' || hasOwnOptions(instruction)) return [];
        const sources = stage.transferOf(instruction)?.sources ?? [];
        if (sources.length === 0 || !sources.every((source) => source !== undefined && isPlain(source))) return [];
        const { start, end } = instruction.keywordRange;
        const written = dockerfile.source.text.slice(start, end);
        const edit = { start, end, text: written === written.toLowerCase() ? 'copy' : 'COPY' };
        return [
          {
            message: `ADD does here what COPY does${untilArchive(files, sources)}: write COPY`,
            range: instruction.keywordRange,
            fix: { safe: true, edits: [edit] },
          },
        ];
      }),
    ),
};

/** What is in a folder is never unpacked. */
function untilArchive(files: ContextFiles | undefined, sources: readonly (string | undefined)[]): string {
  const isFolder = (source = ''): boolean => /(?:^|\/)\.{0,2}$/.test(source) || files?.kindOf(source) === 'folder';
  if (sources.every(isFolder)) return '';
  return `, until ${sources.length === 1 ? 'the file' : 'one of the files'} is an archive`;
}

/** Options that COPY refuses (frontend/dockerfile/instructions/parse.go). */
function hasOwnOptions(instruction: Instruction): boolean {
  return instruction.flags.some(({ name }) => name === 'checksum' || name === 'keep-git-dir' || name === 'unpack');
}

const ADDRESS = /^[a-z][a-z0-9+.-]*:\/\/|^git@|^[^/]+@[^/]+:/i;
const ARCHIVE = /\.(?:tar|tgz|tbz2?|txz|tzst|tar\.\w+|gz|bz2|xz|zst)$/i;

function isPlain(source: string): boolean {
  if (ADDRESS.test(source) || ARCHIVE.test(source)) return false;
  // A wildcard may meet an archive, unless it names another ending.
  return !/[*?[]/.test(source) || /\.[a-z0-9]{1,5}$/i.test(source);
}
