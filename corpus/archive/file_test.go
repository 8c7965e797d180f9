package archive

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clippings/corpus"
)

// edition is an archive whose every answer tells its number.
func edition(t testing.TB, number int) *Archive {
	t.Helper()
	var lines []string
	for i := range 600 {
		lines = append(lines, fmt.Sprintf(`{"id":"p%d","text":"Passage %d of edition %d speaks of the bridge and of w%s.","source":{"id":"e%[3]d","title":"Edition %[3]d","date":"2021-06-03"}}`, i, i, number, spelled(i%50)))
	}
	return buildLines(t, lines...)
}

func TestWriteAndOpen(t *testing.T) {
	want := edition(t, 1)
	path := filepath.Join(t.TempDir(), "news.clip")
	if err := want.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	got, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Image(), want.Image()) || got.Version() != want.Version() || got.Len() != want.Len() {
		t.Error("what is opened is not what was written")
	}
	for i := range want.Len() {
		if g, w := got.Excerpt(i), want.Excerpt(i); !reflect.DeepEqual(g, w) {
			t.Fatalf("passage %d is %+v, and was %+v", i, g, w)
		}
	}
	ids := func(a *Archive) (ids []string) {
		for _, c := range a.Search(nil, a.Query("wbh and the bridge of edition 1", corpus.English), 20) {
			ids = append(ids, c.Excerpt().ID)
		}
		return ids
	}
	if g, w := ids(got), ids(want); !reflect.DeepEqual(g, w) || len(w) != 20 {
		t.Errorf("found %v, want %v", g, w)
	}
	if err := errors.Join(got.Close(), got.Close()); err != nil {
		t.Error(err)
	}
}

// TestExcerptsOutlive reads what an archive gave once it is closed: none of it may lie in the file's memory.
func TestExcerptsOutlive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "news.clip")
	if err := edition(t, 7).WriteFile(path); err != nil {
		t.Fatal(err)
	}
	a, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	q := a.Query("which passage speaks of wbh in edition 7", corpus.English)
	found, _ := a.Candidates(t.Context(), q, 5)
	e, first := found[0].Excerpt(), a.Excerpt(0)
	named, _ := a.Named(t.Context(), binary.BigEndian.AppendUint64(nil, HashID("p3")))
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	words := ""
	for _, u := range q.Units {
		words += u.Word + " "
	}
	got := fmt.Sprint(*e.Source, e.Text, first.ID, named[0].Text, words, a.Version(), a.Len())
	for _, want := range []string{"Edition 7", "p0", "Passage 3 of edition 7", "passage", "600"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	image := edition(t, 1).Image()
	mended := func(at int, value byte) []byte {
		b := bytes.Clone(image)
		b[at] = value
		binary.LittleEndian.PutUint32(b[headerSize-4:], crc32.Checksum(b[:headerSize-4], castagnoli))
		return b
	}
	changed := bytes.Clone(image)
	changed[len(changed)/2]++
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"empty":          {[]byte{}, "it is empty"},
		"short":          {[]byte("clip"), "no index of clippings"},
		"text":           {[]byte("source:\n  id: gazette-2021\n"), "no index of clippings"},
		"lines":          {[]byte(sampleLine), "no index of clippings"},
		"magic alone":    {[]byte(magic), "no index of clippings"},
		"header cut":     {image[:headerSize-1], "damaged"},
		"header alone":   {image[:headerSize], "damaged"},
		"half":           {image[:len(image)/2], "damaged"},
		"a byte less":    {image[:len(image)-1], "damaged"},
		"a byte more":    {append(bytes.Clone(image), 0), "damaged"},
		"a byte changed": {changed, "damaged"},
		"next version":   {mended(8, version+1), fmt.Sprintf("version %d, and this program reads version %d", version+1, version)},
		"other sections": {mended(12, byte(sectionCount)+1), "damaged"},
		"zeros":          {make([]byte, len(image)), "no index of clippings"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, test.data, 0o600); err != nil {
			t.Fatal(err)
		}
		refused(t, path, test.want)
	}
	refused(t, dir, "it is a folder")
	refused(t, filepath.Join(dir, "missing"), "no such file")
	if runtime.GOOS == "linux" {
		refused(t, "/dev/null", "no ordinary file")
	}
	locked := filepath.Join(dir, "empty")
	if err := os.Chmod(locked, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(locked); err != nil { // who is root reads it all the same
		refused(t, locked, "permission denied")
	}
}

