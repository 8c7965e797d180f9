package discord

import (
	"reflect"
	"strings"
	"testing"

	"clippings/bot"
	"clippings/corpus"
)

func TestButtonID(t *testing.T) {
	ref := func(c byte) bot.Ref { return bot.Ref([]byte{c, c, c, c, c, c, c, c, c, c, c, c}) }
	for _, id := range []buttonID{
		{actOther, corpus.English, 0, []bot.Ref{ref('a')}},
		{actMore, corpus.Spanish, mostNumber, []bot.Ref{ref('a'), ref('b'), ref('c'), ref('d'), ref('e'), ref('-')}},
		{actNotThis, corpus.Portuguese, 1, nil},
		{actPage, corpus.English, 9, []bot.Ref{ref('_')}},
	} {
		s := id.String()
		if len(s) > 100 {
			t.Errorf("%q is longer than Discord lets an id be", s)
		}
		got, ok := parseButtonID(s)
		if !ok || !reflect.DeepEqual(got, id) {
			t.Errorf("%q: got %+v, %v, want %+v", s, got, ok, id)
		}
	}
	for _, s := range []string{"", "c1", "c1o", "c1oe", "c1oe0", "c1ze00", "c1oz00", "c1oe!0", "c1oe-1", "c1oe+1", "c2oe00", "c1oe00abc", "hello world", "c1oe00" + string(make([]byte, 84))} {
		if id, ok := parseButtonID(s); ok {
			t.Errorf("%q is read as %+v", s, id)
		}
	}
}

func FuzzButtonID(f *testing.F) {
	f.Add("c1oe00AAAAAAAAAAAA")
	f.Add("c1ns0z")
	f.Add("c1mea1AAAAAAAAAAAABBBBBBBBBBBB")
	f.Fuzz(func(t *testing.T, s string) {
		if id, ok := parseButtonID(s); ok && id.String() != strings.ToLower(s[:min(len(s), headLength)])+s[min(len(s), headLength):] {
			t.Errorf("%q is read as %+v, which is written %q", s, id, id.String())
		}
	})
}
