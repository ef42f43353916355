/** The action's outputs and what each holds: action.yml and the README are made from this. */
export const OUTPUTS = {
  verdict: 'pass, fail or neutral',
  unpacked: 'Unpacked bytes of the largest platform',
  download: 'Download bytes of that platform; empty where not known',
  delta: 'Change of its unpacked bytes against the base; empty without a base',
  'delta-percent': 'The same as a share of the base, in per cent',
  'largest-platform': 'The platform with the most unpacked bytes',
  findings: 'Number of findings',
  fixable: 'Number of findings with a fix',
  report: 'Path of the report (JSON)',
  'comment-url': 'URL of the comment; empty where there is none',
  'baseline-source': 'What the base was: built, report, layout or none',
} as const;

export type OutputName = keyof typeof OUTPUTS;
