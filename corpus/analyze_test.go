package corpus_test

import (
	"strings"
	"testing"

	"clippings/corpus"
)

func words(text string) string {
	var out []string
	for _, t := range corpus.Analyze(nil, text) {
		out = append(out, t.Word)
	}
	return strings.Join(out, " ")
}

func TestAnalyze(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"   ¿?! …", ""},
		{"Información", "informacion"},
		{"INFORMACIÓN informacion", "informacion informacion"},
		{"año Çédille ß", "ano cedille ß"},
		{"Malloy’s Malloy's Malloys", "malloy malloy malloys"},
		{"don’t don't dont", "dont dont dont"},
		{"rock 'n' roll", "rock n roll"},
		{"driver’s-only", "driver only"},
		{"15,000 15 000 15.000 15 mil 15k", "15000 15000 15000 15000 15000"},
		{"$6.1 million, 88.1 percent", "6.1 million 88.1 percent"},
		{"1,234,567", "1234567"},
		{"in 2017 2019", "in 2017 2019"},
		{"twenty agencies, dos cargos, quinze", "20 agencies 2 cargos quinze"},
		{"the 24th and the 80s", "the 24 and the 80"},
		{"U.S. Customs", "u s customs"},
		{"can u tell ppl", "can you tell people"},
		{"xq no", "porque no"},
		{"COLLECT2 b4", "collect2 b4"},
		{"a\xffb", "a b"},
		{"ﬁne ½ Ⅷ", "fine 1 2 viii"},
		{"日本 и мир", "日本 и мир"},
	} {
		if got := words(c.text); got != c.want {
			t.Errorf("%q is %q, want %q", c.text, got, c.want)
		}
	}
}

func TestAnalyzePlaces(t *testing.T) {
	text := "¿Qué dijo “Núñez” en 15,000?"
	for _, token := range corpus.Analyze(nil, text) {
		part := text[token.Start:token.End]
		if corpus.Fold(strings.ReplaceAll(part, ",", "")) != token.Word {
			t.Errorf("%q stands at %q", token.Word, part)
		}
	}
}

func TestAnalyzeAppends(t *testing.T) {
	first := corpus.Analyze(nil, "ten")
	both := corpus.Analyze(first, "thousand")
	if len(both) != 2 || both[0].Word != "10" {
		t.Errorf("a later text changed an earlier one's tokens: %v", both)
	}
}

func TestStem(t *testing.T) {
	var s corpus.Stemmer
	for _, group := range []struct {
		lang  corpus.Language
		words string
	}{
		{corpus.English, "share shares shared sharing"},
		{corpus.English, "deport deported deports"},
		{corpus.Spanish, "informacion informaciones"},
		{corpus.Spanish, "compartir comparte comparten compartio"},
		{corpus.Spanish, "policia policias"},
		{corpus.Spanish, "servicio servicios"},
		{corpus.Portuguese, "informacao informacoes"},
	} {
		stems := make(map[string]bool)
		for w := range strings.FieldsSeq(group.words) {
			stems[s.Stem(w, group.lang)] = true
		}
		if len(stems) != 1 {
			t.Errorf("%s: %q have stems %v", group.lang, group.words, stems)
		}
	}
}

func TestDates(t *testing.T) {
	for _, s := range []string{"2017", "2017-02", "2017-02-22", "2020-02-29"} {
		d, err := corpus.ParseDate(s)
		if err != nil || d.String() != s {
			t.Errorf("%s read as %v, %v", s, d, err)
		}
	}
	for _, s := range []string{"", "17", "2017-2", "2017-02-30", "2019-02-29", "2017-13", "22.2.2017", "2017-02-22T00:00"} {
		if d, err := corpus.ParseDate(s); err == nil {
			t.Errorf("%q read as %v", s, d)
		}
	}
	march := corpus.Date{Year: 2019, Month: 3}
	if march.First().String() != "2019-03-01" || march.Last().String() != "2019-03-31" {
		t.Errorf("March 2019 is %v to %v", march.First(), march.Last())
	}
	if march.Compare(corpus.Date{Year: 2019}) <= 0 || march.Compare(corpus.Date{Year: 2019, Month: 3, Day: 1}) >= 0 {
		t.Error("dates known less exactly do not come first")
	}
}
