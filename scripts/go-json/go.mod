module buoy.invalid/go-json

go 1.21
