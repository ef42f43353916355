import type { Severity } from '../model/finding.ts';
import type { Limits } from '../model/limit.ts';
import type { Platform } from '../model/platform.ts';
import type { Policy } from '../model/policy.ts';
import type { RuleSettings } from '../model/rule-setting.ts';

/** What every platform's build is made from, as the user asked for it. Both sides of a comparison use the same. */
export interface BuildPlan {
  /** Absolute path of the context folder. */
  readonly context: string;
  /** Absolute path of the Dockerfile, or undefined to look for it in the context. */
  readonly file: string | undefined;
  readonly target: string | undefined;
  /** Empty: the builder's native platform. */
  readonly platforms: readonly Platform[];
  /** `K=V`, or `K` to take the value from the environment. */
  readonly buildArgs: readonly string[];
  readonly buildContexts: readonly string[];
  readonly secrets: readonly BuildSecret[];
  readonly ssh: readonly string[];
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  readonly builder: string | undefined;
  readonly pull: boolean;
  readonly noCache: boolean;
  readonly network: string | undefined;
  readonly allow: readonly string[];
  readonly addHosts: readonly string[];
  readonly labels: readonly string[];
  readonly shmSize: string | undefined;
  readonly ulimits: readonly string[];
}

/** One image of the run: how it is built, and its own load lines. */
export interface ImagePlan extends BuildPlan {
  /** `default` where there is but one and the configuration gives it no name. */
  readonly name: string;
  /** They take the place of the same lines of the run. */
  readonly limits: Limits;
}

/** `raw` is passed to buildx as it is; a value never stands in a command line: it goes through a file. */
export type BuildSecret =
  | { readonly kind: 'raw'; readonly text: string }
  | { readonly kind: 'value'; readonly id: string; readonly value: string }
  | { readonly kind: 'file'; readonly id: string; readonly path: string }
  | { readonly kind: 'env'; readonly id: string; readonly name: string };

/** What the head is compared with. */
export type Against =
  /** `reason`: why there is nothing to compare with, where that is worth saying. */
  | { readonly kind: 'none'; readonly reason?: string }
  /** `why`: what the commit is to the head, where the entry chose it. */
  | { readonly kind: 'commit'; readonly ref: string; readonly why?: string }
  | { readonly kind: 'report'; readonly path: string }
  | { readonly kind: 'layout'; readonly path: string }
  | { readonly kind: 'image'; readonly reference: string };

/** Everything that a run was asked to do, read once. */
export interface Plan {
  /** Path of a layout or archive to weigh instead of building; undefined: build. */
  readonly oci: string | undefined;
  /** Reference of an image to weigh instead of building. */
  readonly published: string | undefined;
  /** Hold uncompressed layers of that archive against their digests too. */
  readonly verify: boolean;
  /** false: lint only. */
  readonly build: boolean;
  readonly images: readonly [ImagePlan, ...ImagePlan[]];
  readonly concurrency: number;
  readonly against: Against;
  readonly requireBaseline: boolean;
  readonly limits: Limits;
  readonly failOn: Severity | 'never';
  readonly rules: RuleSettings;
  /** `auto`: where it is on PATH. */
  readonly hadolint: 'auto' | 'true' | 'false';
  readonly policy: Policy;
}
