import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ConfigError } from '../model/errors.ts';
import { type Dockerfile, parseDockerfile } from './dockerfile.ts';

/** Far above any Dockerfile; a larger file is something else. */
const MAX_BYTES = 16 << 20;

/**
 * Reads and parses a Dockerfile.
 * @param path where it lies
 * @param file the path that findings will name
 * @throws ConfigError where it cannot be read; what it holds, be it nothing or no text, is told as `problems`
 */
export function readDockerfile(path: string, file: string, buildArgs?: ReadonlyMap<string, string>): Dockerfile {
  return parseDockerfile(readDockerfileText(path), file, buildArgs);
}

/** The text of a Dockerfile. @throws ConfigError where it cannot be read */
export function readDockerfileText(path: string): string {
  // Bytes that are no UTF-8 become replacement characters: BuildKit takes them as they are, in comments mostly.
  return readBytes(path).toString('utf8');
}

function readBytes(path: string): Buffer {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch (cause) {
    throw new ConfigError(`${path} cannot be read`, { cause });
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new ConfigError(`${path} is not a file`, { hint: 'name the Dockerfile itself' });
    if (stats.size > MAX_BYTES) throw new ConfigError(`${path} is larger than 16 MiB`, { hint: 'is it a Dockerfile?' });
    const bytes = Buffer.alloc(stats.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, length);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}
