import type { Stage } from '../../dockerfile/stages.ts';
import type { GoProgram } from '../../gosource/facts.ts';
import { type Answer, verifiesCertificates } from '../../gosource/usage.ts';
import { baseRange } from '../base-word.ts';
import { GOOD_BUILD, ON_SCRATCH } from '../example-parts.ts';
import { linesBelow, wordForStage } from '../line-below.ts';
import { settingsMention } from '../mentions.ts';
import { type ProgramUse, placeOf, programsThat } from '../program-uses.ts';
import type { Rule, RuleContext, RuleEdit, RulePage } from '../rule.ts';

export const caCertificatesMissingPage: RulePage = {
  why: `A Go program checks the certificate of a server that it connects to against those in the image's files. scratch, busybox,
debian and ubuntu have none, so that every request by https ends with "x509: certificate signed by unknown authority". A
server needs none for the certificate that it shows itself.

The rule fires where the source of a program in the image, as it lies in the build context, makes such connections
(net/http as a client, tls.Dial, x509.SystemCertPool), in code that main leads to; where no address in the file begins with
\`https://\`, it is a note. It keeps quiet where only addresses with \`http://\` are asked, where the
code says itself whom it trusts (RootCAs, InsecureSkipVerify), where \`golang.org/x/crypto/x509roots/fallback\` is imported, where
certificates are copied or installed or may come with a folder or an installer, where SSL_CERT_FILE, SSL_CERT_DIR or a volume
speak of others, and about images that bring them, as alpine and distroless do.`,
  saves: 'A service that starts and then reaches nobody.',
  examples: [
    {
      bad: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN ${GOOD_BUILD}

${ON_SCRATCH}USER 65532:65532
ENTRYPOINT ["/web"]
`,
      good: `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod main.go ./
RUN ${GOOD_BUILD}

${ON_SCRATCH}COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
USER 65532:65532
ENTRYPOINT ["/web"]
`,
      context: {
        'go.mod': 'module example.com/web\n\ngo 1.26\n',
        'main.go': `package main

import "net/http"

func main() {
	if _, err := http.Get("https://example.com/"); err != nil {
		panic(err)
	}
}
`,
      },
    },
  ],
};

export const caCertificatesMissing: Rule = {
  id: 'ca-certificates-missing',
  severity: 'warning',
  runtimeOnly: true,
  fix: 'safe',
  summary: 'the program connects by TLS, and the image has no root certificates',
  check: (context) => {
    const { target, lineage, dockerfile } = context;
    const root = lineage[0];
    if (target === undefined || root === undefined) return [];
    if (context.imageState(target).certificates() !== 'no' || settingsMention(lineage, ELSEWHERE)) return [];
    const certain = programsThat(context, asksByTls);
    const uses = certain.length > 0 ? certain : programsThat(context, verifiesCertificates);
    if (uses.length === 0) return [];
    const line = copyLine(context, uses);
    const edits = line === undefined ? [] : editsFor(context, uses, line);
    const image = root.base.resolved ?? root.base.raw;
    const advice = line ?? (context.imageState(target).facts?.packageManager === 'apt' ? INSTALL : COPY);
    const effect =
      certain.length > 0
        ? `so https fails with "certificate signed by unknown authority" (${placeOf(uses)})`
        : `so ${placeOf(uses)} fails with every https address`;
    return [
      {
        message: `${image} has no root certificates, ${effect}: ${advice}`,
        range: baseRange(dockerfile, root),
        ...(certain.length > 0 ? {} : { severity: 'note' }),
        ...(edits.length === 0 ? {} : { fix: { safe: true, edits } }),
      },
    ];
  },
};

/** Not where the address is known only when the program runs: it may well be one of http. */
function asksByTls(program: GoProgram): Answer {
  const { answer, facts } = verifiesCertificates(program);
  const sure = facts.filter(({ use, scheme }) => use === 'tls-client' || scheme === 'https');
  return { answer: answer === 'yes' && sure.length > 0 ? 'yes' : 'unknown', facts: sure };
}

/** Where certificates may come from when the container runs. */
const ELSEWHERE = /\bSSL_CERT_(?:FILE|DIR)\b|\/etc\/(?:ssl|pki)\b|\bcerts?\b/;
/** The first of the files that Go looks for (crypto/x509/root_linux.go), where Debian and Alpine have it. */
const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const INSTALL = 'install ca-certificates';
const COPY = `COPY ${BUNDLE} from a stage that has it`;

/** Undefined where no stage that the program goes through is known to have the bundle. */
function copyLine(context: RuleContext, uses: readonly ProgramUse[]): string | undefined {
  const stages = uses.flatMap(({ build, copies }) => [
    ...copies.flatMap(({ from }) => (typeof from === 'string' ? [] : [from])),
    ...(context.shipped.has(build.run.stage) ? [] : [build.run.stage]),
  ]);
  const stage = stages.find((each) => hasBundle(context, each));
  return (
    stage && `COPY --from=${wordForStage(context, stage)} ${BUNDLE} ${BUNDLE.slice(0, BUNDLE.lastIndexOf('/') + 1)}`
  );
}

/** Of certificates that were copied or installed it is not known where they lie. */
function hasBundle({ imageState }: RuleContext, stage: Stage): boolean {
  const state = imageState(stage);
  const { certificates, packageManager } = state.facts ?? {};
  return certificates === true && /^ap[tk]$/.test(packageManager ?? '') && state.certificates() === 'yes';
}

function editsFor(context: RuleContext, uses: readonly ProgramUse[], line: string): readonly RuleEdit[] {
  const copy = uses.flatMap(({ copies }) => copies.slice(0, 1))[0];
  return copy === undefined ? [] : linesBelow(context, copy.instruction, [line]);
}