func refused(t *testing.T, path, want string) {
	t.Helper()
	a, err := Open(path)
	if err == nil || a != nil {
		t.Errorf("%s was opened", filepath.Base(path))
		return
	}
	if got := err.Error(); !strings.HasPrefix(got, path+": ") || !strings.Contains(got, want) || strings.Count(got, path) != 1 || strings.Contains(got, "\n") {
		t.Errorf("%s; want %s", got, want)
	}
}

// TestEveryByteCounts changes each byte of an image in turn, and each time wants it refused.
func TestEveryByteCounts(t *testing.T) {
	image := bytes.Clone(buildLines(t, sampleLine, shortLine("b", "another passage")).Image())
	for i := range image {
		for _, flip := range []byte{1, 0x80, 0xff} {
			image[i] ^= flip
			if a, err := read(image); err == nil || a != nil {
				t.Fatalf("byte %d of %d does not count", i, len(image))
			}
			image[i] ^= flip
		}
		if a, err := read(image[:i]); err == nil || a != nil {
			t.Fatalf("the first %d bytes of %d are enough", i, len(image))
		}
	}
	if _, err := read(image); err != nil {
		t.Fatal(err)
	}
}

func TestWriteFileReplaces(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "news.clip")
	var open []*Archive
	for n := range 3 {
		if err := edition(t, n).WriteFile(path); err != nil {
			t.Fatal(err)
		}
		a, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, a)
	}
	for n, a := range open { // each still is what it was
		if got, want := a.Excerpt(5).Text, fmt.Sprintf("Passage 5 of edition %d", n); !strings.HasPrefix(got, want) {
			t.Errorf("%s; want %s", got, want)
		}
	}
	alone(t, dir, "news.clip")
}

// alone wants nothing else in a folder.
func alone(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if !reflect.DeepEqual(got, names) {
		t.Errorf("the folder holds %q, want %q", got, names)
	}
}

func TestWriteFileRefuses(t *testing.T) {
	a := edition(t, 1)
	dir := t.TempDir()
	full := filepath.Join(dir, "folder")
	if err := os.Mkdir(full, 0o755); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		full:                                    "it is a folder",
		filepath.Join(dir, "missing", "a.clip"): "no such file",
	} {
		if err := a.WriteFile(path); err == nil || !strings.HasPrefix(err.Error(), path+": ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want %s", err, want)
		}
	}
	alone(t, dir, "folder")
}

// TestReplacedUnderLoad replaces the file fifty times while questions are asked of whichever edition is the
// current one. Old editions are only dropped: their memory is given back once nobody reads it.
func TestReplacedUnderLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "news.clip")
	editions := []*Archive{edition(t, 0), edition(t, 1)}
	var current atomic.Pointer[Archive]
	replace := func(n int) {
		if err := editions[n%2].WriteFile(path); err != nil {
			t.Fatal(err)
		}
		a, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		current.Store(a)
	}
	replace(0)
	var asked, stop atomic.Int64
	var askers sync.WaitGroup
	for i := range 4 {
		askers.Go(func() {
			for n := i; stop.Load() == 0; n++ {
				words := current.Load().Words() // holds the memory by itself
				q := words.Query(fmt.Sprintf("which passage of w%s speaks of the bridge", spelled(n%50)), corpus.English)
				found := current.Load().Search(nil, q, 8)
				if len(found) != 8 {
					t.Errorf("%d passages found", len(found))
					return
				}
				for k := range found {
					e := found[k].Excerpt()
					if e.Source == nil || e.Source.Title != "Edition 0" && e.Source.Title != "Edition 1" || !strings.Contains(e.Text, strings.ToLower(e.Source.Title)) {
						t.Errorf("%+v", e)
						return
					}
				}
				asked.Add(1)
			}
		})
	}
	for n := range 50 {
		replace(n + 1)
		runtime.GC()
		for before := asked.Load(); asked.Load() < before+4 && !t.Failed(); {
			runtime.Gosched()
		}
	}
	stop.Store(1)
	askers.Wait()
	t.Logf("%d questions", asked.Load())

	current.Store(nil)
	for deadline := time.Now().Add(30 * time.Second); mapped(t, path) > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d editions that nobody reads are still in memory", mapped(t, path))
		}
		runtime.GC()
	}
}

