/** What a program can do, as the functions show that the linker kept: it leaves out what nothing calls. */
export type LinkedFact =
  | 'http-client'
  | 'tls-dial'
  | 'grpc-client'
  | 'grpc-tls-client'
  | 'system-roots'
  | 'fallback-roots'
  | 'load-location'
  | 'embedded-zones'
  | 'user-current'
  | 'user-lookup'
  | 'exec-command';

/**
 * Functions by package, and what each one shows. A server links `crypto/tls.(*Conn).clientHandshake` as well, so that
 * the handshake of a client is no sign of one. A `*` stands for all functions of the package.
 */
const FUNCTIONS: Readonly<Record<string, Readonly<Record<string, LinkedFact>>>> = {
  'net/http': { '(*Transport).dialConn': 'http-client' },
  'crypto/tls': {
    Dial: 'tls-dial',
    DialWithDialer: 'tls-dial',
    dial: 'tls-dial',
    '(*Dialer).Dial': 'tls-dial',
    '(*Dialer).DialContext': 'tls-dial',
  },
  'google.golang.org/grpc/internal/transport': { NewHTTP2Client: 'grpc-client', newHTTP2Client: 'grpc-client' },
  'google.golang.org/grpc/credentials': { '(*tlsCreds).ClientHandshake': 'grpc-tls-client' },
  'crypto/x509': { loadSystemRoots: 'system-roots', SetFallbackRoots: 'fallback-roots' },
  time: { LoadLocation: 'load-location' },
  'time/tzdata': { '*': 'embedded-zones' },
  'os/user': {
    Current: 'user-current',
    Lookup: 'user-lookup',
    LookupId: 'user-lookup',
    LookupGroup: 'user-lookup',
    LookupGroupId: 'user-lookup',
  },
  'os/exec': { '(*Cmd).Start': 'exec-command' },
};

/** The facts that functions of a package may show, by the rest of their name behind the dot; undefined for most. */
export function factsOf(packagePath: string): ReadonlyMap<string, LinkedFact> | undefined {
  return Object.hasOwn(FUNCTIONS, packagePath) ? new Map(Object.entries(FUNCTIONS[packagePath] ?? {})) : undefined;
}
