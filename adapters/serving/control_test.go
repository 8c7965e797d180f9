package serving

import (
	"reflect"
	"testing"

	"clippings/bot"
	"clippings/corpus"
)

func TestControl(t *testing.T) {
	ref := func(c byte) bot.Ref { return bot.Ref([]byte{c, c, c, c, c, c, c, c, c, c, c, c}) }
	for _, c := range []Control{
		{Other, corpus.English, 0, []bot.Ref{ref('a')}},
		{More, corpus.Spanish, 1295, []bot.Ref{ref('a'), ref('b'), ref('c'), ref('d'), ref('e'), ref('-')}},
		{NotThis, corpus.Portuguese, 1, nil},
		{Page, corpus.English, 9, []bot.Ref{ref('_')}},
		{Collect, corpus.English, 0, nil},
	} {
		s := c.String()
		if len(s) > 78 {
			t.Errorf("%q is longer than it says", s)
		}
		got, ok := ParseControl(s)
		if !ok || !reflect.DeepEqual(got, c) {
			t.Errorf("%q: got %+v, %v, want %+v", s, got, ok, c)
		}
	}
	for _, s := range []string{"", "c1", "c1o", "c1oe", "c1ze00", "c1oz00", "c1oe!!", "c1oe+1", "c2oe00", "c1oe00abc", "hello world", "c1oe00" + string(make([]byte, 84))} {
		if c, ok := ParseControl(s); ok {
			t.Errorf("%q is read as %+v", s, c)
		}
	}
	if s := (Control{Action: Show, Language: "xx", Number: 9999}).String(); s != "c1xezz" {
		t.Errorf("out of range is written %q", s)
	}
}

func FuzzControl(f *testing.F) {
	f.Add("c1oe00AAAAAAAAAAAA")
	f.Add("c1ns00")
	f.Add("c1me01AAAAAAAAAAAABBBBBBBBBBBB")
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := ParseControl(s)
		if !ok {
			return
		}
		if again, ok := ParseControl(c.String()); !ok || !reflect.DeepEqual(again, c) {
			t.Errorf("%q is read as %+v, which is written %q", s, c, c.String())
		}
	})
}