// mapped counts how often a file, or what stood at its path, is mapped.
func mapped(t *testing.T, path string) int {
	t.Helper()
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return 0 // not Linux
	}
	return strings.Count(string(maps), path)
}

// TestCutShortInPlace cuts the file short while it is open, as nobody should: reading panics, and the process lives.
func TestCutShortInPlace(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("what reading a part that is gone does is known of Linux alone")
	}
	path := filepath.Join(t.TempDir(), "news.clip")
	if err := edition(t, 1).WriteFile(path); err != nil {
		t.Fatal(err)
	}
	a, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	found := a.Search(nil, a.Query("the bridge of edition 1", corpus.English), 3)
	if err := os.Truncate(path, 0); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(){
		"Query":   func() { a.Query("the bridge of edition 1", corpus.English) },
		"Excerpt": func() { a.Excerpt(3) },
		"Find":    func() { a.Find("p3") },
		"Named":   func() { a.Named(t.Context(), []byte("abcdef")) },
		"found":   func() { found[0].Excerpt() },
		"read": func() { // as while it is being opened
			if _, err := readHeld(a.Image()); !errors.Is(err, errCut) {
				t.Errorf("read: %v", err)
			}
			panic("") // all of this is expected to
		},
	} {
		if !panics(f) {
			t.Errorf("%s read what is gone", name)
		}
	}
}

// TestSearchAfterFault has searches of an archive panic in the middle of its postings: searches of others, with the same
// working memory, find what they found before.
func TestSearchAfterFault(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("what reading a part that is gone does is known of Linux alone")
	}
	var lines []string
	question := ""
	for i := range 4000 { // of words that are of about one weight
		lines = append(lines, shortLine(fmt.Sprint(i), fmt.Sprintf("w%s w%s w%s", spelled(i%40), spelled(i*i%37), spelled(i/3%31))))
	}
	for i := range 40 {
		question += "w" + spelled(i) + " "
	}
	path := filepath.Join(t.TempDir(), "news.clip")
	whole := buildLines(t, lines...)
	if err := whole.WriteFile(path); err != nil {
		t.Fatal(err)
	}
	cut, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	ids := func(a *Archive, q *Query) (ids []string) {
		for _, c := range a.Search(nil, q, 30) {
			ids = append(ids, c.Excerpt().ID)
		}
		return ids
	}
	q, want := cut.Query(question, corpus.English), ids(whole, whole.Query(question, corpus.English))
	middle, page := (offsetOf(cut.Image(), int(sectionPostings))+offsetOf(cut.Image(), int(sectionPassages)))/2, os.Getpagesize()
	if err := os.Truncate(path, int64(middle/page*page)); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if !panics(func() { cut.Search(nil, q, 30) }) {
			t.Fatal("postings that are gone were read")
		}
		if got := ids(whole, whole.Query(question, corpus.English)); !reflect.DeepEqual(got, want) {
			t.Fatalf("found %v, want %v", got, want)
		}
	}
}

func panics(f func()) (did bool) {
	defer func() { did = recover() != nil }()
	f()
	return false
}
