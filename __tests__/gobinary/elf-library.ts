/** A shared library by the System V ABI and, for its versions, the LSB: headers, one segment and what they point to. */
export interface LibraryForm {
  readonly bits: 32 | 64;
  readonly littleEndian: boolean;
}

export interface LibraryContent {
  readonly interpreter: string;
  readonly soname: string;
  readonly needed: readonly string[];
  readonly rpath: string;
  readonly runpath: string;
  readonly needs: readonly {
    readonly library: string;
    readonly versions: readonly { readonly name: string; readonly weak: boolean }[];
  }[];
  readonly defines: readonly string[];
  readonly gnuBuildId: string;
}

const ADDRESS = 0x10000;

/** `null`: nothing but a loaded segment. */
export function buildLibrary({ bits, littleEndian }: LibraryForm, content: LibraryContent | null): Buffer {
  const wide = bits === 64;
  const number = (value: number, width: number): Buffer => {
    const bytes = Buffer.alloc(width);
    const view = new DataView(bytes.buffer, bytes.byteOffset, width);
    if (width === 8) view.setBigUint64(0, BigInt(value), littleEndian);
    else if (width === 4) view.setUint32(0, value, littleEndian);
    else view.setUint16(0, value, littleEndian);
    return bytes;
  };
  const half = (value: number): Buffer => number(value, 2);
  const word = (value: number): Buffer => number(value, 4);
  const native = (value: number): Buffer => number(value, bits / 8);

  let strings = '\0';
  const string = (text: string): number => {
    const at = strings.length;
    strings += `${text}\0`;
    return at;
  };
  const headers = (wide ? 64 : 52) + (content === null ? 1 : 4) * (wide ? 56 : 32);
  const pieces: Buffer[] = [];
  let end = headers;
  const place = (bytes: Buffer): { at: number; size: number } => {
    const at = end;
    pieces.push(bytes);
    end += bytes.length;
    return { at, size: bytes.length };
  };

  const segments: { type: number; at: number; size: number }[] = [];
  if (content !== null) {
    const needs = place(
      Buffer.concat(
        content.needs.flatMap(({ library, versions }, index) => [
          half(1),
          half(versions.length),
          word(string(library)),
          word(16),
          word(index === content.needs.length - 1 ? 0 : 16 + 16 * versions.length),
          ...versions.flatMap(({ name, weak }, which) => [
            word(0),
            half(weak ? 2 : 0),
            half(2),
            word(string(name)),
            word(which === versions.length - 1 ? 0 : 16),
          ]),
        ]),
      ),
    );
    // The first definition is the library itself.
    const definitions = [
      { name: content.soname, base: true },
      ...content.defines.map((name) => ({ name, base: false })),
    ];
    const defines = place(
      Buffer.concat(
        definitions.flatMap(({ name, base }, index) => [
          half(1),
          half(base ? 1 : 0),
          half(index + 1),
          half(1),
          word(0),
          word(20),
          word(index === definitions.length - 1 ? 0 : 28),
          word(string(name)),
          word(0),
        ]),
      ),
    );
    const tags: [number, number][] = [
      ...content.needed.map((name): [number, number] => [1, string(name)]),
      [14, string(content.soname)],
      [15, string(content.rpath)],
      [29, string(content.runpath)],
      [0x6ffffffe, ADDRESS + needs.at],
      [0x6fffffff, content.needs.length],
      [0x6ffffffc, ADDRESS + defines.at],
      [0x6ffffffd, definitions.length],
    ];
    const names = place(Buffer.from(strings, 'latin1'));
    tags.push([5, ADDRESS + names.at], [10, names.size], [0, 0]);
    segments.push({ type: 2, ...place(Buffer.concat(tags.flatMap(([tag, value]) => [native(tag), native(value)]))) });
    segments.push({ type: 3, ...place(Buffer.from(`${content.interpreter}\0`, 'latin1')) });
    const id = Buffer.from(content.gnuBuildId, 'hex');
    segments.push({ type: 4, ...place(Buffer.concat([word(4), word(id.length), word(3), Buffer.from('GNU\0'), id])) });
  } else {
    place(Buffer.alloc(16));
  }
  segments.unshift({ type: 1, at: 0, size: end });

  const ident = Buffer.from([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, littleEndian ? 1 : 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const head = Buffer.concat([
    ident,
    half(3),
    half(wide ? 62 : 3),
    word(1),
    native(0),
    native(wide ? 64 : 52),
    native(0),
    word(0),
    half(wide ? 64 : 52),
    half(wide ? 56 : 32),
    half(segments.length),
    half(0),
    half(0),
    half(0),
  ]);
  const programHeaders = segments.map(({ type, at, size }) =>
    wide
      ? Buffer.concat([word(type), word(4), ...[at, ADDRESS + at, ADDRESS + at, size, size, 4].map(native)])
      : Buffer.concat([word(type), ...[at, ADDRESS + at, ADDRESS + at, size, size].map(word), word(4), word(4)]),
  );
  return Buffer.concat([head, ...programHeaders, ...pieces]);
}
