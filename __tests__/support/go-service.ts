import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Sizes of what `//go:embed` takes in. */
export const EMBEDDED = { 'static/big.txt': 3_000, 'static/deep/small.txt': 100 } as const;

/**
 * A Go service in a folder, without need of a network: it asks a server, knows zones and users, has generic code and
 * embedded files, and depends on modules whose paths are hard to read out of a function's name.
 */
export function writeGoService(folder: string): void {
  const files = {
    'go.mod': `module example.com/service

go 1.21

require (
	example.com/big/mod/v2 v2.1.0
	go.uber.org/like v1.0.0
	gopkg.in/odd.v2 v2.0.3
)

replace (
	example.com/big/mod/v2 => ./big
	go.uber.org/like => ./like
	gopkg.in/odd.v2 => ./odd
)
`,
    'main.go': `package main

import (
	"embed"
	"fmt"
	"net/http"
	"os/user"
	"time"

	"example.com/big/mod/v2/deep.dotted/leaf"
	"example.com/service/internal/work"
	"go.uber.org/like"
	"gopkg.in/odd.v2"
)

//go:embed static
var static embed.FS

type point struct{ name, place string }

func main() {
	who, _ := user.Current()
	zone, _ := time.LoadLocation("Europe/Paris")
	answer, err := http.Get("https://example.com")
	seen := map[point]int{{"a", "b"}: 1}
	text, _ := static.ReadFile("static/big.txt")
	fmt.Println(who, zone, answer, err, seen, len(text), odd.Map(seen), like.Word(), leaf.Word(), work.Do())
}
`,
    'internal/work/work.go': 'package work\n\n//go:noinline\nfunc Do() string { return "done" }\n',
    'big/go.mod': 'module example.com/big/mod/v2\n\ngo 1.21\n',
    'big/deep.dotted/leaf/leaf.go': 'package leaf\n\n//go:noinline\nfunc Word() string { return "leaf" }\n',
    'like/go.mod': 'module go.uber.org/like\n\ngo 1.21\n',
    'like/like.go': 'package like\n\n//go:noinline\nfunc Word() string { return "like" }\n',
    'odd/go.mod': 'module gopkg.in/odd.v2\n\ngo 1.21\n',
    'odd/odd.go':
      'package odd\n\n//go:noinline\nfunc Map[K comparable](m map[K]int) (n int) {\n\tfor range m {\n\t\tn++\n\t}\n\treturn\n}\n',
    ...Object.fromEntries(Object.entries(EMBEDDED).map(([path, size]) => [path, 'x'.repeat(size)])),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
