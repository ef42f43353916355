import type { Files } from './engine.ts';

/** A Go program that says who runs it and with which arguments, and a stage that builds it as /out/web, static. */
const BUILDER = `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/web .

`;

const MAIN = `package main

import "os"

func main() {
	println("uid", os.Getuid())
	for _, word := range os.Args[1:] {
		println("argument", word)
	}
}
`;

/** A Dockerfile whose last stages are given. */
export function withProgram(...stages: readonly string[]): string {
  return `${BUILDER}${stages.join('\n')}\n`;
}

/** The context of such a Dockerfile. */
export function filesFor(dockerfile: string, more: Files = {}): Files {
  return { 'go.mod': 'module example.org/web\n\ngo 1.21\n', 'main.go': MAIN, Dockerfile: dockerfile, ...more };
}
