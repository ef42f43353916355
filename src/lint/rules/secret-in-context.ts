import { exceptReader } from '../../dockerfile/except.ts';
import type { Rule, RulePage } from '../rule.ts';
import { secretFiles } from '../secret-files.ts';
import { secretVariables } from '../secret-variables.ts';

export const secretInContextPage: RulePage = {
  why: `What a COPY takes stays in its layer for whoever has the image, also where a later step removes it. So do the value of an ENV,
and that of a build argument, which stands in the image's history. All of these are errors in the stages that are shipped,
files also where a COPY from another stage brings them there,
and warnings in others, and of files also in images that start nothing of their own: those layers stay in the build's cache, and with \`--cache-to\` in a registry. A secret that is mounted
(\`RUN --mount=type=secret\`) is in none of them.

Files are found by their names and by what they hold: an \`.env\` that sets a secret, private keys, \`.npmrc\` and \`.netrc\` with a
token, credentials of clouds and registries. Variables are found by whole words of their names, such as TOKEN, PASSWORD or
API_KEY; of build arguments only those that a command is given, as in \`git config url."https://$TOKEN@…".insteadOf\`. What they
hold is never printed.

It keeps quiet about folders such as testdata, fixtures, vendor and examples, private keys below the folder of a Go package
that has tests, and templates like \`.env.example\`; names that only look alike (BYPASS, KEYRING, PUBLIC_KEY, TOKEN_FILE,
CACHE_KEY); values that are empty, a path or a placeholder;
and variables of images to develop and test with, whose passwords are made up.`,
  saves: 'A secret that must be replaced everywhere once the image was pushed.',
  options: {
    except: 'Files of the context at these paths or patterns are not told; variables are, whatever their names.',
  },
  examples: [
    {
      bad: `FROM busybox:1.37
COPY site /www
ENV API_TOKEN=0f6e1c9a77b2
CMD ["httpd", "-f", "-h", "/www"]
`,
      good: `FROM busybox:1.37
COPY site /www
CMD ["httpd", "-f", "-h", "/www"]
`,
    },
    {
      bad: `FROM golang:1.26 AS build
ARG GITHUB_TOKEN
RUN git config --global url."https://$GITHUB_TOKEN@github.com/".insteadOf https://github.com/
`,
      good: `FROM golang:1.26 AS build
RUN --mount=type=secret,id=netrc,target=/root/.netrc go version
`,
    },
  ],
};

export const secretInContext: Rule = {
  id: 'secret-in-context',
  severity: 'error',
  fix: 'none',
  summary: 'a secret is sent with the context, or kept in a variable of the build',
  options: ['except'],
  check: (context, { except }) => [
    ...secretFiles(context, exceptReader(except)),
    ...[...context.reached].flatMap((stage) => secretVariables(context, stage)),
  ],
};
