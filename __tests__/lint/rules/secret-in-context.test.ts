import { expect, test } from 'vitest';
import { checkRule, findingsOf } from '../check-rule.ts';

const RULE = 'secret-in-context';
const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----\n';
const ENVIRONMENT = 'PORT=80\nDB_PASSWORD=hunter2-hunter2\n';

function image(...lines: readonly string[]): string {
  return `FROM busybox:1.37\n${lines.join('\n')}\nCMD ["httpd"]\n`;
}

function builder(...lines: readonly string[]): string {
  return `FROM golang:1.26 AS b\n${lines.join('\n')}\nFROM scratch\nCOPY --from=b /web /\nCMD ["/web"]\n`;
}

/** As the console of Google hands it out. */
const ACCOUNT = JSON.stringify(
  {
    type: 'service_account',
    project_id: 'web-1',
    private_key_id: '0f6e1c9a77b2',
    private_key: '-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----\n',
    client_email: 'web@web-1.iam.gserviceaccount.com',
  },
  undefined,
  2,
);

const MOUNT = 'mount it where it is needed (RUN --mount=type=secret)';
const inLayer = (list: string): string =>
  `COPY puts ${list} into a layer of the image, where anyone who has it can read it: leave it out by the ignore file`;
const atBuilder = (keyword: string, list: string): string =>
  `${keyword} sends ${list} to the builder, which keeps it in its cache: leave it out by the ignore file, or mount it as a secret`;
const passedOn = (keyword: string, list: string, by: string): string =>
  `${keyword} sends ${list} to a stage, and ${by} from there into a layer of the image, where anyone who has it can read it: leave it out by the ignore file`;
const inImage = (name: string): string =>
  `ENV ${name} puts a secret into the image, where anyone who has it can read it: hand it in when the container starts, or ${MOUNT}`;
const inHistory = (name: string): string =>
  `the build argument ${name} is a secret that stays in the image's history, and in what the command writes: ${MOUNT}`;
const inCache = (name: string): string =>
  `the build argument ${name} is a secret that stays in the build's cache and its provenance: ${MOUNT}`;

function file(path: string, text: string, kind: string) {
  return {
    name: path,
    text: image('COPY . /www'),
    files: { [path]: text },
    line: 2,
    column: 1,
    severity: 'error' as const,
    message: inLayer(`${path} (${kind})`),
  };
}

/** A server of Node that takes its files from a stage of the name of `b`. */
function node(lines: readonly string[], ...end: readonly string[]): string {
  return `FROM node:22 AS b\nWORKDIR /src\n${lines.join('\n')}\nFROM node:22-slim\nWORKDIR /app\n${end.join('\n')}\nCMD ["node", "x.js"]\n`;
}

function carried(name: string, text: string, by: string, { path = '.env', line = 3 } = {}) {
  const said = file(path, ENVIRONMENT, '');
  return { ...said, name, text, line, message: passedOn('COPY', `${path} (an environment with secrets)`, by) };
}

/** Of a stage, and certainly or maybe not carried on: the message of the builder, as a warning. */
function left(name: string, text: string, files: Readonly<Record<string, string>> = { '.env': ENVIRONMENT }) {
  const message = atBuilder('COPY', '.env (an environment with secrets)');
  return { name, text, files, line: 3, column: 1, severity: 'warning' as const, message };
}

const ALL = ['COPY . .', 'RUN npm ci'];

function variable(
  name: string,
  text: string,
  line: number,
  column: number,
  message: string,
  severity: 'error' | 'warning',
) {
  return { name, text, line, column, message, severity };
}

