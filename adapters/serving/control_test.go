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
		{More, corpus.Spanish, 35, []bot.Ref{ref('a'), ref('b'), ref('c'), ref('d'), ref('e'), ref('-')}},
		{NotThis, corpus.Portuguese, 1, nil},
		{Page, corpus.English, 9, []bot.Ref{ref('_')}},
		{Collect, corpus.English, 0, nil},
	} {
		s := c.String()
		if len(s) > 77 {
			t.Errorf("%q is longer than it says", s)
		}
		got, ok := ParseControl(s)
		if !ok || !reflect.DeepEqual(got, c) {
			t.Errorf("%q: got %+v, %v, want %+v", s, got, ok, c)
		}
	}
	for _, s := range []string{"", "c1", "c1o", "c1oe", "c1ze0", "c1oz0", "c1oe!", "c2oe0", "c1oe0abc", "hello world", "c1oe0" + string(make([]byte, 84))} {
		if c, ok := ParseControl(s); ok {
			t.Errorf("%q is read as %+v", s, c)
		}
	}
	if s := (Control{Action: Show, Language: "xx", Number: 99}).String(); s != "c1xez" {
		t.Errorf("out of range is written %q", s)
	}
}

func FuzzControl(f *testing.F) {
	f.Add("c1oe0AAAAAAAAAAAA")
	f.Add("c1ns0")
	f.Add("c1me1AAAAAAAAAAAABBBBBBBBBBBB")
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
