import type { Files } from './context.ts';

const MOD = 'module example.com/web\n\ngo 1.24\n';

/** As `go mod tidy` writes it. */
const SQLITE_SUM = `github.com/mattn/go-sqlite3 v1.14.22 h1:2gZY6PC6kBnID23Tichd1K+Z0oS6nE/XwU+Vz/5o4kU=
github.com/mattn/go-sqlite3 v1.14.22/go.mod h1:Uh1q+B4BYcTPb+yiD3kU8Ct7aC0hY9fxUwlHK0RXw+Y=
`;

/** The sources of a program that says hello (or how its database is), by what it needs libc for. */
export const SOURCES = {
  net: {
    'go.mod': MOD,
    'main.go': 'package main\n\nimport "net"\n\nfunc main() { println("hello", net.IPv4len) }\n',
  },
  user: {
    'go.mod': MOD,
    'main.go': 'package main\n\nimport "os/user"\n\nfunc main() { user.Current(); println("hello") }\n',
  },
  plain: { 'go.mod': MOD, 'main.go': 'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("hello") }\n' },
  c: {
    'go.mod': MOD,
    'main.go':
      'package main\n\n// #include <stdlib.h>\n// static long n(void) { return strtol("42", 0, 10); }\nimport "C"\n\nfunc main() { println("hello", C.n()) }\n',
  },
  math: {
    'go.mod': MOD,
    'main.go':
      'package main\n\n// #cgo LDFLAGS: -lm\n// #include <math.h>\n// static double rest(double a, double b) { return fmod(a, b); }\nimport "C"\n\nfunc main() { println("hello", C.rest(7, 4)) }\n',
  },
  sqlite: {
    'go.mod': `${MOD}\nrequire github.com/mattn/go-sqlite3 v1.14.22\n`,
    'go.sum': SQLITE_SUM,
    'main.go':
      'package main\n\nimport (\n\t"database/sql"\n\t"fmt"\n\n\t_ "github.com/mattn/go-sqlite3"\n)\n\nfunc main() {\n\tdb, err := sql.Open("sqlite3", ":memory:")\n\tif err == nil {\n\t\terr = db.Ping()\n\t}\n\tfmt.Println("ping:", err)\n}\n',
  },
  unknown: {
    'go.mod': `${MOD}\nrequire example.org/x v1.0.0\n`,
    'main.go': 'package main\n\nimport "example.org/x"\n\nfunc main() { x.Run() }\n',
  },
} as const satisfies Readonly<Record<string, Files>>;

/** Ways of a program into an image, as a folder or by a wildcard: build, copy, and where it comes to lie. */
export const BY_TREE = [
  ['go build -o /out/web .', '/out/ /usr/local/bin/', '/usr/local/bin/web'],
  ['go build -o /out/ .', '/out/ /usr/local/bin/', '/usr/local/bin/web'],
  ['go build -o /out/web .', '/out/* /usr/bin/', '/usr/bin/web'],
  ['go build -o /out/web .', '/out /opt', '/opt/web'],
  ['go install ./...', '/go/bin/ /usr/local/bin/', '/usr/local/bin/web'],
  ['go install ./...', '/go/bin/ /', '/web'],
  ['go install ./...', '/go/bin/* /', '/web'],
  ['go build -o /web .', '/web* /', '/web'],
  ['go build -o /out/web . && mkdir -p /out/tmp', '/out /', '/web'],
  ['go build -o /out/web .', '/out/ /', '/web'],
  ['go build -o /out/web .', '/out/. /', '/web'],
] as const;

/** Copies beside that of a program built as `/web`, or by another command, which may bring a loader or another libc. */
export const WITH_LIBC = [
  ['true', '--from=build / /'],
  ['true', '--from=build /lib/ /lib/'],
  ['true', '--from=build /usr /usr'],
  ['true', '--from=build /usr/lib/ /usr/lib/'],
  ['true', '--from=build /usr/ /'],
  ['true', '--from=build /lib* /'],
  ['true', '--from=build /l* /'],
  ['true', '--from=build /rootfs* /'],
  ['true', '--from=build /* /'],
  ['true', '--from=example.org/libc /out/ /'],
  ['true', 'rootfs /'],
  ['cp -rL --parents /lib64 /out', '--from=build /out/ /'],
  ['cd / && cp -rL lib64 out', '--from=build /out/ /'],
  ['apt-get download libc6 && dpkg -x libc6.deb /out', '--from=build /out/ /'],
  ['./collect.sh', '--from=build /out/ /'],
] as const;
