import type { GoProgram } from '../gobinary/go-program.ts';
import type { MeasuredModule } from '../gobinary/modules.ts';
import { PARTS } from '../gobinary/object.ts';
import type { GoBinaryReport } from '../model/report.ts';
import { sum } from './sums.ts';

/** The largest are listed; what is left out is counted. */
const MOST_MODULES = 2_000;
const MOST_PACKAGES = 150;
const MOST_EMBEDDED = 20;
/** Names come out of the file, which may say anything. */
const LONGEST = 1_024;

/** Settings of build info that say what the program runs on; others, such as `-ldflags`, may hold secrets. */
const SETTINGS =
  /^(?:GO(?:OS|ARCH|ARM|ARM64|AMD64|386|MIPS|MIPS64|PPC64|RISCV64|WASM)|CGO_ENABLED|-trimpath|-buildmode|-compiler|-race)$/;

/** What a report keeps of a Go program. */
export function goBinaryReport(path: string, go: GoProgram, clean: (text: string) => string): GoBinaryReport {
  const packages = go.packages.slice(0, MOST_PACKAGES);
  const omitted = go.packages.slice(MOST_PACKAGES);
  const { localPaths, embedded } = go;
  return {
    path,
    goVersion: short(go.goVersion),
    module: go.main === null ? null : short(go.main.path),
    bytes: go.bytes,
    stripped: go.stripped,
    debugBytes: go.debugBytes,
    static: go.static,
    modules: listModules(go.modules),
    unattributed: go.unattributed,
    format: go.format,
    architecture: go.architecture,
    sections: PARTS.map((name) => ({ name, bytes: go.parts[name] })),
    packages: packages.map((item) => ({ path: short(item.path), module: short(item.module.path), bytes: item.bytes })),
    packagesOmitted: { count: omitted.length, bytes: sum(omitted.map(({ bytes }) => bytes)) },
    localPaths:
      localPaths === null
        ? null
        : { kind: localPaths.kind, count: localPaths.count, sample: localPaths.sample.map(clean) },
    embedded:
      embedded === null
        ? null
        : {
            files: embedded.length,
            bytes: sum(embedded.map(({ bytes }) => bytes)),
            largest: embedded.slice(0, MOST_EMBEDDED).map((file) => ({ path: short(file.path), bytes: file.bytes })),
          },
    settings: Object.fromEntries(
      [...go.settings].filter(([key]) => SETTINGS.test(key)).map(([key, value]) => [key, short(clean(value))]),
    ),
    interpreter: go.interpreter,
    notes: [...go.notes],
  };
}

function listModules(modules: readonly MeasuredModule[]): GoBinaryReport['modules'] {
  const rows = modules
    .slice(0, MOST_MODULES)
    .map(({ path, version, kind, bytes }) => ({ path: short(path), version: short(version), kind, bytes }));
  const rest = modules.slice(MOST_MODULES);
  if (rest.length === 0) return rows;
  return [...rows, { path: 'other modules', version: '', kind: 'unknown', bytes: sum(rest.map(({ bytes }) => bytes)) }];
}

function short(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
