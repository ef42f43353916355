import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findingsOf, goFiles, started } from '../../support/checks.ts';
import { buildImage, docker, type Ended, type Files } from '../../support/engine.ts';
import { labEnv } from '../../support/lab.ts';

const STATIC = 'RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" FLAGS -o /app .\nFROM scratch\n';
const image = (main: string, rest: string, flags = ''): Files =>
  goFiles(`${STATIC.replace('FLAGS', flags)}${rest}COPY --from=build /app /app\nENTRYPOINT ["/app"]\n`, main);

const rules = async (files: Files, rule: string) => (await findingsOf(files)).filter((found) => found.rule === rule);

/** A container that shares the machine's network, where the lab's server is. */
function connected(files: Files): Ended {
  using image = buildImage(files);
  return docker('run', '--rm', '--network', 'host', image.tag);
}

describe('root certificates', () => {
  const client = `package main

import (
	"fmt"
	"net/http"
	"os"
)

func main() {
	answer, err := http.Get("URL")
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("hello from go", answer.StatusCode)
}
`;
  const main = (): string => client.replace('URL', labEnv().tls.url);
  const CHECK = 'image-ca-certificates-missing';

  test('a client without a bundle fails; with one it does not', async () => {
    const bad = image(main(), '');
    const failed = connected(bad);
    expect(failed.output).toContain('x509: certificate signed by unknown authority');
    expect(failed.code).toBe(1);
    expect(await rules(bad, CHECK)).toMatchObject([{ severity: 'warning', path: '/app' }]);

    const good = {
      ...image(main(), 'COPY ca.pem /etc/ssl/certs/ca-certificates.crt\n'),
      'ca.pem': readFileSync(labEnv().caCertificate, 'utf8'),
    };
    expect(connected(good)).toMatchObject({ output: expect.stringContaining('hello from go 200'), code: 0 });
    expect(await rules(good, CHECK)).toEqual([]);
  });

  test('SSL_CERT_FILE, and a folder of certificates, are read as Go reads them', async () => {
    const ca = { 'ca.pem': readFileSync(labEnv().caCertificate, 'utf8') };
    for (const rest of ['ENV SSL_CERT_FILE=/opt/ca.pem\nCOPY ca.pem /opt/\n', 'COPY ca.pem /etc/ssl/certs/own.pem\n']) {
      const good = { ...image(main(), rest), ...ca };
      expect(connected(good)).toMatchObject({ output: expect.stringContaining('hello from go 200'), code: 0 });
      expect(await rules(good, CHECK)).toEqual([]);
    }
    const bad = { ...image(main(), 'COPY ca.pem /opt/\n'), ...ca };
    expect(connected(bad).output).toContain('x509: certificate signed by unknown authority');
    expect(await rules(bad, CHECK)).toHaveLength(1);
  });

  test('a pure server of TLS needs none', async () => {
    const server = `package main

import (
	"fmt"
	"net/http"
	"time"
)

func main() {
	go func() { fmt.Println(http.ListenAndServeTLS("127.0.0.1:0", "/none.pem", "/none.key", nil)) }()
	time.Sleep(200 * time.Millisecond)
	fmt.Println("hello from go")
}
`;
    expect(started(image(server, '')).output).toContain('hello from go');
    expect(await rules(image(server, ''), CHECK)).toEqual([]);
  });
});

describe('time zones', () => {
  const main = `package main

import (
	"fmt"
	"time"
)

func main() {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	fmt.Println("hello from go", time.Unix(0, 0).In(zone).Hour())
}
`;
  const CHECK = 'image-tzdata-missing';

  test('LoadLocation fails without zone data, and does not with it in the program', async () => {
    const bad = image(main, '');
    const failed = started(bad);
    expect(failed.output).toContain('unknown time zone Europe/Berlin');
    expect(failed.code).not.toBe(0);
    expect(await rules(bad, CHECK)).toMatchObject([{ severity: 'note', path: '/app' }]);

    const good = image(main, '', '-tags timetzdata');
    expect(started(good).output).toContain('hello from go 1');
    expect(await rules(good, CHECK)).toEqual([]);
  });

  test('nor with zone data in the image', async () => {
    const good = image(
      main,
      'COPY --from=build /usr/local/go/lib/time/zoneinfo.zip /zones.zip\nENV ZONEINFO=/zones.zip\n',
    );
    expect(started(good).output).toContain('hello from go 1');
    expect(await rules(good, CHECK)).toEqual([]);
  });

  test('TZ is passed over where there is no zone data: a warning', async () => {
    const clock =
      'package main\n\nimport (\n\t"fmt"\n\t"time"\n)\n\nfunc main() { fmt.Println("hour", time.Unix(0, 0).Hour()) }\n';
    const bad = image(clock, 'ENV TZ=Europe/Berlin\n');
    expect(started(bad).output).toContain('hour 0');
    expect(await rules(bad, CHECK)).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('TZ is "Europe/Berlin"') },
    ]);
    const good = image(clock, 'ENV TZ=Europe/Berlin\n', '-tags timetzdata');
    expect(started(good).output).toContain('hour 1');
    expect(await rules(good, CHECK)).toEqual([]);
    expect(await rules(image(clock, 'ENV TZ=UTC\n'), CHECK)).toEqual([]);
  });
});
