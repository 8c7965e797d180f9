package bot

import (
	"slices"
	"strings"

	"golang.org/x/text/language"

	"clippings/corpus"
)

// Words that tell a language, folded, in the spelling of phones too. What two languages share stands in
// both and tells them from the third.
const (
	englishMarkers = `the what who whom whose which when where why how is are was were do does did of to and
		in that this it its for with from by on at they them their you your my i can could will would should have
		has had not dont about any there anybody people say said tell says get gets if or be been no hi hello thanks license papers`
	spanishMarkers = `el los las y en es un una que como cuando donde quien quienes cual cuales cuanto cuantos
		cuanta cuantas por para porque con del al lo le les su sus mi mis me tu te se si yo hay fue son esta estan
		puede pueden dijo dice dicen hace hacen tiene tienen sobre segun pero ya muy gente policia datos licencia
		la migra ley estado gobierno abogado hermano esposo esposa hijo hija manejar saben alguien no de hola gracias buenas tengo papeles`
	portugueseMarkers = `o os um uma uns umas em na nas que para gente se de sigla oi tudo bem obrigado obrigada verdade achar do da dos das ao aos pelo pela pelos pelas com
		nao sao foi foram voce voces eu meu minha seu sua quem quando onde quanto quantos quantas qual quais por
		disse dizem diz pode podem tem isso esse essa este esta e mas tambem ate pra policia dados carteira
		dirigir governo advogado irmao lei fazer faz sobre sem sabe alguem`
)

// languageOf tells which language a question is written in: the one with the most marker words,
// letters that only it has counting more. Where the words do not tell, the asker's locale does, and
// without one it is English.
func languageOf(r *reading, text, locale string) corpus.Language {
	const spanish, portuguese = 1, 2 // places among the languages
	var scores [3]int
	for i, sets := range r.sets {
		for lang := range scores {
			scores[lang] += 2 * int(sets>>lang&1)
		}
		switch w := r.tokens[i].Word; w[len(w)-1] {
		case 'n', 's', 'o':
			if strings.HasSuffix(w, "cion") || strings.HasSuffix(w, "ciones") {
				scores[spanish] += 2
			} else if strings.HasSuffix(w, "cao") || strings.HasSuffix(w, "coes") {
				scores[portuguese] += 2
			}
		}
	}
	for _, c := range text {
		switch c {
		case '¿', '¡', 'ñ', 'Ñ':
			scores[spanish] += 4
		case 'ã', 'õ', 'ç', 'ê', 'ô', 'à':
			scores[portuguese] += 4
		}
	}
	best, at := 0, LanguageOf(locale)
	if own := slices.Index(corpus.Languages(), at); scores[own] > 0 {
		scores[own]++ // a tie goes to the asker's own language
	}
	for i, lang := range corpus.Languages() {
		if scores[i] > best {
			best, at = scores[i], lang
		}
	}
	return at
}

// LanguageOf returns the language of a platform's locale tag, or English.
func LanguageOf(locale string) corpus.Language {
	if locale == "" {
		return corpus.English
	}
	tag, err := language.Parse(locale)
	if err != nil {
		return corpus.English
	}
	base, _ := tag.Base()
	switch lang := corpus.Language(base.String()); lang {
	case corpus.Spanish, corpus.Portuguese:
		return lang
	}
	return corpus.English
}

// filterLanguages are the languages that call a filter so, by its folded name, English apart: people who write another
// language type English names too.
var filterLanguages = map[string][]corpus.Language{
	"quien": {corpus.Spanish}, "hablante": {corpus.Spanish}, "medio": {corpus.Spanish}, "hasta": {corpus.Spanish},
	"quem": {corpus.Portuguese}, "veiculo": {corpus.Portuguese}, "ate": {corpus.Portuguese}, "de": {corpus.Portuguese},
	"desde": {corpus.Spanish, corpus.Portuguese}, "sobre": {corpus.Spanish, corpus.Portuguese}, "tipo": {corpus.Spanish, corpus.Portuguese},
}

// located returns a question with the language that the names of its typed filters tell in place of its locale: who
// types them shows more of their language than a platform's setting does, and less than by the words of a question. A
// question of nothing but filters keeps the locale that it has.
func (b *Bot) located(q Question) Question {
	if !strings.Contains(q.Text, ":") {
		return q
	}
	count := make(map[corpus.Language]int)
	for _, m := range typedFilter.FindAllStringSubmatch(q.Text, -1) {
		for _, lang := range filterLanguages[corpus.Fold(m[1])] {
			count[lang]++
		}
	}
	if len(count) == 0 {
		return q
	}
	if q.Locale != "" {
		if rest, _, _ := b.typedFilters(q.Text); !strings.ContainsFunc(rest, letterOrDigit) {
			return q
		}
	}
	best := LanguageOf(q.Locale)
	for _, lang := range corpus.Languages() { // of as many it is the asker's own
		if count[lang] > count[best] {
			best = lang
		}
	}
	q.Locale = string(best)
	return q
}
