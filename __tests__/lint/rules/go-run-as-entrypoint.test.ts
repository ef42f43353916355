import { checkRule } from '../check-rule.ts';

function message(keyword: string): string {
  return `${keyword} compiles the program at every start: run "go build" in a build stage, and start the binary it makes`;
}

function rejected(name: string, rest: string, keyword = 'CMD', line = 2) {
  return { name, text: `FROM golang\n${rest}\n`, line, column: 1, message: message(keyword) };
}

checkRule('go-run-as-entrypoint', {
  reject: [
    rejected('the exec form', 'CMD ["go", "run", "."]'),
    rejected('the shell form', 'CMD go run ./cmd/web'),
    rejected('ENTRYPOINT', 'ENTRYPOINT ["go", "run", "main.go"]', 'ENTRYPOINT'),
    rejected('both together', 'ENTRYPOINT ["go"]\nCMD ["run", "."]', 'ENTRYPOINT'),
    rejected('a shell in the exec form', 'CMD ["/bin/sh", "-c", "migrate && go run ."]'),
    rejected('a path and a prefix', 'CMD PORT=80 exec /usr/local/go/bin/go run .'),
    rejected('env', 'CMD ["env", "A=1", "go", "run", "."]'),
    rejected('of the stage below', 'CMD ["go", "run", "."]\nFROM golang AS x\nCMD go run .\n', 'CMD', 4),
  ],
  accept: [
    { name: 'a later CMD replaces it', text: 'FROM golang\nCMD go run .\nCMD ["/web"]\n' },
    {
      name: 'an ENTRYPOINT takes it as an argument',
      text: 'FROM golang\nENTRYPOINT ["/web"]\nCMD ["go", "run", "."]\n',
    },
    { name: 'a stage that is not shipped', text: 'FROM golang AS a\nCMD go run .\nFROM scratch\nCMD ["/web"]\n' },
    { name: 'RUN', text: 'FROM golang\nRUN go run gen.go\nCMD ["/web"]\n' },
    { name: 'in quotes', text: 'FROM golang\nCMD ["echo", "go run"]\n' },
    { name: 'taken back', text: 'FROM golang AS a\nCMD go run .\nFROM a\nCMD []\n' },
    { name: 'a file to develop with', file: 'Dockerfile.dev', text: 'FROM golang\nCMD go run .\n' },
    { name: 'a stage to develop in', text: 'FROM golang AS development-tools\nCMD go run .\n' },
  ],
});
