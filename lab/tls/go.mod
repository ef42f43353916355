module plimsoll.example/lab/tls

go 1.24
