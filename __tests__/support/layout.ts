import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';

/** Layouts and archives made by hand from the image spec and from what `docker save` writes, with none of our own code. */

export interface TestEntry {
  readonly name: string;
  readonly type?: Header['type'];
  readonly content?: string | Buffer;
  readonly linkname?: string;
  readonly mode?: number;
}

/** A tar of the entries in their order, written by tar-stream. */
export async function tarOf(entries: readonly TestEntry[]): Promise<Buffer> {
  const archive = pack();
  const chunks: Buffer[] = [];
  const collected = (async () => {
    for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  })();
  for (const { content = '', ...given } of entries) {
    const header = { type: 'file' as const, mtime: new Date(0), ...given };
    if (header.type === 'file') archive.entry(header, content);
    else archive.entry(header);
  }
  archive.finalize();
  await collected;
  return Buffer.concat(chunks);
}

export type TestCompression = 'gzip' | 'zstd' | 'none';

export function compress(bytes: Buffer, compression: TestCompression): Buffer {
  return compression === 'gzip' ? gzipSync(bytes) : compression === 'zstd' ? zstdCompressSync(bytes) : bytes;
}

export function sha256(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export interface TestLayer {
  readonly tar: Buffer;
  readonly compression?: TestCompression;
}

export interface TestImage {
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
  readonly layers: readonly TestLayer[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly history?: readonly Readonly<Record<string, unknown>>[];
  /** Of the manifest. */
  readonly annotations?: unknown;
}

export interface TestDescriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: unknown;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  readonly urls?: readonly string[];
}

const OCI = 'application/vnd.oci.image';

/** A layout folder that blobs are put into one by one. */
export class LayoutFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
    mkdirSync(join(path, 'blobs/sha256'), { recursive: true });
    writeFileSync(join(path, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  }

  blobPath(digest: string): string {
    return join(this.path, 'blobs', digest.replace(':', '/'));
  }

  blob(bytes: Buffer | string, mediaType: string): TestDescriptor {
    const buffer = Buffer.from(bytes);
    const digest = sha256(buffer);
    writeFileSync(this.blobPath(digest), buffer);
    return { mediaType, digest, size: buffer.length };
  }

  json(value: unknown, mediaType: string): TestDescriptor {
    return this.blob(JSON.stringify(value), mediaType);
  }

  config(image: TestImage): TestDescriptor {
    const { platform = { os: 'linux', architecture: 'amd64' } } = image;
    return this.json(
      {
        ...platform,
        config: image.config ?? {},
        rootfs: { type: 'layers', diff_ids: image.layers.map(({ tar }) => sha256(tar)) },
        history: image.history ?? [],
      },
      `${OCI}.config.v1+json`,
    );
  }

  layer({ tar, compression = 'gzip' }: TestLayer): TestDescriptor {
    const suffix = compression === 'none' ? '' : `+${compression}`;
    return this.blob(compress(tar, compression), `${OCI}.layer.v1.tar${suffix}`);
  }

  /** Config, layers and manifest of an image; its descriptor names the platform. */
  image(image: TestImage): TestDescriptor {
    const { platform = { os: 'linux', architecture: 'amd64' } } = image;
    const manifest = {
      schemaVersion: 2,
      mediaType: `${OCI}.manifest.v1+json`,
      config: this.config(image),
      layers: image.layers.map((layer) => this.layer(layer)),
      ...(image.annotations === undefined ? {} : { annotations: image.annotations }),
    };
    return { ...this.json(manifest, `${OCI}.manifest.v1+json`), platform };
  }

  nested(manifests: readonly TestDescriptor[]): TestDescriptor {
    return this.json({ schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests }, `${OCI}.index.v1+json`);
  }

  index(manifests: readonly TestDescriptor[]): void {
    this.write('index.json', JSON.stringify({ schemaVersion: 2, manifests }));
  }

  write(name: string, content: string | Buffer): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), content);
  }
}

/** A layout of one image, as buildx writes it. */
export function writeImage(path: string, image: TestImage): LayoutFolder {
  const folder = new LayoutFolder(path);
  folder.index([folder.image(image)]);
  return folder;
}
