import { checkRule, type RuleCase } from '../check-rule.ts';
import { programFiles, serviceText } from '../go-service.ts';

const TEMP = programFiles(['os'], 'os.CreateTemp("", "upload")');
const USER = programFiles(['os/user'], 'user.Current()');

function said(what: string): string {
  return `scratch has no /tmp, where ${what} in main.go:7 writes: COPY --from=STAGE --chmod=1777 /tmp /tmp, or mount a folder there`;
}

function on(name: string, lines: readonly string[], files = TEMP): RuleCase {
  return { name, text: serviceText('scratch', lines), files };
}

function uses(name: string, imports: readonly string[], body: string): RuleCase {
  return { name, text: serviceText('scratch'), files: programFiles(imports, body) };
}

const at = { line: 5, column: 6, severity: 'note' as const };

checkRule('tmp-missing', {
  reject: [
    { ...on('a temporary file', []), ...at, message: said('os.CreateTemp') },
    { ...uses('a folder', ['os'], 'os.MkdirTemp("", "x")'), ...at, message: said('os.MkdirTemp') },
    { ...uses('the old name', ['io/ioutil'], 'ioutil.TempFile("", "x")'), ...at, message: said('ioutil.TempFile') },
    { ...on('a file elsewhere', ['COPY main.go /srv/main.go']), ...at, message: said('os.CreateTemp') },
    {
      ...on('user.Current', [], USER),
      ...at,
      message:
        'scratch has no /etc/passwd, where user.Current in main.go:7 looks: set ENV USER to a name, or COPY a passwd file',
    },
  ],
  accept: [
    uses('nothing of the kind', ['os'], 'os.Exit(0)'),
    uses('a folder of its own', ['os'], 'os.CreateTemp("/data", "x")'),
    uses('only the name of the folder', ['os'], 'println(os.TempDir())'),
    uses('a user by name', ['os/user'], 'user.Lookup("web")'),
    on('/tmp copied', ['COPY --from=build /tmp /tmp']),
    on('a file in /tmp', ['COPY main.go /tmp/']),
    on('WORKDIR', ['WORKDIR /tmp']),
    on('a working folder that is not known', ['ARG D', 'WORKDIR $D']),
    on('a volume', ['VOLUME ["/tmp"]']),
    on('TMPDIR', ['COPY main.go /data/', 'ENV TMPDIR=/data']),
    on('a tree laid over the root', ['COPY --from=build /rootfs /']),
    on('a passwd file', ['COPY --from=build /etc/passwd /etc/'], USER),
    on('USER in the environment', ['ENV USER=web'], USER),
    { name: 'alpine', text: serviceText('alpine:3.22'), files: TEMP },
    { name: 'distroless', text: serviceText('gcr.io/distroless/static-debian12:nonroot'), files: USER },
    { name: 'a base that is not known', text: serviceText('example.org/base:1'), files: TEMP },
    { name: 'a build that is not visible', text: serviceText('scratch', [], 'make'), files: TEMP },
    { name: 'a tool', text: serviceText('scratch'), file: 'hack/Dockerfile', files: TEMP },
  ],
});
