import { readFileSync } from 'node:fs';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { fixTexts } from '../../src/lint/fixes/fix-texts.ts';
import { lint } from '../../src/lint/lint.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Platform } from '../../src/model/platform.ts';
import type { Files } from './engine.ts';

/** A Go program without dependencies, with a value that the linker can set. */
export const PROGRAM: Files = {
  'go.mod': 'module example.com/web\n\ngo 1.21\n',
  'go.sum': '',
  'main.go': 'package main\n\nvar version = "unset"\n\nfunc main() { println(version) }\n',
};

/** `e_machine` of the ELF header (System V ABI, "ELF Header"), by GOARCH. */
const MACHINES: Readonly<Record<number, string>> = { 3: '386', 40: 'arm', 62: 'amd64', 183: 'arm64' };

/** The architecture that an ELF file is made for. */
export function machineOf(path: string): string | undefined {
  const bytes = readFileSync(path);
  if (bytes.readUInt32BE(0) !== 0x7f454c46) return undefined;
  return MACHINES[bytes.readUInt16LE(18)];
}

/** What one rule says of a Dockerfile. */
export function said(rule: string, text: string, platforms?: readonly Platform[]): readonly Finding[] {
  return lint({ dockerfile: parseDockerfile(text, 'Dockerfile'), platforms }).filter((each) => each.rule === rule);
}

/** The Dockerfile with the fixes of one rule in it, suggested ones too. */
export function mended(rule: string, text: string, platforms?: readonly Platform[]): string {
  const { changed } = fixTexts({
    texts: new Map([['Dockerfile', text]]),
    judge: (texts) => said(rule, texts.get('Dockerfile') ?? '', platforms),
    tier: 'suggested',
  });
  return changed.get('Dockerfile') ?? text;
}
