import { atLeast, type Finding, type Severity } from '../../model/finding.ts';
import { formatPlatform } from '../../model/platform.ts';
import { imageCheckUrl } from '../../model/project.ts';
import type { RuleSettings } from '../../model/rule-setting.ts';
import { sum } from '../sums.ts';
import type { ImageCheck, Observation } from './check.ts';
import type { ImageFacts } from './facts.ts';
import { IMAGE_CHECKS } from './index.ts';

/** A thousand programs with one fault are one fault. */
const TOLD_AT_MOST = 20;

/** Judges one platform's image by all checks that are not set off. */
export function checkImage(facts: ImageFacts, settings: RuleSettings): readonly Finding[] {
  return IMAGE_CHECKS.flatMap((check) => {
    const { severity, options = {} } = settings.get(check.id) ?? {};
    if (severity === 'off') return [];
    return bounded(check, check.check(facts, options)).map((seen) => toFinding(facts, check, seen, severity));
  });
}

function bounded(check: ImageCheck, observations: readonly Observation[]): readonly Observation[] {
  if (observations.length <= TOLD_AT_MOST) return observations;
  const rest = observations.slice(TOLD_AT_MOST - 1);
  const bytes = sum(rest.map(({ evidenceBytes = 0 }) => evidenceBytes));
  const most = rest.map(({ severity = check.severity }) => severity).reduce((a, b) => (atLeast(a, b) ? a : b));
  return [
    ...observations.slice(0, TOLD_AT_MOST - 1),
    {
      message: `${rest.length} more of the same kind (${check.summary})`,
      severity: most,
      ...(bytes > 0 ? { evidenceBytes: bytes } : {}),
    },
  ];
}

function toFinding(
  { platform }: ImageFacts,
  check: ImageCheck,
  observation: Observation,
  setting: Severity | undefined,
): Finding {
  return {
    rule: check.id,
    source: 'image',
    also: [],
    severity: severityOf(check, observation, setting),
    message: observation.message,
    ...(observation.path === undefined ? {} : { path: observation.path }),
    ...(observation.layer === undefined ? {} : { layer: observation.layer }),
    platform: formatPlatform(platform),
    ...(observation.evidenceBytes === undefined ? {} : { evidenceBytes: observation.evidenceBytes }),
    url: imageCheckUrl(check.id),
  };
}

/** A setting replaces the check's severity; what the check itself calls milder than that stays as mild. */
function severityOf(check: ImageCheck, { severity }: Observation, setting: Severity | undefined): Severity {
  if (severity === undefined) return setting ?? check.severity;
  if (setting === undefined) return severity;
  return atLeast(severity, check.severity) || atLeast(severity, setting) ? setting : severity;
}
