/** A module as build info names it. `replacedBy` is what was compiled in its place. */
interface GoModule {
  readonly path: string;
  readonly version: string;
  readonly replacedBy?: { readonly path: string; readonly version: string };
}

export interface ModuleInfo {
  /** Import path of the main package; null where it is not said. */
  readonly mainPackage: string | null;
  /** The main module; null in GOPATH mode. */
  readonly main: GoModule | null;
  readonly dependencies: readonly GoModule[];
  /** `-trimpath`, `GOARCH`, `vcs.revision` and the like. */
  readonly settings: ReadonlyMap<string, string>;
}

/** Reads the module text of build info (`runtime/debug.ParseBuildInfo`). Lines of another form are left out. */
export function parseModuleInfo(text: string): ModuleInfo {
  let mainPackage: string | null = null;
  // The main module, then the dependencies: a `=>` line replaces the one that stands before it.
  const modules: { readonly kind: 'mod' | 'dep'; readonly module: GoModule }[] = [];
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [kind, first = '', second = ''] = line.split('\t');
    if (kind === 'path') {
      mainPackage = first;
    } else if (kind === 'mod' || kind === 'dep') {
      modules.push({ kind, module: { path: first, version: second } });
    } else if (kind === '=>') {
      const last = modules.pop();
      const replacedBy = { path: first, version: second };
      if (last !== undefined) modules.push({ kind: last.kind, module: { ...last.module, replacedBy } });
    } else if (kind === 'build') {
      const setting = parseSetting(line.slice('build\t'.length));
      if (setting !== null) settings.set(setting.key, setting.value);
    }
  }
  const main = modules.find(({ kind }) => kind === 'mod')?.module ?? null;
  const dependencies = modules.filter(({ kind }) => kind === 'dep').map(({ module }) => module);
  return { mainPackage, main, dependencies, settings };
}

function parseSetting(text: string): { readonly key: string; readonly value: string } | null {
  const match = /^("(?:[^"\\]|\\.)*"|`[^`]*`|[^=]*)=(.*)$/s.exec(text);
  return match === null ? null : { key: unquote(match[1] ?? ''), value: unquote(match[2] ?? '') };
}

/** Go quotes a key or value with blanks or quotes in it; what is not quoted stands as it is. */
function unquote(text: string): string {
  if (/^`[^`]*`$/.test(text)) return text.slice(1, -1);
  if (!/^"(?:[^"\\]|\\.)*"$/s.test(text)) return text;
  const simple: Readonly<Record<string, string>> = {
    a: '\x07',
    b: '\b',
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
    v: '\v',
  };
  return text
    .slice(1, -1)
    .replace(
      /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{3})|(.))/gs,
      (_whole, hex?: string, unicode?: string, octal?: string, letter = '') => {
        const code = hex ?? unicode;
        if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
        if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
        return simple[letter] ?? letter;
      },
    );
}
