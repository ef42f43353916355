import { checkRule } from '../check-rule.ts';

const TEMPLATE = 'this is a template: what its placeholders stand for is not known, so those lines are not judged';

checkRule('dockerfile-syntax', {
  reject: [
    {
      name: 'an unknown instruction',
      text: 'FROM a\nCOPPY a b\n',
      line: 2,
      column: 1,
      message: 'unknown instruction "COPPY": did you mean COPY?',
      severity: 'error',
    },
    {
      name: 'an empty file',
      text: '',
      line: 1,
      column: 1,
      message: 'this file is empty: a Dockerfile begins with FROM',
    },
    {
      name: 'a template, told once',
      text: 'FROM {{ .Image }}\n{{ if .X }}\nUSER a\n{{ end }}\n',
      line: 1,
      column: 1,
      message: TEMPLATE,
      severity: 'note',
    },
    {
      name: 'a template of autoconf',
      text: 'FROM @IMAGE@ AS x\nENV @NAME@\n',
      line: 1,
      column: 1,
      message: TEMPLATE,
      severity: 'note',
    },
    {
      name: 'a template whose FROM is a placeholder',
      text: '{{ .base | strings.TrimSpace }}\n\nRUN apk add --no-cache curl\nENV A=b\n',
      line: 1,
      column: 1,
      message: TEMPLATE,
      severity: 'note',
    },
    {
      name: 'a template of another kind',
      text: 'FROM <%= image %> AS x\n',
      line: 1,
      column: 1,
      message: TEMPLATE,
      severity: 'note',
    },
  ],
  accept: [
    { name: 'a good file', text: 'FROM a\nRUN b\n' },
    { name: "somebody else's placeholders within a RUN", text: "FROM a\nRUN go list -f '{{.Dir}}'\n" },
    {
      name: 'ignored like any other',
      text: 'FROM a\n# plimsoll ignore=dockerfile-syntax a frontend of our own\nCOPPY a b\n',
    },
  ],
});
