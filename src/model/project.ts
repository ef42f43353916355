/** Where the project lives; the one place to change when the repository has a home. */
const REPOSITORY_SLUG = 'OWNER/plimsoll';

export const REPOSITORY_URL = `https://github.com/${REPOSITORY_SLUG}`;

export const TOOL_NAME = 'plimsoll';

export const TOOL_VERSION = '0.1.0';

/** The page that explains a rule. */
export function ruleUrl(id: string): string {
  return `${REPOSITORY_URL}/blob/main/docs/rules/${id}.md`;
}

/** The place that explains an image check. */
export function imageCheckUrl(id: string): string {
  return `${REPOSITORY_URL}/blob/main/docs/image-checks.md#${id}`;
}
