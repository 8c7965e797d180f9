package opensearch_test

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"clippings/corpus"
	"clippings/corpus/archive"
	"clippings/corpus/opensearch"
)

// few are the first passages of the built-in coverage, of which the last is changed to make another archive.
func few(t *testing.T, change string) body {
	t.Helper()
	a := builtIn(t).archive
	var excerpts []*corpus.Excerpt
	for i := range 40 {
		excerpts = append(excerpts, a.Excerpt(i))
	}
	last := *excerpts[39]
	last.Text += change
	excerpts[39] = &last
	return body{name: "few" + change, archive: build(t, excerpts)}
}

// loads are what has to hold of loading, and of what is not as it was loaded, by the names that they load under.
var loads = []struct {
	name string
	test func(*testing.T, opensearch.Config)
}{
	{"nothing-loaded", nothingLoaded},
	{"broken-off", brokenOff},
	{"kept", keptOnce},
	{"replicas", tooManyReplicas},
	{"long", tooLong},
	{"named", named},
	{"gone", gone},
	{"passage", damagedPassage},
	{"lexicon", damagedLexicon},
}

// indices are those that begin with a name and -, in order.
func indices(t *testing.T, cfg opensearch.Config) (names []string) {
	t.Helper()
	found := make(map[string]any)
	request(t, http.MethodGet, cfg.Addresses[0]+"/"+cfg.Index+"-*/_alias", "", &found)
	for name := range found {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func refused(t *testing.T, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v, and it should speak of %q in a line", err, want)
	}
}

func nothingLoaded(t *testing.T, cfg opensearch.Config) {
	_, err := opensearch.Open(t.Context(), cfg)
	refused(t, err, "there is no alias nothing-loaded: load the coverage with clippings load")
	at := cfg.Addresses[0]
	request(t, http.MethodPut, at+"/nothing-loaded-other", "", nil)
	request(t, http.MethodPost, at+"/_aliases", `{"actions":[{"add":{"index":"nothing-loaded-other","alias":"nothing-loaded"}}]}`, nil)
	_, err = opensearch.Open(t.Context(), cfg)
	refused(t, err, "nothing-loaded-other holds no coverage of clippings")
	// A load takes the alias over, and leaves alone what is not its own.
	index := load(t, cfg, few(t, ""), opensearch.LoadOptions{})
	if got := indices(t, cfg); !slices.Equal(got, []string{index, index + "-lexicon", "nothing-loaded-other"}) {
		t.Errorf("there are %q", got)
	}
	found, err := opensearch.Check(t.Context(), cfg)
	if err != nil || !strings.Contains(found, " holds 40 passages (version ") || !strings.HasSuffix(found, "; nodes with data: 3") {
		t.Errorf("the check finds %q, %v", found, err)
	}
	request(t, http.MethodPut, at+"/taken", "", nil)
	cfg.Index = "taken"
	_, err = opensearch.Load(t.Context(), cfg, few(t, "").archive, opensearch.LoadOptions{})
	refused(t, err, "taken is an index of its own")
}

// brokenOff ends loads at each of their steps. What was current stays, and the next load removes what is left.
func brokenOff(t *testing.T, cfg opensearch.Config) {
	first := load(t, cfg, few(t, ""), opensearch.LoadOptions{})
	c := open(t, cfg)
	for _, step := range []string{"writing the lexicon", "writing the passages", "verifying", "waiting for the copies"} {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := opensearch.Load(ctx, cfg, few(t, " again").archive, opensearch.LoadOptions{Step: func(what string) {
			if what == step {
				cancel()
			}
		}})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: the load ended with %v", step, err)
		}
		if changed, err := c.Refresh(t.Context()); changed || err != nil || c.Edition().Index() != first {
			t.Errorf("%s: %s is current, %v", step, c.Edition().Index(), err)
		}
	}
	if got := indices(t, cfg); len(got) < 4 {
		t.Errorf("nothing is left to be removed: %q", got)
	}
	// Indices of another name that begins alike are not remains.
	other := cfg
	other.Index = "broken-off-deadbeef"
	foreign := load(t, other, few(t, ""), opensearch.LoadOptions{})
	second := load(t, cfg, few(t, " again"), opensearch.LoadOptions{})
	want := []string{second, second + "-lexicon", foreign, foreign + "-lexicon"}
	slices.Sort(want)
	if got := indices(t, cfg); !slices.Equal(got, want) {
		t.Errorf("there are %q, and should be %q", got, want)
	}
	if changed, err := c.Refresh(t.Context()); !changed || err != nil || c.Edition().Index() != second {
		t.Errorf("%s is current, %v", c.Edition().Index(), err)
	}
}

