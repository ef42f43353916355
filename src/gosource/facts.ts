/** Where something stands: `file` relative to the build context with `/`, `line` from 1. */
export interface GoPosition {
  readonly file: string;
  readonly line: number;
}

/**
 * What a program may do that its final image must provide for.
 * - `net`, `os-user`, `plugin`, `cgo`: linked in, these take part of their work to libc where cgo is on;
 * - `http-client`, `tls-client`: reaches out; `own-trust`: says itself whom it trusts (RootCAs, InsecureSkipVerify);
 * - `load-location`: needs zone data; `tzdata`: brings it; `x509-roots`: brings root certificates;
 * - `current-user`: reads /etc/passwd; `temp-file`: writes below /tmp; `exec`: may start other programs.
 */
export type GoUse =
  | 'net'
  | 'os-user'
  | 'plugin'
  | 'cgo'
  | 'http-client'
  | 'tls-client'
  | 'own-trust'
  | 'load-location'
  | 'tzdata'
  | 'x509-roots'
  | 'current-user'
  | 'temp-file'
  | 'exec';

export interface GoFact {
  readonly use: GoUse;
  readonly at: GoPosition;
  /** As one would write it: `http.Get`, `import "net"`. */
  readonly what: string;
  /** True in the modules that the context holds the source of, false in `vendor/`, where a call may never be reached. */
  readonly own: boolean;
  /** Of an `http-client`: which scheme the string literals of the call, else of the file, begin with; undefined: none do. */
  readonly scheme?: 'http' | 'https' | undefined;
}

/** A pattern of a `//go:embed` line. */
export interface GoEmbed {
  /** As written, unquoted, with `all:`. */
  readonly pattern: string;
  /** The folder that it is relative to, itself relative to the context; `.` for the context. */
  readonly folder: string;
  readonly at: GoPosition;
  /** Files and folders on disk that go would embed, relative to the context; folders only where something in them counts. */
  readonly onDisk: readonly string[];
  /** Those of them that are sent: all, or in part for a folder. */
  readonly sent: readonly string[];
  /** Why go would refuse the pattern even if everything were sent; undefined where it would not, or that is unknown. */
  readonly refused: string | undefined;
}

/** An import that leads out of the source at hand and is in no table: what it does is unknown. */
export interface UnknownImport {
  readonly path: string;
  readonly at: GoPosition;
}

/** A module that needs cgo for its work, imported by own code. */
export interface CgoOnlyImport {
  readonly module: string;
  readonly path: string;
  readonly at: GoPosition;
  /** What a build with cgo off gives. */
  readonly without: 'build-fails' | 'fails-at-run';
  /** In words, for a message. */
  readonly note: string;
  readonly source: string;
}

/** A package of own code of which no file is left for the platform and the tags. */
export interface EmptyPackage {
  readonly importPath: string;
  readonly folder: string;
  /** True where files with `import "C"` or `//go:build cgo` would be left if cgo were on. */
  readonly withCgo: boolean;
  /** The import; undefined for the main package itself. */
  readonly at: GoPosition | undefined;
}

/** One main package for one platform. */
export interface GoProgram {
  /** Its place in `GoSourceRequest.programs`. */
  readonly request: number;
  readonly importPath: string;
  /** Relative to the context; `.` for the context. */
  readonly folder: string;
  /** What go calls the binary: `web` for `example.org/x/web/v2`. */
  readonly name: string;
  /** Folder of its module. */
  readonly module: string;
  readonly facts: readonly GoFact[];
  readonly embeds: readonly GoEmbed[];
  readonly cgoOnly: readonly CgoOnlyImport[];
  readonly empty: readonly EmptyPackage[];
  /** Imports of other modules that no table knows. */
  readonly unknown: readonly UnknownImport[];
  /**
   * May own code at a place run? False for functions and methods that no name leads to from main, init and the variables
   * of packages: what a package that several programs share does for others. Worked out when it is first asked.
   */
  readonly mayRun: (at: GoPosition) => boolean;
  /** Folders of own packages in the graph, relative to the context. */
  readonly folders: readonly string[];
  /** False where the graph of own code could not be followed wholly: then what no fact says is unknown. */
  readonly complete: boolean;
  /** Why not. */
  readonly reasons: readonly string[];
}

