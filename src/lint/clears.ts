import { UNKNOWN } from '../dockerfile/shell.ts';
import type { PlainCommand } from './plain-command.ts';

const REMOVERS: ReadonlySet<string> = new Set(['find', 'rm', 'trap', 'unlink', 'xargs']);

/** May the command empty one of the folders, `~/` being that of any user? A script of the project's own, or one named for cleaning, may. */
export function mayClear(command: PlainCommand, folders: readonly string[]): boolean {
  if (/clean|\.sh$/.test(command.name)) return true;
  if (/^(?:ba|da|a)?sh$/.test(command.name)) return command.args.some(({ text }) => /\.sh$|clean/.test(text));
  if (!REMOVERS.has(command.name)) return false;
  const removes = command.name !== 'xargs' || command.args.some(({ text }) => text === 'rm');
  // `trap 'rm -rf /a' EXIT` holds its command as one word.
  const words = command.args.flatMap(({ text }) => (command.name === 'trap' ? text.split(/[\s;&|]+/) : [text]));
  return removes && (command.name === 'xargs' || words.some((word) => folders.some((folder) => covers(word, folder))));
}

/** Is the folder, or what lies in it, meant by a path of a shell? What cannot be known counts as yes. */
function covers(path: string, folder: string): boolean {
  if (path.startsWith('-')) return false;
  if (path.includes(UNKNOWN) || path.includes('{') || path === '*' || path === './*') return true;
  // `/var/lib/apt/lists/*`, `/var/lib/apt/lists/deb*`: what is in the folder.
  const whole = path.replace(/\/+$/, '').replace(/\/[^/]*\*[^/]*$/, '');
  const bare = folder.startsWith('~') ? whole.replace(/^\/(?:root|home\/[^/]+)(?![^/])/, '~') : whole;
  return bare === folder || folder.startsWith(`${bare}/`);
}