func keptOnce(t *testing.T, cfg opensearch.Config) {
	first := load(t, cfg, few(t, ""), opensearch.LoadOptions{})
	old := open(t, cfg).Edition()
	second := load(t, cfg, few(t, ""), opensearch.LoadOptions{Keep: true}) // the same archive again
	if first == second {
		t.Errorf("both are %s", first)
	}
	x := old.Words().Query("who has access to COLLECT", corpus.English)
	if got, err := old.Candidates(t.Context(), x, 64); err != nil || len(got) == 0 {
		t.Errorf("the old edition finds %d, %v", len(got), err)
	}
	third := load(t, cfg, few(t, " again"), opensearch.LoadOptions{})
	if got := indices(t, cfg); !slices.Equal(got, []string{third, third + "-lexicon"}) {
		t.Errorf("there are %q", got)
	}
}

func tooManyReplicas(t *testing.T, cfg opensearch.Config) {
	cfg.Replicas = 3
	_, err := opensearch.Load(t.Context(), cfg, few(t, "").archive, opensearch.LoadOptions{})
	refused(t, err, "3 replicas need 4 nodes that hold data, and the cluster has 3: set replicas to 2")
	if got := indices(t, cfg); len(got) > 0 {
		t.Errorf("there are %q", got)
	}
}

func tooLong(t *testing.T, cfg opensearch.Config) {
	long := &corpus.Excerpt{ID: "novel", Kind: corpus.Fact, Text: strings.Repeat("and then ", 20_000), Source: &corpus.Source{Title: "A"}}
	_, err := opensearch.Load(t.Context(), cfg, build(t, []*corpus.Excerpt{long}), opensearch.LoadOptions{})
	refused(t, err, `passage "novel" is too long`)
}

// named finds each passage by what its reference holds of its id.
func named(t *testing.T, cfg opensearch.Config) {
	b := few(t, "")
	load(t, cfg, b, opensearch.LoadOptions{})
	e := open(t, cfg).Edition()
	for number := range b.archive.Len() {
		want := b.archive.Excerpt(number)
		hash := binary.BigEndian.AppendUint64(nil, archive.HashID(want.ID))
		for _, n := range []int{4, 6, 8} {
			got, err := e.Named(t.Context(), hash[:n])
			if err != nil || len(got) != 1 || got[0].ID != want.ID || got[0].Text != want.Text || *got[0].Source != *want.Source {
				t.Fatalf("%d bytes of the hash of %s name %v, %v", n, want.ID, got, err)
			}
		}
	}
	for _, none := range [][]byte{nil, {1, 2, 3}, {1, 2, 3, 4}, make([]byte, 20)} {
		if got, err := e.Named(t.Context(), none); len(got) > 0 || err != nil {
			t.Errorf("%x names %v, %v", none, got, err)
		}
	}
}

// gone is an edition whose index was deleted.
func gone(t *testing.T, cfg opensearch.Config) {
	load(t, cfg, few(t, ""), opensearch.LoadOptions{})
	e := open(t, cfg).Edition()
	load(t, cfg, few(t, " again"), opensearch.LoadOptions{})
	_, err := e.Candidates(t.Context(), e.Words().Query("who has access to COLLECT", corpus.English), 64)
	if !errors.Is(err, archive.ErrReplaced) {
		t.Errorf("it is asked in vain with %v", err)
	}
	if _, err := e.Named(t.Context(), []byte{1, 2, 3, 4}); !errors.Is(err, archive.ErrReplaced) {
		t.Errorf("it is asked for a name in vain with %v", err)
	}
	if got, err := e.Candidates(t.Context(), e.Words().Query("the", corpus.English), 64); len(got) > 0 || err != nil {
		t.Errorf("a question without a telling word finds %v, %v", got, err)
	}
}

