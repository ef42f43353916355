import { lazy } from '../model/lazy.ts';
import type { CgoOnlyImport, GoUse } from './facts.ts';

/** What is known of a package that the context has no source of. */
export interface KnownModule {
  /** The module that the package belongs to. */
  readonly module: string;
  /** What its import means for the program. */
  readonly uses: readonly GoUse[];
  readonly cgoOnly: Pick<CgoOnlyImport, 'without' | 'note'> | undefined;
  /** True where of `net`, `os-user`, `plugin` and `cgo` it brings those in `uses` and no other. */
  readonly bare: boolean;
  /** Where that was read. */
  readonly source: string;
}

interface Row {
  readonly module: string;
  /** Packages of the module below its root: those that the row speaks of; `''` is the root, `*` all. */
  readonly packages: readonly string[];
  readonly known: Omit<KnownModule, 'module'>;
}

/** `module@version package…: uses`. Looked up with `go list -deps` for linux/amd64 with cgo on, as `source` shows. */
const LINKED = `
github.com/spf13/pflag@v1.0.10: net
github.com/spf13/cobra@v1.10.2: net
github.com/spf13/viper@v1.21.0: net
github.com/prometheus/client_golang@v1.25.0 prometheus prometheus/promhttp: net
google.golang.org/grpc@v1.85.0 . codes status: net
google.golang.org/protobuf@v1.36.12 proto:
github.com/gin-gonic/gin@v1.12.0: net
github.com/labstack/echo/v4@v4.16.0: net
github.com/go-chi/chi/v5@v5.5.0 . middleware: net
github.com/gorilla/mux@v1.8.1: net
github.com/gorilla/websocket@v1.5.3: net
github.com/gofiber/fiber/v2@v2.52.15: net
go.uber.org/zap@v1.28.0: net
github.com/sirupsen/logrus@v1.10.2:
github.com/rs/zerolog@v1.35.1: net
github.com/redis/go-redis/v9@v9.23.0: net
github.com/lib/pq@v1.12.3: net os-user
github.com/jackc/pgx/v5@v5.12.0 . pgxpool stdlib: net os-user
github.com/go-sql-driver/mysql@v1.10.1: net
github.com/nats-io/nats.go@v1.55.0: net
modernc.org/sqlite@v1.61.1: net
github.com/google/uuid@v1.6.0: net
github.com/golang-jwt/jwt/v5@v5.3.1: net
github.com/aws/aws-sdk-go-v2/config@v1.33.14: net os-user
cloud.google.com/go/storage@v1.70.0: net os-user
github.com/pkg/errors@v0.9.1:
gopkg.in/yaml.v2@v2.4.0:
gopkg.in/yaml.v3@v3.0.1:
github.com/BurntSushi/toml@v1.6.0:
github.com/urfave/cli/v2@v2.27.7:
github.com/joho/godotenv@v1.5.1:
github.com/caarlos0/env/v11@v11.4.2:
github.com/fsnotify/fsnotify@v1.10.1:
golang.org/x/sync@v0.24.0 errgroup semaphore singleflight:
golang.org/x/sys@v0.49.0 unix:
golang.org/x/text@v0.43.0 language cases:
golang.org/x/time@v0.16.0 rate:
golang.org/x/crypto@v0.58.0 bcrypt argon2:
golang.org/x/crypto@v0.58.0 ssh acme/autocert: net
golang.org/x/net@v0.61.0 html context:
golang.org/x/net@v0.61.0 http2: net
golang.org/x/crypto/x509roots/fallback@v0.0.0-20261030153154-30a33513ff6d: net
`;

/**
 * Clients of services that are reached by https at an address that the module itself holds: `module source`.
 * Of database drivers, message brokers and Kubernetes clients the address, and whom to trust, comes from outside.
 */
const HTTPS_CLIENTS: readonly (readonly [string, readonly string[], string])[] = [
  [
    'github.com/aws/aws-sdk-go-v2',
    ['service/*'],
    'https://github.com/aws/aws-sdk-go-v2/blob/service/sts/v1.51.7/service/sts/internal/endpoints/endpoints.go',
  ],
  [
    'cloud.google.com/go/storage',
    [''],
    'https://github.com/googleapis/google-cloud-go/blob/storage/v1.70.0/storage/storage.go',
  ],
  ['github.com/slack-go/slack', [''], 'https://github.com/slack-go/slack/blob/master/slack.go'],
];

/** Packages whose import brings root certificates: `package source`. */
const ROOTS: readonly (readonly [string, string])[] = [
  ['golang.org/x/crypto/x509roots/fallback', 'https://pkg.go.dev/golang.org/x/crypto/x509roots/fallback'],
  ['github.com/breml/rootcerts', 'https://github.com/breml/rootcerts'],
  ['github.com/gwatts/rootcerts', 'https://github.com/gwatts/rootcerts'],
];

