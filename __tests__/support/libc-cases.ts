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