// damagedPassage changes the bytes of a passage, and gives one passage the bytes of another.
func damagedPassage(t *testing.T, cfg opensearch.Config) {
	index := load(t, cfg, few(t, ""), opensearch.LoadOptions{})
	at := cfg.Addresses[0] + "/" + index
	request(t, http.MethodPut, at+"/_settings", `{"index":{"blocks.write":false}}`, nil)
	e := open(t, cfg).Edition()
	first := e.Words().Query("who has access to COLLECT", corpus.English)
	if got, err := e.Candidates(t.Context(), first, 64); err != nil || len(got) < 2 {
		t.Fatalf("%d are found, %v", len(got), err)
	}
	script := func(id, source string) {
		t.Helper()
		if got := request(t, http.MethodPost, at+"/_update/"+id+"?refresh=true", marshal(t, map[string]any{"script": map[string]any{"lang": "painless", "source": source}}), nil); got != http.StatusOK {
			t.Fatalf("status %d", got)
		}
	}
	got, err := e.Candidates(t.Context(), first, 1)
	if err != nil {
		t.Fatal(err)
	}
	hash := binary.BigEndian.AppendUint64(nil, archive.HashID(got[0].Excerpt().ID))
	id := func() string { // of the document
		var found struct {
			Hits struct {
				Hits []struct {
					ID string `json:"_id"`
				}
			}
		}
		request(t, http.MethodPost, at+"/_search", `{"size":1,"query":{"prefix":{"hash":"`+hex.EncodeToString(hash)+`"}}}`, &found)
		return found.Hits.Hits[0].ID
	}()
	if _, err := e.Named(t.Context(), hash); err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string]string{
		"a byte":     "String d = ctx._source.passage; ctx._source.passage = d.substring(0, 40) + (d.charAt(40) == (char)65 ? 'B' : 'A') + d.substring(41)",
		"the end":    "ctx._source.passage = ctx._source.passage.substring(0, 40)",
		"nothing":    "ctx._source.passage = ''",
		"the number": "ctx._source.number += 1",
	} {
		var kept struct {
			Source map[string]any `json:"_source"`
		}
		request(t, http.MethodGet, at+"/_doc/"+id, "", &kept)
		script(id, source)
		_, err := e.Named(t.Context(), hash)
		refused(t, err, "a passage in OpenSearch is damaged: load the coverage again")
		request(t, http.MethodPut, at+"/_doc/"+id+"?refresh=true", marshal(t, kept.Source), nil)
		if _, err := e.Named(t.Context(), hash); err != nil {
			t.Errorf("%s: as it was: %v", name, err)
		}
	}
}

// damagedLexicon refuses an edition whose lexicon is not what was written, and answers from the one it has.
func damagedLexicon(t *testing.T, cfg opensearch.Config) {
	load(t, cfg, few(t, ""), opensearch.LoadOptions{})
	c := open(t, cfg)
	before := c.Edition()
	index := load(t, cfg, few(t, " again"), opensearch.LoadOptions{Keep: true})
	at := cfg.Addresses[0] + "/" + index + "-lexicon"
	request(t, http.MethodPut, at+"/_settings", `{"index":{"blocks.write":false}}`, nil)
	for name, change := range map[string]string{
		"a byte":       `{"script":{"lang":"painless","source":"String d = ctx._source.data; ctx._source.data = d.substring(0, 1000) + (d.charAt(1000) == (char)65 ? 'B' : 'A') + d.substring(1001)"}}`,
		"the end":      `{"script":{"lang":"painless","source":"ctx._source.data = ctx._source.data.substring(0, 4000)"}}`,
		"how many":     `{"doc":{"of":99}}`,
		"the checksum": `{"doc":{"sum":"0000"}}`,
	} {
		var kept struct {
			Source map[string]any `json:"_source"`
		}
		request(t, http.MethodGet, at+"/_doc/0", "", &kept)
		if got := request(t, http.MethodPost, at+"/_update/0", change, nil); got != http.StatusOK {
			t.Fatalf("%s: status %d", name, got)
		}
		_, err := c.Refresh(t.Context())
		refused(t, err, "piece 1 of 1 of the lexicon of "+index+" is damaged")
		_, err = opensearch.Open(t.Context(), cfg)
		refused(t, err, "load the coverage again")
		if c.Edition() != before {
			t.Errorf("%s: another edition answers", name)
		}
		request(t, http.MethodPut, at+"/_doc/0", marshal(t, kept.Source), nil)
	}
	if changed, err := c.Refresh(t.Context()); err != nil || !changed || c.Edition().Index() != index {
		t.Errorf("with the lexicon as it was: %v, %v, %s", changed, err, c.Edition().Index())
	}
	request(t, http.MethodDelete, at+"/_doc/0", "", nil)
	_, err := opensearch.Open(t.Context(), cfg)
	refused(t, err, "piece 1 of 1 of the lexicon of "+index+" is missing")
}
