import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { BuildPlan } from '../config/plan.ts';

/** The same build with every path inside the repository pointed at the base's checkout of it. */
export function basePlan(plan: BuildPlan, root: string, base: string, cwd: string): BuildPlan {
  const move = (path: string): string => moved(path, root, base) ?? path;
  return {
    ...plan,
    context: move(plan.context),
    file: plan.file === undefined ? undefined : move(plan.file),
    buildContexts: plan.buildContexts.map((entry) => {
      const at = entry.indexOf('=');
      const source = entry.slice(at + 1);
      // `docker-image://`, `oci-layout://`, `https://`, `target:`: no folder of this machine.
      return at < 1 || /^[\w+.-]+:/.test(source) ? entry : `${entry.slice(0, at)}=${move(resolve(cwd, source))}`;
    }),
  };
}

function moved(path: string, root: string, base: string): string | undefined {
  const inside = relative(root, path);
  const outside = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  return outside ? undefined : join(base, inside);
}