checkRule(RULE, {
  reject: [
    file('.env', ENVIRONMENT, 'an environment with secrets'),
    file('web/.env.production', 'export API_KEY="0f6e1c9a77b2"\n', 'an environment with secrets'),
    file('id_ed25519', KEY, 'a private key'),
    file('tls/server.key', KEY.replaceAll('OPENSSH ', ''), 'a private key'),
    {
      ...file('certs/server.key', KEY, 'a private key'),
      name: 'a key, with tests of the program itself',
      files: { 'certs/server.key': KEY, 'main_test.go': 'package main\n' },
    },
    {
      ...file('web/.env', ENVIRONMENT, 'an environment with secrets'),
      name: 'an environment beside tests',
      files: { 'web/.env': ENVIRONMENT, 'web/web_test.go': 'package web\n' },
    },
    file('.npmrc', '//registry.npmjs.org/:_authToken=npm_0123456789\n', 'npm credentials'),
    file('.netrc', 'machine a login b password 0123456789\n', 'a netrc with a password'),
    ...['service-account.json', 'sa.json', 'deploy/key.json', 'web-1-0f6e1c9a77b2.json', 'credentials.json'].map(
      (path) => file(path, ACCOUNT, 'the key of a Google service account'),
    ),
    {
      ...file('sa.json', ACCOUNT, 'the key of a Google service account'),
      name: 'a service account, named by COPY',
      text: image('COPY sa.json /www/'),
    },
    {
      ...file('.env', ENVIRONMENT, 'an environment with secrets'),
      name: 'among more JSON files than are read',
      files: {
        ...Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`a${at}.json`, '{}'])),
        '.env': ENVIRONMENT,
      },
    },
    file('.aws/credentials', '[default]\naws_secret_access_key = 0123456789\n', 'AWS credentials'),
    {
      ...file('.env', ENVIRONMENT, 'an environment with secrets'),
      name: 'named by COPY',
      text: image('COPY .env web /www/'),
    },
    {
      ...file('a.key', KEY, ''),
      name: 'several',
      files: { 'd.key': KEY, 'c.key': KEY, 'a.key': KEY, 'b.key': KEY },
      message: inLayer('a.key (a private key), b.key (a private key), c.key (a private key) and 1 more'),
    },
    {
      ...file('.env', ENVIRONMENT, ''),
      name: 'in a stage that is not shipped',
      text: builder('COPY . .'),
      severity: 'warning',
      message: atBuilder('COPY', '.env (an environment with secrets)'),
    },
    {
      ...file('.env', ENVIRONMENT, ''),
      name: 'mounted',
      text: image('RUN --mount=target=/x ls /x'),
      severity: 'warning',
      message: atBuilder('RUN', '.env (an environment with secrets)'),
    },
    carried('carried on with its folder', node(ALL, 'COPY --from=b /src .'), 'COPY in line 7'),
    carried('with a folder above', node(ALL, 'COPY --from=b / /old'), 'COPY in line 7'),
    carried('with what is in the folder', node(ALL, 'COPY --from=b /src/* ./'), 'COPY in line 7'),
    carried('by its name', node(ALL, 'COPY --from=b /src/.env ./'), 'COPY in line 7'),
    carried('from a folder below', node(ALL, 'COPY --from=b /src/web ./'), 'COPY in line 7', { path: 'web/.env' }),
    carried(
      'by the number of the stage, and after a RUN that has nothing to do with it',
      node([...ALL, 'RUN rm -rf node_modules /tmp/*'], 'COPY --from=0 /src .'),
      'COPY in line 8',
    ),
    carried(
      'through a stage between',
      node([...ALL, 'FROM busybox AS c', 'COPY --from=b /src /c/src'], 'RUN ls', 'COPY --from=c /c /app'),
      'COPY in line 10',
    ),
    carried(
      'from a stage that is built on it',
      node([...ALL, 'FROM b AS c', 'RUN npm run build'], 'COPY --from=c /src .'),
      'COPY in line 9',
    ),
    {
      ...carried('only what is carried on', node(ALL, 'COPY --from=b /src/web .'), 'COPY in line 7', {
        path: 'web/.env',
      }),
      files: { '.env': ENVIRONMENT, 'web/.env': ENVIRONMENT },
    },
    left('another folder is carried on', node(ALL, 'COPY --from=b /src/build .')),
    left('other files of the folder', node(ALL, 'COPY --from=b /src/*.js ./')),
    left('left out there', node(ALL, 'COPY --exclude=.env --from=b /src .')),
    left('removed before', node([...ALL, 'RUN rm -f .env'], 'COPY --from=b /src .')),
    left('removed with its folder', node([...ALL, 'RUN rm -rf /src/*'], 'COPY --from=b /src .')),
    left('written over', node([...ALL, 'RUN echo PORT=80 > .env'], 'COPY --from=b /src .')),
    left('another copied over it', node([...ALL, 'COPY .env.example .env'], 'COPY --from=b /src .')),
    left('of another image', node(ALL, 'COPY --from=example.org/b /src .', 'COPY --from=b /src/build .')),
    left(
      'carried on into an image that starts nothing',
      node(ALL, 'COPY --from=b /src .')
        .replace(/CMD.*\n/, '')
        .replace('node:22-slim', 'scratch'),
    ),
    variable('ENV', image('ENV API_TOKEN=0f6e1c9a77b2'), 2, 5, inImage('API_TOKEN'), 'error'),
    variable('ENV, the old form', image('ENV DB_PASSWORD hunter2-hunter2'), 2, 5, inImage('DB_PASSWORD'), 'error'),
    variable('ENV among others', image('ENV A=b PASSWD="hunter2-hunter2"'), 2, 9, inImage('PASSWD'), 'error'),
    variable(
      'ENV from such an argument',
      image('ARG NPM_TOKEN', 'ENV NPM_TOKEN=$NPM_TOKEN'),
      3,
      5,
      inImage('NPM_TOKEN'),
      'error',
    ),
    variable(
      'ENV in a stage that is not shipped',
      builder('ENV GH_TOKEN=0f6e1c9a77b2'),
      2,
      5,
      `ENV GH_TOKEN keeps a secret in the build's cache: ${MOUNT}`,
      'warning',
    ),
    variable(
      'an argument used in auth',
      image('ARG API_KEY', 'RUN wget --header "X: $API_KEY" https://example.org'),
      3,
      23,
      inHistory('API_KEY'),
      'error',
    ),
    variable(
      'insteadOf',
      builder(
        'ARG GITHUB_TOKEN',
        'RUN git config --global url."https://x:${GITHUB_TOKEN}@github.com".insteadOf https://github.com',
      ),
      3,
      40,
      inCache('GITHUB_TOKEN'),
      'warning',
    ),
    variable('said once', builder('ARG PAT', 'RUN a $PAT', 'RUN b $PAT'), 3, 7, inCache('PAT'), 'warning'),
  ],
  accept: [
    {
      name: 'keys that the tests of a Go package are run with',
      text: builder('COPY . .'),
      files: { 'server/server_test.go': 'package server\n', 'server/configs/certs/key.pem': KEY },
    },
    ...['testdata', 'fixtures', 'vendor', 'examples', 'web/test', 'node_modules/x'].map((folder) => ({
      name: `in ${folder}`,
      text: image('COPY . /www'),
      files: { [`${folder}/.env`]: ENVIRONMENT, [`${folder}/tls.key`]: KEY },
    })),
    ...[
      'testdata/sa.json',
      'web/fixtures/key.json',
      'vendor/x/sa.json',
      'node_modules/x/sa.json',
      'sa.example.json',
    ].map((path) => ({ name: path, text: image('COPY . /www'), files: { [path]: ACCOUNT } })),
    {
      name: 'the service account that the tests of a Go package use',
      text: image('COPY . /www'),
      files: { 'auth/auth_test.go': 'package auth\n', 'auth/sa.json': ACCOUNT },
    },
    {
      name: 'other JSON files',
      text: image('COPY . /www'),
      files: {
        'package.json': '{"name":"web"}',
        'credentials.json': '{"type":"service_account","private_key":""}',
        'schema.json': '{"private_key":"-----BEGIN and so on","type":"string"}',
        'long.json': `{"text":"${'-'.repeat(10_000)}","x":${ACCOUNT}}`,
      },
    },
    {
      name: 'a template',
      text: image('COPY . /www'),
      files: { '.env.example': ENVIRONMENT, '.env.sample': ENVIRONMENT, 'localhost.key': KEY },
    },
    {
      name: 'no secret in it',
      text: image('COPY . /www'),
      files: {
        '.env': 'PORT=80\nDB_PASSWORD=\nAPI_KEY=changeme\nA_TOKEN=$B\n',
        'ca.pem': '-----BEGIN CERTIFICATE-----\n',
        '.npmrc': 'save-exact=true\n',
      },
    },
    {
      name: 'a token that is handed in',
      text: image('COPY . /www'),
      files: { '.npmrc': '//registry.npmjs.org/:_authToken=${NPM_TOKEN}\n' },
    },
    { name: 'ignored', text: image('COPY . /www'), files: { '.env': ENVIRONMENT, '.dockerignore': '**/.env\n' } },
    { name: 'not taken', text: image('COPY web /www'), files: { '.env': ENVIRONMENT, 'web/index.html': '' } },
    { name: 'left out', text: image('COPY --exclude=.env . /www'), files: { '.env': ENVIRONMENT } },
    {
      name: 'a stage that is not built',
      text: `FROM a AS x\nCOPY . .\nENV API_TOKEN=0f6e1c9a77b2\n${image('COPY web /')}`,
      files: { '.env': ENVIRONMENT },
    },
    {
      name: 'look-alikes',
      text: image(
        'ENV BYPASS=0f6e1c9a77b2 KEYRING=0f6e1c9a77b2 MONKEY=0f6e1c9a77b2 PUBLIC_KEY=0f6e1c9a77b2 COMPASS_X=0f6e1c9a77b2 TOKENIZER=0f6e1c9a77b2',
      ),
    },
    {
      name: 'a key that is none',
      text: image('ENV CACHE_KEY=0f6e1c9a77b2 SORT_KEY=0f6e1c9a77b2 KEY=0f6e1c9a77b2 ACCESS_KEY_ID=0f6e1c9a77b2'),
    },
    {
      name: 'about a secret',
      text: image(
        'ENV TOKEN_FILE=run-secret TOKEN_URL=example.org PASSWORD_LENGTH=00001234 ALLOW_EMPTY_PASSWORD=certainly',
      ),
    },
    {
      name: 'values that are none',
      text: image('ENV DB_PASSWORD= API_TOKEN=/run/secrets/x A_SECRET=changeme B_SECRET=true C_SECRET=<yours>'),
    },
    { name: 'a file to test with', file: 'test/Dockerfile', text: image('ENV DB_PASSWORD=hunter2-hunter2') },
    { name: 'an argument nobody uses', text: image('ARG API_TOKEN', 'RUN ls') },
    { name: 'an argument that is asked for', text: image('ARG API_TOKEN', 'RUN if [ -n "$API_TOKEN" ]; then ls; fi') },
    {
      name: 'a name of the script',
      text: image('RUN --mount=type=secret,id=t API_TOKEN=$(cat /run/secrets/t) && wget --header "X: $API_TOKEN" a'),
    },
    { name: 'an argument of another name', text: image('ARG VERSION', 'RUN wget https://example.org/$VERSION') },
  ],
});

test('what a secret holds is never said', () => {
  const text = image('COPY . /www', 'ENV API_TOKEN=0f6e1c9a77b2', 'ARG X_SECRET=abcdef123456', 'RUN a $X_SECRET');
  const found = findingsOf(RULE, { name: '', text, files: { '.env': ENVIRONMENT, 'a.key': KEY } });
  expect(found).toHaveLength(3);
  expect(JSON.stringify(found)).not.toMatch(/hunter2|0f6e1c|abcdef|b3Blbn/);
});
