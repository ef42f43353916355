import { FormatError } from '../model/errors.ts';
import type { ImageLimits } from './limits.ts';
import type { Where } from './tar/header.ts';

/** What all layers that one call reads may come to: each may be below its ceilings, and all of them still too much. */
export class Budget {
  readonly #limits: Pick<ImageLimits, 'totalEntries' | 'totalNameBytes' | 'totalBytes'>;
  #entries = 0;
  #nameBytes = 0;
  #bytes = 0;

  constructor(limits: Pick<ImageLimits, 'totalEntries' | 'totalNameBytes' | 'totalBytes'>) {
    this.#limits = limits;
  }

  /** Takes in the names of an entry. @throws FormatError, begun with `where`, over a ceiling */
  entry(nameBytes: number, where: Where): void {
    const { totalEntries, totalNameBytes } = this.#limits;
    this.#entries += 1;
    this.#nameBytes += nameBytes;
    if (this.#entries > totalEntries)
      throw new FormatError(`${where()}: more than ${totalEntries} entries in all layers`);
    if (this.#nameBytes > totalNameBytes) {
      throw new FormatError(`${where()}: names of more than ${totalNameBytes} bytes in all layers`);
    }
  }

  /** Takes in folders that are only implied by names. @throws FormatError, begun with `where`, over the ceiling */
  folders(count: number, where: string): void {
    if (count === 0) return;
    this.#entries += count;
    const { totalEntries } = this.#limits;
    if (this.#entries > totalEntries) {
      throw new FormatError(`${where}: more than ${totalEntries} entries and folders in all layers`);
    }
  }

  /** Takes in the bytes of a layer's tar. @throws FormatError, begun with `where`, over the ceiling */
  layer(bytes: number, where: string): void {
    const { totalBytes } = this.#limits;
    this.#bytes += bytes;
    if (this.#bytes > totalBytes)
      throw new FormatError(`${where}: all layers inflate to more than ${totalBytes} bytes`);
  }
}
