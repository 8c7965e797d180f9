// Package pictures draws the main replies as people see them, for docs/. It holds tests only: they have the
// adapters answer in the fakes of internal/testkit, draw the payloads that come out as HTML, and hold that
// everything of a payload is in its drawing. With -update they have Chromium make the PNG files and write
// docs/README.md:
//
//	go test ./internal/pictures -update
//
// A drawing has its own look. It shows what is sent and in which order, not how a client looks.
package pictures
