/** What many examples of the rules' pages have in common: the start of a RUN with go. */
export const GO_CACHE_MOUNTS = '--mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build';

/** A build that no rule has anything to say of. */
export const GOOD_BUILD = 'CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /web .';

/** The beginning of an image that holds that program alone. */
export const ON_SCRATCH = 'FROM scratch\nCOPY --from=build /web /web\n';
