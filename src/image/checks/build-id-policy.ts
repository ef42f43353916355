import type { ImageCheck } from './check.ts';

export const buildIdPolicy: ImageCheck = {
  id: 'image-build-id-policy',
  severity: 'warning',
  threshold: 'a Go program without the build ID that the policy `build-id: keep` asks for; nothing without that policy',
  summary: 'a Go program has no build ID, and the policy wants one',
  why: 'Profilers and symbol servers find the unstripped twin of a program by its GNU build ID. `-ldflags=-buildid=` and `-B none` take it away, and before Go 1.24 the linker wrote none unless `-B gobuildid` was given.',
  fix: 'Leave out `-buildid=` and `-B none`; before Go 1.24 add `-ldflags="-B gobuildid"`.',
  check: ({ programs, policy }) =>
    policy.buildId !== 'keep'
      ? []
      : programs.flatMap(({ path, layer, go: { elf } }) =>
          elf === null || elf.gnuBuildId !== null
            ? []
            : [
                {
                  message: `"${path}" has no GNU build ID, which the policy wants kept: leave out -buildid= and -B none, or add -B gobuildid`,
                  path,
                  layer,
                },
              ],
        ),
};
