package pictures

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"clippings/bot"
	"clippings/corpus"
	"clippings/seeds"
)

var update = flag.Bool("update", false, "write the pictures in docs and its README anew")

// docs is where the pictures stand.
const docs = "../../docs"

// Sizes of a picture.
const (
	largest = 150_000 // bytes of a file
	tallest = 4000    // CSS pixels of what is drawn, before the rest of the page is cut off
)

// patience is how long anything may take.
const patience = 20 * time.Second

// contact stands in for the operator's line; no such number is in use.
const contact = "Example rapid response line, 555-0100"

// picture is one picture of one platform.
type picture struct {
	name    string // of the file, without .png
	heading string // in docs/README.md
	alt     string
	width   int // CSS pixels
}

func (p picture) file() string { return filepath.Join(docs, p.name+".png") }

// drawing is what is drawn of a payload.
type drawing struct {
	body   string   // HTML
	wanted []string // the payload's texts and labels, as they are read from its JSON apart from the drawing
}

// TestPictures holds for each picture that all of the payload stands in its drawing, in order, and that
// the file is there, opens and is no larger than it should be.
func TestPictures(t *testing.T) {
	drawings := make(map[string]drawing)
	drawDiscord(t, drawings)
	drawSlack(t, drawings)
	style, err := os.ReadFile("testdata/style.css")
	if err != nil {
		t.Fatal(err)
	}
	camera := ""
	if *update {
		camera = chromium(t)
	}
	for _, p := range gallery {
		t.Run(p.name, func(t *testing.T) {
			d, ok := drawings[p.name]
			if !ok {
				t.Fatal("nobody draws it")
			}
			if len(d.wanted) == 0 {
				t.Fatal("nothing of a payload is wanted in it")
			}
			missing(t, d)
			if *update {
				shoot(t, camera, p, document(string(style), d.body))
			}
			data, err := os.ReadFile(p.file())
			if err != nil {
				t.Fatalf("%v; go test ./internal/pictures -update writes it", err)
			}
			if len(data) > largest {
				t.Errorf("%d bytes, more than %d", len(data), largest)
			}
			size, err := png.DecodeConfig(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if size.Width != scale*p.width {
				t.Errorf("it is %d wide, not %d", size.Width, scale*p.width)
			}
			if size.Height >= scale*tallest {
				t.Errorf("it is %d high: it may be cut", size.Height)
			}
		})
	}
	if len(drawings) != len(gallery) {
		t.Errorf("%d drawings, %d pictures", len(drawings), len(gallery))
	}
}

// missing reports what of a payload does not stand in its drawing, or not in order. Only letters and digits
// count: marks are drawn as what they mean.
func missing(t *testing.T, d drawing) {
	t.Helper()
	rest := letters(textOf(d.body))
	for _, s := range d.wanted {
		s = letters(s)
		i := strings.Index(rest, s)
		if i < 0 {
			t.Errorf("not in the drawing, or not in its place: %q", s)
			continue
		}
		rest = rest[i+len(s):]
	}
}

// TestReadme holds that docs/README.md shows every picture with its words, and no other.
func TestReadme(t *testing.T) {
	file := filepath.Join(docs, "README.md")
	want := readme()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/README.md is not what the gallery says; go test ./internal/pictures -update writes it")
	}
	files, err := filepath.Glob(filepath.Join(docs, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != len(gallery) {
		t.Errorf("%d pictures in docs, %d in the gallery: %q", len(files), len(gallery), files)
	}
}

// readme is the text of docs/README.md.
func readme() string {
	var b strings.Builder
	b.WriteString("# Pictures of the main replies\n\n" +
		"Each is a drawing of the real payload, not a screenshot of the client: the adapter answers in a fake of the\n" +
		"platform (`internal/testkit`), and what it sends is drawn by our own renderer (`internal/pictures`), with its words,\n" +
		"order, buttons and boxes. Colours, letters and widths are ours. The grey bar on top is not part of the payload: it\n" +
		"says what somebody did. The number in the emergency notice is an example; operators set their own.\n\n" +
		"This writes the pictures and this page anew; it needs Chromium (Debian's package `chromium`, or `CHROMIUM=` with a\n" +
		"path) and says that it skips where there is none:\n\n```sh\ngo test ./internal/pictures -update\n```\n")
	for _, p := range gallery {
		fmt.Fprintf(&b, "\n## %s\n\n<img src=\"%s.png\" width=\"%d\" alt=\"%s\">\n\n*A drawing of the real payload, not a screenshot of the client.*\n",
			p.heading, p.name, p.width, p.alt)
	}
	return b.String()
}

// builtIn is the built-in coverage's bot; it is read-only.
var builtIn = sync.OnceValues(func() (*bot.Bot, error) {
	c, err := corpus.Load(seeds.Files)
	if err != nil {
		return nil, err
	}
	return bot.New(corpus.NewIndex(c)), nil
})

func loadBot(t *testing.T) *bot.Bot {
	t.Helper()
	b, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// serve runs an adapter until the test ends.
func serve(t *testing.T, run func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx) }()
	t.Cleanup(func() {
		cancel()
		select {
		case <-done:
		case <-time.After(patience):
			t.Error("the adapter does not stop")
		}
	})
}

func silence() *slog.Logger { return slog.New(slog.DiscardHandler) }
