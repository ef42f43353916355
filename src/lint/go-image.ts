import type { Stage } from '../dockerfile/stages.ts';

/**
 * Is the image a stage builds on one that carries the Go toolchain? By the name of its repository, so that mirrors and
 * pull-through caches (`mirror.example/library/golang`) count as the original.
 */
export function isGoImage(stage: Stage): boolean {
  const path = stage.base.reference?.path;
  if (path === undefined) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name === 'golang' || name === 'go-toolset' || path === 'chainguard/go';
}
