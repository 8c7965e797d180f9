package bot

import "testing"

// TestWrittenAsSpoken holds that question words that are written by ear ask what they ask written right.
func TestWrittenAsSpoken(t *testing.T) {
	b := loadBot(t)
	for heard, right := range map[string]string{
		"kien puede ver COLLECT":             "quién puede ver COLLECT",
		"kuando se acaba el acuerdo con ice": "cuándo se acaba el acuerdo con ice",
		"kuantas personas usan collect":      "cuántas personas usan collect",
		"komo usa ice la base de datos":      "cómo usa ice la base de datos",
		"kiero saber kien maneja collect":    "quiero saber quién maneja collect",
	} {
		got, want := ask(t, b, Question{Text: heard}), ask(t, b, Question{Text: right})
		if want.Answer == nil || got.Answer != want.Answer {
			t.Errorf("%q is %s at %.2f, %q %s: not the same answer", heard, got.Outcome, got.Confidence, right, want.Outcome)
		}
	}
}
