/** What a RUN with go begins with in the examples of the rules' pages. */
export const GO_CACHE_MOUNTS = '--mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build';
