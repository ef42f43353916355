import { lineageOf, type Stage } from '../../dockerfile/stages.ts';
import { imageFactsOf } from './image-facts.ts';

/** A tree that is copied over a folder of the system; `from` is the stage of the file that it is of. */
interface CopiedTree {
  readonly from: Stage | undefined;
  readonly source: string;
  readonly to: string;
}

/**
 * Is it certain that the tree brings no loader? Loaders lie in folders of libraries, so none is looked for among programs,
 * and a folder of programs holds none. Over the root two more trees are known not to: the programs that `/app*` takes, and
 * a folder that go alone puts something into.
 * @param isTree may a path be a tree, by its name?
 * @param isOpen may what a stage runs do anything?
 */
export function lacksLoader(
  { from, source, to }: CopiedTree,
  isTree: (path: string) => boolean,
  isOpen: (stage: Stage) => boolean,
): boolean {
  if (/(?:bin|etc|opt|share)\/*$/.test(to) || /(?:^|\/)bin(?:\/\*?)?$/.test(source)) return true;
  // Not /lib nor /usr, and not what these can be among.
  const [, name, rest] = /^\/?([^lu/*?[][^/*?[]{2,})(\*|\/[.*]?)?$/.exec(source) ?? [];
  if (from === undefined || name === undefined || !/^\/+$/.test(to)) return false;
  if (rest === '*') return !isTree(name);
  return (
    imageFactsOf(from) !== undefined && lineageOf(from).every((stage) => !isOpen(stage) && !otherWords(stage).has(name))
  );
}

/** The names in the paths that a stage speaks of, beside those that are made for output. */
function otherWords({ instructions }: Stage): ReadonlySet<string> {
  const texts = instructions.flatMap(({ body, heredocs }) => [body.text, ...heredocs.map(({ content }) => content)]);
  const text = texts.join('\n').replace(/ -o[ =]\S+|\bmkdir [^&;|\n]*/g, '');
  return new Set(text.match(/[\w.-]+/g));
}
