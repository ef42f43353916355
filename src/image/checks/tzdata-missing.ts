import { posix } from 'node:path';
import type { ImageCheck, Observation } from './check.ts';
import type { ImageFacts } from './facts.ts';
import { resolvePath } from './paths.ts';
import { mayComeLater } from './start.ts';

/** Where Go looks on Unix (`time/zoneinfo_unix.go`), beside ZONEINFO and its own `lib/time/zoneinfo.zip`. */
const FOLDERS: readonly string[] = [
  '/usr/share/zoneinfo',
  '/usr/share/lib/zoneinfo',
  '/usr/lib/locale/TZ',
  '/etc/zoneinfo',
];

export const tzdataMissing: ImageCheck = {
  id: 'image-tzdata-missing',
  severity: 'note',
  threshold:
    'a started Go program that links `time.LoadLocation`, and no zone data: a warning where TZ of the image names a zone, or a file that is not there',
  summary: 'a program that loads time zones, and no zone data',
  why: '`time.LoadLocation("Europe/Berlin")` fails with `unknown time zone Europe/Berlin`, and TZ is passed over without a word: all times are UTC. Which zones a program asks for cannot be told, and many ask for none: a note, unless TZ of the image names one. A TZ that is a path (`:/etc/localtime`) is looked up in the image. Quiet where zone data is at a path that Go reads, or may be mounted, where the program has it in it (`import _ "time/tzdata"`, `-tags timetzdata`), and where its functions cannot be read.',
  fix: 'Build with `-tags timetzdata` (some 450 kB), or copy `/usr/share/zoneinfo` from a stage that has the package `tzdata`.',
  check: (facts) => {
    if (facts.platform.os !== 'linux' || hasZones(facts)) return [];
    const zone = facts.config.env.get('TZ') ?? '';
    const file = /^:?(\/.*)$/.exec(zone)?.[1];
    const isSet =
      file === undefined
        ? !/^:?(?:|UTC|UTC0|GMT|Etc\/UTC|Local)$/.test(zone)
        : !hasData(facts.root, facts.config, file);
    return facts.programs.flatMap(({ path, layer, go, isStarted }): readonly Observation[] => {
      const asks = isSet || go.links.has('load-location');
      if (!isStarted || !go.functionsKnown || go.links.has('embedded-zones') || !asks) return [];
      return [
        {
          message: isSet && file !== undefined ? noFile(zone, path) : noZones(isSet ? zone : undefined, path),
          path,
          layer,
          ...(isSet ? { severity: 'warning' as const } : {}),
        },
      ];
    });
  },
};

function noZones(zone: string | undefined, program: string): string {
  const why = zone === undefined ? `"${program}" can load time zones` : `TZ is "${zone}"`;
  return `${why}, and the image has no zone data: build "${program}" with -tags timetzdata, or COPY /usr/share/zoneinfo`;
}

/** Go looks for built-in zones by their names alone, so that `timetzdata` does not help where TZ is a path. */
function noFile(zone: string, program: string): string {
  return `TZ is "${zone}", which is not in the image: COPY that file, or let TZ name a zone and build "${program}" with -tags timetzdata`;
}

function hasZones({ root, config, visible }: ImageFacts): boolean {
  const own = config.env.get('ZONEINFO') || undefined;
  const places = own === undefined ? FOLDERS : [posix.resolve(config.workingFolder, own), ...FOLDERS];
  return (
    places.some((path) => hasData(root, config, path)) ||
    [...visible.values()].some((path) => path.endsWith('/lib/time/zoneinfo.zip'))
  );
}

function hasData(root: ImageFacts['root'], config: ImageFacts['config'], path: string): boolean {
  const found = resolvePath(root, path);
  if (mayComeLater(config, path, found)) return true;
  return found.kind === 'file' ? found.file.bytes > 0 : found.kind === 'folder' && found.folder.children.size > 0;
}
