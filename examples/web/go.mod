module example.com/plimsoll/web

go 1.26.0

require (
	github.com/go-chi/chi/v5 v5.5.0
	github.com/yuin/goldmark v1.8.7
)
