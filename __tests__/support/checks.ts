import { readImages } from '../../src/image/read-images.ts';
import type { Finding } from '../../src/model/finding.ts';
import { type BuildOptions, buildImage, buildLayout, type Ended, type Files } from './engine.ts';

/** What the checks say of the one image that the lab's engine builds from the files. */
export async function findingsOf(files: Files, options: BuildOptions = {}): Promise<readonly Finding[]> {
  using layout = buildLayout(files, options);
  const [image, ...more] = await readImages(layout.path, { name: 'x' });
  if (image === undefined || more.length > 0) throw new Error('not one image');
  return image.findings;
}

/** A container of the image, from its start to its end, on the lab's engine. */
export function started(files: Files, options: readonly string[] = []): Ended {
  using image = buildImage(files);
  return image.run([], options);
}

export const GO_MOD = 'module example.com/app\n\ngo 1.24\n';

/** A stage that builds the program in `main.go`, as users write it. */
export const BUILD = 'FROM golang:1.26 AS build\nWORKDIR /src\nCOPY go.mod main.go ./\n';

export const HELLO = 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello from go") }\n';

/** A context with a Go program and a Dockerfile whose first stage is `BUILD`. */
export function goFiles(rest: string, main = HELLO): Files {
  return { Dockerfile: BUILD + rest, 'go.mod': GO_MOD, 'main.go': main };
}
