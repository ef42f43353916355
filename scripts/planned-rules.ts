/** Every rule that the pack is to have. What of it does not exist yet is listed as planned. */
export const PACK: readonly string[] = `
go-strip-debug go-trimpath go-cgo-for-static-base go-libc-mismatch go-glibc-newer go-cgo-required go-cross-cgo
go-obsolete-flags go-flags-refused go-run-as-entrypoint go-work-on-ship-path go-version-behind-mod
go-version-stamp-without-git go-modules-incomplete go-embed-not-sent go-binary-policy
arch-arg-undeclared arch-arg-default arg-out-of-scope arch-ignored arch-splits-cache arch-emulated-compile
final-stage-toolchain final-base-oversized base-tag-unknown base-unpinned
copy-from-too-broad copy-context-to-final dockerignore-missing dockerignore-gap secret-in-context
modules-before-source vendor-and-download module-cache-shipped ca-certificates-missing tzdata-missing
shell-form-without-shell tool-missing-at-runtime entrypoint-not-copied entrypoint-not-executable
user-root user-name-unresolvable tmp-missing package-cache-shipped package-recommends build-tools-shipped
cleanup-in-later-layer chmod-duplicates-layer add-for-copy node-dev-dependencies dockerfile-syntax unused-ignore
`
  .trim()
  .split(/\s+/);

/** The ids of the pack that no rule has. */
export function plannedRules(existing: readonly string[]): readonly string[] {
  return PACK.filter((id) => !existing.includes(id)).toSorted();
}
