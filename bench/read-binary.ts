/**
 * A process of its own for the bench: takes one Go binary apart, cold, and fails where its parts do not
 * add up. `node bench/read-binary.ts PATH`
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readGoBinary } from '../src/gobinary/read-go-binary.ts';

const [path = ''] = process.argv.slice(2);
const file = openSync(path, 'r');
const { size } = fstatSync(file);
const facts = readGoBinary({
  size,
  read(offset, length) {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
    return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, offset));
  },
});
closeSync(file);
if (facts?.kind !== 'go' || !facts.functionsKnown) throw new Error(`${path}: not taken apart`);
const attributed = facts.modules.reduce((sum, { bytes }) => sum + bytes, 0);
if (attributed + facts.unattributed !== size) throw new Error(`${path}: parts do not add up`);
