import { join } from 'node:path';
import { build } from 'rolldown';
import type { Bench } from './topic.ts';

/** A program of this folder, bundled as users have ours: that types are stripped would be measured too. */
export async function bundled({ root, folder }: Bench, name: string): Promise<string> {
  const file = join(folder, `${name}.mjs`);
  await build({
    input: join(root, `bench/${name}.ts`),
    platform: 'node',
    output: { file, format: 'esm', minify: true },
  });
  return file;
}
