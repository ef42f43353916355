import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';

/** What `lab/up` says in its env.json; what is not up is null or absent. */
export interface LabEnv {
  /** Folder of all programs: buildx, docker, crane, act, … */
  readonly bin: string;
  readonly dockerConfig: string;
  readonly registry: string;
  readonly builders: { readonly remote: string; readonly nodes: string; readonly container: string };
  readonly docker: { readonly containerd: string; readonly classic: string };
  /** The certificate of the lab's own authority. */
  readonly caCertificate: string;
  /** A server that only this authority vouches for. */
  readonly tls: { readonly url: string };
  readonly versions: { readonly buildkit: string };
}

/** The lab that the engine tests run on. */
export function labEnv(): LabEnv {
  const file = process.env.PLIMSOLL_LAB_ENV;
  if (file === undefined) throw new Error('PLIMSOLL_LAB_ENV is not set: run the tests by "npm test"');
  return JSON.parse(readFileSync(file, 'utf8')) as LabEnv;
}

/** A clean environment whose programs and builders are the lab's. */
export function labEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const lab = labEnv();
  return {
    PATH: [lab.bin, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].join(':'),
    HOME: homedir(),
    DOCKER_CONFIG: lab.dockerConfig,
    BUILDX_BUILDER: lab.builders.remote,
    NO_COLOR: '1',
    ...extra,
  };
}
