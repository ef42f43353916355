import type { ContentFacts } from './file-facts.ts';

const HASH_BANG = '#!';
/** UTF-8's, as bytes. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';
/** Control characters that no text has; what is beyond ASCII may be a letter. */
const BINARY = /[^\t\n\v\f\r\x20-\x7e\x80-\xff]/;

const TEXT: ContentFacts = { unstartable: 'text' };
const MARKED: ContentFacts = { unstartable: 'byte order mark' };

/**
 * What the kernel makes of a file that is no program, by its first bytes, from `start` to `end`: a script, or nothing that it
 * can start. Null where nothing can be said: other formats may be known to it (`binfmt_misc`).
 */
export function scriptFacts(bytes: Buffer, start: number, end: number): ContentFacts | null {
  const head = bytes.toString('latin1', start, end);
  if (head.startsWith(HASH_BANG)) {
    const [line = ''] = bytes.toString('utf8', start + HASH_BANG.length, end).split('\n', 1);
    return { script: line.replace(/^[ \t]+|[ \t]+$/g, '') };
  }
  if (head === '' || BINARY.test(head)) return null;
  return head.startsWith(BYTE_ORDER_MARK + HASH_BANG) ? MARKED : TEXT;
}
