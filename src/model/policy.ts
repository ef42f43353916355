/** What a team wants of its Go binaries, where tastes differ; what is absent is not judged. */
export interface Policy {
  readonly upx?: 'forbid' | 'allow';
  /** Keep the build ids, by which profiles and crash reports find their binary. */
  readonly buildId?: 'keep';
  /** `require`: no symbols in what is shipped. `forbid`: they are to stay. */
  readonly strip?: 'require' | 'forbid';
}
