import { describe, expect, test } from 'vitest';
import { WHOLE_IMAGE_CHECKS } from '../../../src/model/image-check-ids.ts';
import type { RuleSettings } from '../../../src/model/rule-setting.ts';
import type { TestEntry } from '../../support/layout.ts';
import { type Described, file, readOne } from '../../support/read-one.ts';

const APP = file('app', 'not an executable, and nobody knows', 0o755);
/** Of each kind two, in folders that have nothing but the root in common, and in two layers. */
const SHIPPED: readonly (readonly TestEntry[])[] = ['', 'srv/'].map((under, index) => [
  file(`${under}usr/local/go/VERSION`, 'go1.26'),
  file(`${under}usr/local/go/pkg/tool/linux_amd64/link`, 9_000),
  file(`${under}src/main.go`, 9_000 + index),
  file(`${under}go/pkg/mod/example.com/a@v1.0.0/a.bin`, 9_100 + index),
  file(`${under}root/.cache/go-build/00/00-d`, 9_200 + index),
  file(`${under}repository/.git/objects/pack`, 9_300 + index),
  file(`var/cache/apt/archives/${index}.deb`, 9_400 + index),
  file(`${under}twice/a`, 'a'.repeat(9_500 + index)),
  file(`${under}twice/b`, 'a'.repeat(9_500 + index)),
  file(`${under}hidden/${index}`, 9_600 + index),
]);
const IMAGE: Described = {
  layers: [[APP], ...SHIPPED, [file('.wh.hidden', ''), file('srv/.wh.hidden', '')]],
  config: { Entrypoint: ['/app'], User: '65532' },
};

describe('however many files are behind it, one finding', () => {
  test.each(WHOLE_IMAGE_CHECKS)('%s', async (id) => {
    const rules: RuleSettings = new Map([[id, { options: { minBytes: 1 } }]]);
    const { findings } = await readOne(IMAGE, { rules });
    expect(findings.filter(({ rule }) => rule === id)).toHaveLength(1);
  });
});
