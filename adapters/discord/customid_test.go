package discord

import (
	"testing"

	"clippings/adapters/serving"
	"clippings/bot"
	"clippings/corpus"
)

// TestButtonID holds that the longest id is one that Discord takes, and that it is read as it was written.
func TestButtonID(t *testing.T) {
	refs := make([]bot.Ref, 6)
	for i := range refs {
		refs[i] = "AAAAAAAAAAA-"
	}
	id := buttonID{actMore, corpus.Spanish, serving.MostNumber, refs}
	s := id.String()
	if len(s) > 100 {
		t.Errorf("%q is longer than Discord lets an id be", s)
	}
	got, ok := parseButtonID(s)
	if !ok || got.action != id.action || got.lang != id.lang || got.number != id.number || len(got.refs) != len(id.refs) {
		t.Errorf("%q is read as %+v", s, got)
	}
}
