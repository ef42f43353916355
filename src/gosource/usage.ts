import type { GoFact, GoProgram, GoUse } from './facts.ts';

/** Does a program do something? `facts` say where, for `yes`. */
export interface Answer {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly facts: readonly GoFact[];
}

const LIBC: ReadonlySet<GoUse> = new Set(['net', 'os-user', 'plugin', 'cgo']);

/** Does the program take libc in where cgo is on, so that it is linked dynamically? Ask with a program read for `cgo: true`. */
export function needsLibc(program: GoProgram): Answer {
  return answer(
    program,
    program.facts.filter(({ use }) => LIBC.has(use)),
  );
}

/**
 * Does own code verify certificates of others by the system's roots? A client of `http://` alone does not. Where own
 * code says itself whom to trust (RootCAs, InsecureSkipVerify), only https addresses in other files count.
 */
export function verifiesCertificates(program: GoProgram): Answer {
  if (program.facts.some(({ use }) => use === 'x509-roots')) return { answer: 'no', facts: [] };
  const clients = program.facts.filter(
    ({ use, scheme, own }) => own && (use === 'tls-client' || (use === 'http-client' && scheme !== 'http')),
  );
  const trusting = new Set(program.facts.filter(({ use }) => use === 'own-trust').map(({ at }) => at.file));
  if (trusting.size === 0) return ofOwnCode(program, clients);
  const certain = clients.filter(
    ({ scheme, at }) => scheme === 'https' && !trusting.has(at.file) && program.mayRun(at),
  );
  return { answer: certain.length > 0 ? 'yes' : 'unknown', facts: certain };
}

/** Does own code load zones by name while nothing in the program brings zone data? */
export function needsZoneData(program: GoProgram): Answer {
  if (program.facts.some(({ use }) => use === 'tzdata')) return { answer: 'no', facts: [] };
  return usesOf(program, 'load-location');
}

/** Does own code that may run do this? */
export function usesOf(program: GoProgram, use: GoUse): Answer {
  return ofOwnCode(
    program,
    program.facts.filter((fact) => fact.own && fact.use === use),
  );
}

/** Where the only facts stand in code that nothing leads to, it cannot be known. */
function ofOwnCode(program: GoProgram, facts: readonly GoFact[]): Answer {
  const running = facts.filter(({ at }) => program.mayRun(at));
  return facts.length > 0 && running.length === 0 ? { answer: 'unknown', facts: [] } : answer(program, running);
}

function answer(program: GoProgram, facts: readonly GoFact[]): Answer {
  if (facts.length > 0) return { answer: 'yes', facts };
  return { answer: program.complete && program.unknown.length === 0 ? 'no' : 'unknown', facts };
}
