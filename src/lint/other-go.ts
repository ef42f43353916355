import { declarationsOf } from '../dockerfile/declarations.ts';
import { mountsOf } from '../dockerfile/mounts.ts';
import { lineageOf, type Stage } from '../dockerfile/stages.ts';
import type { RuleContext } from './rule.ts';

/** Words of a RUN by which another Go comes, or a go.mod changes. */
const CHANGING =
  /go\.(?:mod|work)\b|\bgo (?:mod (?:edit|init|tidy)|get|work)\b|golang\.org\/dl|go\.dev\/dl|\/golang\/|\/usr\/local\/go\b|\bGOROOT=|\bPATH=|(?<!GO)toolchain|\bgvm\b|\bgoenv\b|\b(?:apk|apt|apt-get|dnf|microdnf|yum)\b[^&;|]*\s(?:go|golang)[\w.-]*(?:\s|$)/i;
/** What stands in PATH of the golang images anyhow. */
const OWN_PATH = /^(?:|\/go\/bin|\/usr\/local\/go\/bin|\$\{?GOPATH\}?\/bin|\$\{?GOROOT\}?\/bin|\$\{?PATH\}?)$/;

/**
 * May another Go be on PATH, or another go.mod or go.work lie there than that of the context, by what is done in the stage and
 * those below it, up to an instruction?
 */
export function otherGoMayCome({ dockerfile }: RuleContext, stage: Stage, index: number): boolean {
  const { escapeChar } = dockerfile.directives;
  return lineageOf(stage).some((each) =>
    each.instructions.some((instruction) => {
      if (instruction.index > index) return false;
      const transfer = each.transferOf(instruction);
      if (transfer?.from !== undefined && bringsGo(transfer.sources, transfer.destination)) return true;
      if (mountsOf(instruction).some((mount) => mount.has('from') && /go$|bin$|^\/$/.test(mount.get('target') ?? '')))
        return true;
      if (instruction.keyword === 'RUN')
        return (
          CHANGING.test(instruction.body.text) || instruction.heredocs.some(({ content }) => CHANGING.test(content))
        );
      return declarationsOf(instruction, escapeChar).some(
        ({ name, raw = '' }) =>
          name === 'GOROOT' || (name === 'PATH' && raw.replace(/["']/g, '').split(':').some(isOtherGo)),
      );
    }),
  );
}

/** A whole file system of another stage is a helper's, such as xx, unless it has a name that says otherwise. */
function bringsGo(sources: readonly (string | undefined)[], destination: string | undefined): boolean {
  const paths = [...sources, destination];
  return paths.some((path) => path === undefined || /(?:^|\/)(?:go|go\.mod|go\.work|local|sdk)\/?$/.test(path));
}

function isOtherGo(folder: string): boolean {
  return !OWN_PATH.test(folder) && /go|sdk/i.test(folder);
}
