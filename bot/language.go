package bot

import (
	"strings"

	"golang.org/x/text/language"

	"clippings/corpus"
)

// Words that tell a language, folded, in the spelling of phones too. What two languages share stands in
// both and tells them from the third.
var markers = map[corpus.Language]map[string]bool{
	corpus.English: set(`the what who whom whose which when where why how is are was were do does did of to and
		in that this it its for with from by on at they them their you your my i can could will would should have
		has had not dont about any there anybody people say said tell says get gets if or be been no hi hello thanks license papers`),
	corpus.Spanish: set(`el los las y en es un una que como cuando donde quien quienes cual cuales cuanto cuantos
		cuanta cuantas por para porque con del al lo le les su sus mi mis me tu te se si yo hay fue son esta estan
		puede pueden dijo dice dicen hace hacen tiene tienen sobre segun pero ya muy gente policia datos licencia
		la migra ley estado gobierno abogado hermano esposo esposa hijo hija manejar saben alguien no de hola gracias buenas tengo papeles`),
	corpus.Portuguese: set(`o os um uma uns umas em na nas que para gente se de sigla oi tudo bem obrigado obrigada verdade achar do da dos das ao aos pelo pela pelos pelas com
		nao sao foi foram voce voces eu meu minha seu sua quem quando onde quanto quantos quantas qual quais por
		disse dizem diz pode podem tem isso esse essa este esta e mas tambem ate pra policia dados carteira
		dirigir governo advogado irmao lei fazer faz sobre sem sabe alguem`),
}

func set(list string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// languageOf tells which language a question is written in: the one with the most marker words,
// letters that only it has counting more. Where the words do not tell, the asker's locale does, and
// without one it is English.
func languageOf(tokens []corpus.Token, text, locale string) corpus.Language {
	scores := map[corpus.Language]int{}
	for _, t := range tokens {
		for lang, words := range markers {
			if words[t.Word] {
				scores[lang] += 2
			}
		}
		switch {
		case strings.HasSuffix(t.Word, "cion"), strings.HasSuffix(t.Word, "ciones"):
			scores[corpus.Spanish] += 2
		case strings.HasSuffix(t.Word, "cao"), strings.HasSuffix(t.Word, "coes"):
			scores[corpus.Portuguese] += 2
		}
	}
	for _, r := range text {
		switch r {
		case '¿', '¡', 'ñ', 'Ñ':
			scores[corpus.Spanish] += 4
		case 'ã', 'õ', 'ç', 'ê', 'ô', 'à':
			scores[corpus.Portuguese] += 4
		}
	}
	best, at := 0, LanguageOf(locale)
	if scores[at] > 0 {
		scores[at]++ // a tie goes to the asker's own language
	}
	for _, lang := range corpus.Languages() {
		if scores[lang] > best {
			best, at = scores[lang], lang
		}
	}
	return at
}

// LanguageOf returns the language of a platform's locale tag, or English.
func LanguageOf(locale string) corpus.Language {
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
