import { formatPlatform, LINUX_ARCHITECTURES, type Platform } from '../../model/platform.ts';
import { elfOf } from '../file-facts.ts';
import type { ImageCheck, Observation } from './check.ts';
import type { ImageFacts, VisibleProgram } from './facts.ts';
import type { Started } from './start.ts';

export const archMismatch: ImageCheck = {
  id: 'image-arch-mismatch',
  severity: 'error',
  threshold: 'a started program of another architecture; a Go program that needs a newer processor than the platform',
  summary: 'a program is not made for the platform of its image',
  why: 'A machine of that platform answers `exec format error`; on the machine that built the image it may even run. The usual cause is a fixed `GOARCH` in the Dockerfile, or a build stage for BUILDPLATFORM whose `go build` is not told TARGETARCH. GOARM and GOAMD64, which the binary remembers, are held against the variant of the platform: a program for arm/v7 ends at once on arm/v6. Programs of other architectures that are not started are shipped on purpose more often than not: quiet. Quiet too where the image names no architecture, or one that Go does not have; names such as `x86_64` are read as containerd reads them.',
  fix: 'Declare `ARG TARGETOS TARGETARCH` in the build stage and pass `GOOS=$TARGETOS GOARCH=$TARGETARCH` (and GOARM from TARGETVARIANT) to `go build`.',
  check: (facts) => {
    if (facts.platform.os !== 'linux') return [];
    const wrong = facts.chain.started.flatMap((started) => wrongMachine(facts, started));
    return wrong.length > 0 ? wrong.slice(0, 1) : facts.programs.flatMap((program) => tooNew(facts.platform, program));
  },
};

function wrongMachine({ platform, layerOf }: ImageFacts, { path, file }: Started): readonly Observation[] {
  const format = file.content?.format;
  if (format === undefined || file.content?.unread === true) return [];
  const elf = elfOf(file);
  if (format === 'elf' && elf === undefined) return [];
  if (elf !== undefined && runsOn(elf.architecture, platform.architecture)) return [];
  const [made, advice] =
    elf === undefined
      ? [`a program for another system (${format})`, 'GOOS=$TARGETOS']
      : [`a program for ${elf.architecture}`, 'GOARCH=$TARGETARCH'];
  const layer = layerOf(file);
  return [
    {
      message: `"${path}" is ${made} in an image for ${formatPlatform(platform)}: it ends with "exec format error"; pass ${advice} to its build`,
      path,
      ...(layer === undefined ? {} : { layer }),
    },
  ];
}

/**
 * Processors of amd64 run what is for 386. Not all of arm64 run what is for arm. Of an architecture by a name that Go does
 * not have, such as "unknown", nothing is known.
 */
function runsOn(program: string, platform: string): boolean {
  if (!LINUX_ARCHITECTURES.includes(platform)) return true;
  return program === platform || (program === '386' && platform === 'amd64');
}

function tooNew(platform: Platform, { path, layer, go, isStarted }: VisibleProgram): readonly Observation[] {
  if (!isStarted || go.architecture !== platform.architecture) return [];
  const arm = go.architecture === 'arm';
  if (!arm && go.architecture !== 'amd64') return [];
  const name = arm ? 'GOARM' : 'GOAMD64';
  const needs = Number(/^v?([1-8])/.exec(go.settings.get(name) ?? '')?.[1]);
  const has = Number(/^v([1-8])$/.exec(platform.variant || (arm ? 'v7' : 'v1'))?.[1]);
  if (!(needs > has)) return [];
  return [
    {
      message: `"${path}" was built with ${name}=${go.settings.get(name)}, for newer processors than those of ${formatPlatform(platform)}: take ${name} from TARGETVARIANT`,
      path,
      layer,
      // Most machines of amd64 are newer than the first; a board of arm/v6 never is.
      ...(arm ? {} : { severity: 'warning' as const }),
    },
  ];
}
