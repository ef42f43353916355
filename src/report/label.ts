import type { Comparison, ImageComparison } from '../model/comparison.ts';

/** What a person calls an image of the run: its platform, and its name where there are several. */
export function imageLabel(image: ImageComparison, comparison: Comparison): string {
  const named = new Set(comparison.images.map(({ name }) => name)).size > 1;
  return named ? `${image.name} ${image.platform}` : image.platform;
}
