package bot

import (
	"testing"

	"clippings/corpus"
)

// TestTypedFiltersTellTheLanguage holds that the names of filters tell the language of a question whose words do not,
// and that where nothing but filters is typed the locale decides, if there is one.
func TestTypedFiltersTellTheLanguage(t *testing.T) {
	b := loadBot(t)
	for _, c := range []struct {
		text, locale string
		want         corpus.Language
	}{
		// Beside words.
		{"quién:Wishnie contract", "", corpus.Spanish},
		{"quien:Wishnie contract", "en-US", corpus.Spanish},
		{"COLLECT medio:Verge", "", corpus.Spanish},
		{"quem:Wishnie contract", "", corpus.Portuguese},
		{"veículo:Verge COLLECT", "es-419", corpus.Portuguese},
		{"até:2017 COLLECT", "", corpus.Portuguese},
		{"speaker:Wishnie contract", "", corpus.English},
		{"speaker:Wishnie contract", "es-419", corpus.Spanish},
		// What two languages share tells them from English, and is Portuguese for who speaks it.
		{"sobre:COLLECT detainers", "", corpus.Spanish},
		{"sobre:COLLECT detainers", "pt-BR", corpus.Portuguese},
		{"sobre:COLLECT quem:Wishnie contract", "", corpus.Portuguese},
		// Words come first.
		{"quién:Wishnie what did he say about the contract", "", corpus.English},
		{"speaker:Wishnie ¿qué dijo del contrato?", "", corpus.Spanish},
		{"quién:Wishnie o que ele disse?", "", corpus.Portuguese},
		// Nothing but filters.
		{"medio:Westfair tipo:cita", "en-US", corpus.English},
		{"medio:Westfair tipo:cita", "es-419", corpus.Spanish},
		{"quem:Wishnie", "es-419", corpus.Spanish},
		{"speaker:Wishnie", "pt-BR", corpus.Portuguese},
		{"medio:Westfair tipo:cita", "", corpus.Spanish},
		{"quem:Wishnie", "", corpus.Portuguese},
		{"speaker:Wishnie", "", corpus.English},
	} {
		if r := ask(t, b, Question{Text: c.text, Locale: c.locale}); r.Language != c.want {
			t.Errorf("%q with locale %q: in %s, want %s", c.text, c.locale, r.Language, c.want)
		}
	}
}