export interface GoProgramRequest {
  /** The folder that go runs in, relative to the context (`.`). */
  readonly folder: string;
  /** As on the command line: `.`, `./cmd/web`, `./...`, `example.org/x/cmd/web`, `main.go`; none means `.`. */
  readonly packages: readonly string[];
  /** Default linux. */
  readonly goos?: string | undefined;
  readonly goarch: string;
  /** Undefined: cannot be known. */
  readonly cgo: boolean | undefined;
  /** Of `-tags`; undefined: cannot be known. */
  readonly tags: readonly string[] | undefined;
  /** Minor version of the toolchain, 26 for 1.26; where left out at least that of the go line. */
  readonly goMinor?: number | undefined;
  /** Of `-mod`; where left out as go chooses. */
  readonly mod?: 'mod' | 'vendor' | 'readonly' | undefined;
  /** False for GOWORK=off. */
  readonly workspace?: boolean | undefined;
}

export interface GoSourceRequest {
  readonly contextDir: string;
  /** Does the context send this file (relative, `/`)? Everything, where left out. */
  readonly isSent?: ((path: string) => boolean) | undefined;
  readonly programs: readonly GoProgramRequest[];
  readonly limits?: Partial<GoSourceLimits> | undefined;
}

export interface GoSourceLimits {
  /** Go files read. */
  readonly files: number;
  readonly bytesPerFile: number;
  readonly bytes: number;
  /** Folder entries looked at. */
  readonly entries: number;
  /** Folders in folders. */
  readonly depth: number;
}

export interface GoRequire {
  readonly path: string;
  readonly version: string;
  readonly indirect: boolean;
  readonly line: number;
}

export interface GoReplace {
  readonly path: string;
  /** Of the replaced version only; undefined for all. */
  readonly version: string | undefined;
  /** A folder (begins with `./`, `../` or `/`) or a module path. */
  readonly target: string;
  readonly targetVersion: string | undefined;
  readonly local: boolean;
  readonly line: number;
}

/** A go.mod. */
export interface GoMod {
  readonly module: string | undefined;
  /** Of the `go` line: `1.26`, `1.26.1`. */
  readonly go: string | undefined;
  readonly goLine: number | undefined;
  readonly toolchain: string | undefined;
  readonly requires: readonly GoRequire[];
  readonly replaces: readonly GoReplace[];
  readonly tools: readonly string[];
}

/** A go.work. */
export interface GoWork {
  readonly go: string | undefined;
  readonly goLine: number | undefined;
  readonly toolchain: string | undefined;
  readonly uses: readonly { readonly folder: string; readonly line: number }[];
  readonly replaces: readonly GoReplace[];
}

/** A module whose source lies in the context. */
export interface GoModule {
  /** Relative to the context; `.` for the context. */
  readonly folder: string;
  /** Its go.mod, relative to the context. */
  readonly file: string;
  readonly mod: GoMod;
  /** `main`: go runs in it; `member`: go.work names it; `replaced`: `replace => ./folder` leads to it. */
  readonly role: 'main' | 'member' | 'replaced';
  readonly hasGoSum: boolean;
  /** `vendor/modules.txt` is sent and go uses it. */
  readonly vendored: boolean;
}

/** `replace` and `use` folders that lead to no go.mod that is sent, or out of the context. */
export interface MissingModule {
  /** As written. */
  readonly target: string;
  /** Relative to the context; undefined where it lies outside. */
  readonly folder: string | undefined;
  readonly at: GoPosition;
  readonly kind: 'replace' | 'use';
}

/** What the Go source of a context says about the programs that are built from it. */
export interface GoSource {
  readonly programs: readonly GoProgram[];
  readonly modules: readonly GoModule[];
  readonly workspace: { readonly file: string; readonly work: GoWork; readonly hasGoSum: boolean } | undefined;
  readonly missingModules: readonly MissingModule[];
  /** Package words that lead to no program, by request, each with the reason. */
  readonly unresolved: readonly { readonly request: number; readonly pattern: string; readonly reason: string }[];
}
