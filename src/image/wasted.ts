import type { ImageReport, WastedFileReport } from '../model/report.ts';
import { byText } from '../model/text-order.ts';
import type { Stacked } from './effective.ts';
import type { LayerFacts } from './layer.ts';
import type { LayerFile } from './layer-tree.ts';
import { listed } from './sums.ts';

const LISTED_AT_MOST = 1_000;
/** Smaller ones are counted, not listed, unless there is room in the first hundred. */
const LISTED_FROM = 4_096;
const ALWAYS_LISTED = 100;

/** The files that no container can see, the largest first, with what hides them; `bytes` is what all of them have. */
export function wastedFiles(
  layers: readonly LayerFacts[],
  { hidden }: Stacked,
  visible: ReadonlyMap<LayerFile, string>,
  bytes: number,
): Pick<ImageReport, 'wastedFiles' | 'wastedOmitted'> {
  if (bytes === 0) return { wastedFiles: [], wastedOmitted: { count: 0, bytes: 0 } };
  const wasted: WastedFileReport[] = [];
  // From above: a layer may stand in an image twice, and then its upper place is the one that is seen.
  const seen = new Set<LayerFile>();
  for (const { digest, files } of layers.toReversed()) {
    for (const file of files) {
      if (file.bytes === 0) continue;
      if (visible.has(file) && !seen.has(file)) {
        seen.add(file);
        continue;
      }
      const how = hidden.get(file);
      // Not hidden by a layer above: a later entry of its own took the place.
      const by = (how === undefined ? undefined : layers[how.by]?.digest) ?? digest;
      const reason = how?.reason ?? (/\/\.wh\.[^/]*$/.test(file.path) ? 'removed' : 'overwritten');
      wasted.push({ path: file.path, bytes: file.bytes, layer: digest, reason, by });
    }
  }
  wasted.sort((a, b) => b.bytes - a.bytes || byText(a.path, b.path) || byText(a.layer, b.layer));
  const big = wasted.findIndex(({ bytes }) => bytes < LISTED_FROM);
  const most = Math.min(LISTED_AT_MOST, Math.max(ALWAYS_LISTED, big < 0 ? wasted.length : big));
  const { shown, omitted } = listed(wasted, most, ({ bytes }) => bytes);
  return { wastedFiles: shown, wastedOmitted: omitted };
}
