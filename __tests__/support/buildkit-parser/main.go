// Command buildkit-parser says how BuildKit itself reads Dockerfiles and expands words: a JSON request on standard
// input, a JSON answer on standard output.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

type request struct {
	Files []string `json:"files"`
	Words []word   `json:"words"`
}

type word struct {
	Word   string            `json:"word"`
	Escape string            `json:"escape"`
	Env    map[string]string `json:"env"`
}

type heredoc struct {
	Name    string `json:"name"`
	Expand  bool   `json:"expand"`
	Chomp   bool   `json:"chomp"`
	Content string `json:"content"`
}

type node struct {
	Keyword  string    `json:"keyword"`
	Line     int       `json:"line"`
	EndLine  int       `json:"endLine"`
	Flags    []string  `json:"flags"`
	Exec     bool      `json:"exec"`
	Args     []string  `json:"args"`
	Heredocs []heredoc `json:"heredocs"`
}

type stage struct {
	Name     string `json:"name"`
	Base     string `json:"base"`
	Platform string `json:"platform"`
	Commands int    `json:"commands"`
}

type file struct {
	// Why BuildKit refuses the file; empty where it does not.
	Error        string   `json:"error"`
	Escape       string   `json:"escape"`
	Instructions []node   `json:"instructions"`
	Stages       []stage  `json:"stages"`
	Globals      []string `json:"globals"`
}

type expansion struct {
	Error string `json:"error"`
	Text  string `json:"text"`
}

type answer struct {
	Files []file      `json:"files"`
	Words []expansion `json:"words"`
}

func main() {
	var asked request
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		fail(err)
	}
	given := answer{Files: []file{}, Words: []expansion{}}
	for _, text := range asked.Files {
		given.Files = append(given.Files, read(text))
	}
	for _, each := range asked.Words {
		given.Words = append(given.Words, expand(each))
	}
	if err := json.NewEncoder(os.Stdout).Encode(given); err != nil {
		fail(err)
	}
}

func read(text string) file {
	out := file{Instructions: []node{}, Stages: []stage{}, Globals: []string{}}
	result, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		out.Error = err.Error()
		return out
	}
	out.Escape = string(result.EscapeToken)
	for _, child := range result.AST.Children {
		out.Instructions = append(out.Instructions, describe(child))
	}
	stages, globals, err := instructions.Parse(result.AST, linter.New(&linter.Config{}))
	if err != nil {
		out.Error = err.Error()
		return out
	}
	if err := refusal(stages, globals, result.EscapeToken); err != nil {
		out.Error = err.Error()
		return out
	}
	for _, each := range stages {
		out.Stages = append(out.Stages, stage{each.Name, each.BaseName, each.Platform, len(each.Commands)})
	}
	for _, command := range globals {
		for _, arg := range command.Args {
			out.Globals = append(out.Globals, arg.Key)
		}
	}
	return out
}

// What dockerfile2llb (convert.go) refuses of files that could be parsed, whatever stage is built: toDispatchState of a
// file without stages, toCommand, and the expansion of all words.
func refusal(stages []instructions.Stage, globals []instructions.ArgCommand, escape rune) error {
	if len(stages) == 0 {
		return errors.New("dockerfile contains no stages to build")
	}
	lex := shell.NewLex(escape)
	process := func(word string) (string, error) {
		text, _, err := lex.ProcessWord(word, environment{})
		return text, err
	}
	for index := range globals {
		if err := globals[index].Expand(process); err != nil {
			return err
		}
	}
	if err := links(stages); err != nil {
		return err
	}
	for _, each := range stages {
		for _, word := range []string{each.BaseName, each.Platform} {
			if _, err := process(word); err != nil {
				return err
			}
		}
		for _, command := range each.Commands {
			if from, ok := command.(*instructions.CopyCommand); ok && from.From != "" {
				if text, err := process(from.From); err != nil || text != from.From {
					return fmt.Errorf("variable expansion is not supported for --from: %v", err)
				}
			}
			if expose, ok := command.(*instructions.ExposeCommand); ok {
				for _, port := range expose.Ports {
					if _, err := lex.ProcessWords(port, environment{}); err != nil {
						return err
					}
				}
			}
			if expanding, ok := command.(instructions.SupportsSingleWordExpansion); ok {
				if err := expanding.Expand(process); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// What buildStageDependencyGraph and validateCircularDependency refuse: a number that is no stage's, counted with the
// images taken from by then, and stages that take from one another in a circle.
func links(stages []instructions.Stage) error {
	names := map[string]int{}
	for index, each := range stages {
		names[strings.ToLower(each.Name)] = index
	}
	delete(names, "")
	count := len(stages)
	takes := make([][]int, len(stages))
	for index, each := range stages {
		for _, command := range each.Commands {
			from := []string{}
			switch command := command.(type) {
			case *instructions.CopyCommand:
				if number, err := strconv.Atoi(command.From); err == nil {
					if number < 0 || number >= count {
						return fmt.Errorf("invalid stage index %d", number)
					}
					if number < len(stages) {
						takes[index] = append(takes[index], number)
					}
				} else if command.From != "" {
					from = append(from, command.From)
				}
			case *instructions.RunCommand:
				for _, mount := range instructions.GetMounts(command) {
					from = append(from, mount.From)
				}
			}
			for _, name := range from {
				if number, found := names[strings.ToLower(name)]; found {
					takes[index] = append(takes[index], number)
				} else {
					count++
				}
			}
		}
	}
	for start, each := range stages {
		seen := map[int]bool{}
		for open := append([]int{}, takes[start]...); len(open) > 0; {
			next := open[0]
			open = open[1:]
			if next == start {
				return fmt.Errorf("circular dependency detected on stage: %s", each.Name)
			}
			if !seen[next] {
				seen[next] = true
				open = append(open, takes[next]...)
			}
		}
	}
	return nil
}

func describe(child *parser.Node) node {
	out := node{
		Keyword:  strings.ToUpper(child.Value),
		Line:     child.StartLine,
		EndLine:  child.EndLine,
		Flags:    append([]string{}, child.Flags...),
		Exec:     child.Attributes["json"],
		Args:     []string{},
		Heredocs: []heredoc{},
	}
	for next := child.Next; next != nil; next = next.Next {
		out.Args = append(out.Args, next.Value)
	}
	for _, each := range child.Heredocs {
		out.Heredocs = append(out.Heredocs, heredoc{each.Name, each.Expand, each.Chomp, each.Content})
	}
	return out
}

type environment map[string]string

func (env environment) Get(name string) (string, bool) {
	value, found := env[name]
	return value, found
}

func (env environment) Keys() []string { return nil }

func expand(each word) expansion {
	text, _, err := shell.NewLex([]rune(each.Escape)[0]).ProcessWord(each.Word, environment(each.Env))
	if err != nil {
		return expansion{Error: err.Error()}
	}
	return expansion{Text: text}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