const STUB = 'without cgo it builds as a stub that fails when it is used';
const UNDEFINED = 'without cgo the names that programs use of it are not there, and the build fails';

/** Tried with Go 1.26: a program that uses the package, built with CGO_ENABLED=0, and run where it builds. */
const CGO_ONLY: readonly (readonly [string, string, readonly string[], CgoOnlyImport['without']])[] = [
  ['github.com/mattn/go-sqlite3', 'v1.14.52', [''], 'fails-at-run'],
  ['github.com/mutecomm/go-sqlcipher/v4', 'v4.4.2', [''], 'fails-at-run'],
  ['github.com/confluentinc/confluent-kafka-go/v2', 'v2.11.1', ['kafka'], 'build-fails'],
  ['github.com/confluentinc/confluent-kafka-go', 'v1.9.2', ['kafka'], 'build-fails'],
  ['github.com/linxGnu/grocksdb', 'v1.11.1', [''], 'build-fails'],
  ['github.com/tecbot/gorocksdb', 'v0.0.0-20191217155057-f0fad39f321c', [''], 'build-fails'],
  ['github.com/DataDog/zstd', 'v1.5.7', [''], 'build-fails'],
  ['github.com/valyala/gozstd', 'v1.24.0', [''], 'build-fails'],
  ['github.com/google/gopacket', 'v1.1.19', ['pcap'], 'build-fails'],
  ['github.com/marcboeker/go-duckdb', 'v1.8.5', [''], 'build-fails'],
  ['github.com/godror/godror', 'v0.40.4', [''], 'build-fails'],
  ['github.com/pebbe/zmq4', 'v1.4.0', [''], 'build-fails'],
  ['github.com/smacker/go-tree-sitter', 'v0.0.0-20240827094217-dd81d9e9be82', [''], 'build-fails'],
  ['gocv.io/x/gocv', 'v0.41.0', [''], 'build-fails'],
];

const USES: ReadonlySet<string> = new Set<GoUse>(['net', 'os-user', 'plugin', 'cgo']);

function isUse(word: string): word is GoUse {
  return USES.has(word);
}

function linkedRow(line: string): Row {
  const [, module = '', version = '', packages = '', uses = ''] = /^(\S+)@(\S+?)((?: \S+)*?):(.*)$/.exec(line) ?? [];
  const names =
    packages === ''
      ? ['']
      : packages
          .trim()
          .split(' ')
          .map((name) => (name === '.' ? '' : name));
  const source = `https://pkg.go.dev/${module}@${version}`;
  const known = { uses: uses.split(' ').filter(isUse), cgoOnly: undefined, bare: true, source };
  return { module, packages: names, known };
}

const byPath = lazy((): ReadonlyMap<string, KnownModule> => {
  const found = new Map<string, KnownModule>();
  for (const { module, packages, known } of rows()) {
    for (const name of packages) {
      const path = name === '' ? module : `${module}/${name}`;
      const before = found.get(path);
      found.set(path, {
        module,
        uses: [...new Set([...(before?.uses ?? []), ...known.uses])],
        cgoOnly: known.cgoOnly ?? before?.cgoOnly,
        bare: known.bare || before?.bare === true,
        source: known.cgoOnly === undefined ? (before?.source ?? known.source) : known.source,
      });
    }
  }
  return found;
});

const rows = (): readonly Row[] => [
  ...LINKED.trim().split('\n').map(linkedRow),
  ...HTTPS_CLIENTS.map(([module, packages, source]): Row => {
    return { module, packages, known: { uses: ['tls-client'], cgoOnly: undefined, bare: false, source } };
  }),
  ...ROOTS.map(([module, source]): Row => {
    return { module, packages: [''], known: { uses: ['x509-roots'], cgoOnly: undefined, bare: false, source } };
  }),
  ...CGO_ONLY.map(([module, version, packages, without]): Row => {
    const cgoOnly = { without, note: without === 'fails-at-run' ? STUB : UNDEFINED };
    const source = `https://pkg.go.dev/${module}@${version}`;
    return { module, packages, known: { uses: ['cgo'], cgoOnly, bare: false, source } };
  }),
];

/** What is known of the package at an import path; undefined where nothing is. */
export function knownModule(path: string): KnownModule | undefined {
  return byPath().get(path) ?? byPath().get(`${path.slice(0, path.lastIndexOf('/'))}/*`);
}

/** The row of a module that needs cgo, by the path of the module as go.mod requires it. */
export function cgoOnlyModule(module: string): KnownModule | undefined {
  const row = CGO_ONLY.find(([name]) => name === module);
  return row && byPath().get(row[2][0] === '' ? module : `${module}/${row[2][0]}`);
}
