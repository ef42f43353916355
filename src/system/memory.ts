import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the part of V8's heap where objects are born at its first size. Weighing a big image makes many that die at
 * once; left alone that part grows to tens of megabytes, which only moves the collections further apart.
 */
export function keepNewObjectsSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
