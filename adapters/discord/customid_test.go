package discord

import (
	"reflect"
	"testing"

	"clippings/bot"
	"clippings/corpus"
)

func TestButtonID(t *testing.T) {
	ref := func(c byte) bot.Ref { return bot.Ref([]byte{c, c, c, c, c, c, c, c, c, c, c, c}) }
	for _, id := range []buttonID{
		{actOther, corpus.English, 0, []bot.Ref{ref('a')}},
		{actMore, corpus.Spanish, 35, []bot.Ref{ref('a'), ref('b'), ref('c'), ref('d'), ref('e'), ref('-')}},
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
	for _, s := range []string{"", "c1", "c1o", "c1oe", "c1ze0", "c1oz0", "c1oe!", "c2oe0", "c1oe0abc", "hello world", "c1oe0" + string(make([]byte, 84))} {
		if id, ok := parseButtonID(s); ok {
			t.Errorf("%q is read as %+v", s, id)
		}
	}
}

func FuzzButtonID(f *testing.F) {
	f.Add("c1oe0AAAAAAAAAAAA")
	f.Add("c1ns0")
	f.Add("c1me1AAAAAAAAAAAABBBBBBBBBBBB")
	f.Fuzz(func(t *testing.T, s string) {
		if id, ok := parseButtonID(s); ok && id.String() != s && id.number < 10 {
			t.Errorf("%q is read as %+v, which is written %q", s, id, id.String())
		}
	})
}
