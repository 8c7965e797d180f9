package bot

import "clippings/corpus"

// What people tell of themselves before they ask is in no coverage, and voice input sets no mark between the two.

// selfWords are words by which people speak of themselves and their own, folded.
const selfWords = `i im ive id we weve us our ours my me myself yo mi mis me llevo llevamos tengo tenemos vivo vivimos trabajo trabajamos soy somos estoy
	manejo vine vinimos llegue llegamos naci nuestro nuestra eu meu minha meus minhas moro moramos tenho temos trabalho sou vim viemos cheguei chegamos dirijo nasci nosso nossa`

// ownUnits are what people count of their own lives, arrivals the verbs that stand before the year of a life's turn.
const (
	ownUnits = `year years month months week weeks day days hour hours kid kids child children son sons daughter daughters brother brothers sister sisters job jobs car cars
		ano anos mes meses semana semanas dia dias hora horas hijo hijos hija hijas nino ninos hermano hermanos hermana hermanas trabajos carros
		filho filhos filha filhas irmao irmaos irma irmas empregos`
	arrivals = `came come arrived moved born started working living live here since vine vinimos llegue llegamos naci vivo aqui desde
		vim viemos cheguei chegamos nasci moro`
)

// ownReach is how many words before a number may hold the one by which somebody speaks of themselves.
const ownReach = 6

// ownNumbers takes the weight from numbers that tell of the asker's own life: "I have lived here 14 years", "I came in 2009".
// No excerpt has them, and that says nothing about the answer.
func (u *Understanding) ownNumbers(r *reading) {
	if !r.has(own) {
		return
	}
	token := 0
	for i := range u.Query.Units {
		unit := &u.Query.Units[i]
		for token < len(r.tokens) && r.tokens[token].Start < unit.From {
			token++
		}
		if unit.Number && unit.Topic == "" && ownNumber(r, token) {
			unit.Weight = 0
		}
	}
}

// ownNumber reports whether the number at a token tells of the asker's own life.
func ownNumber(r *reading, at int) bool {
	var before wordSet
	for i := max(0, at-ownReach); i < at; i++ {
		if r.sets[i]&runOn != 0 {
			before = 0 // here begins what is asked
		} else {
			before |= r.sets[i]
		}
	}
	if before&own == 0 {
		return false
	}
	counts := at+1 < len(r.tokens) && r.sets[at+1]&ownUnit != 0
	return counts || isYear(r.tokens[at].Word) && before&arrival != 0
}

const (
	fewestTold  = 4 // words that tell something before a part that asks
	fewestAsked = 4 // words of such a part
)

// runOnParts returns the parts of a text without marks that may be asked by themselves, where its beginning tells of the
// asker ("we have two kids here who can use COLLECT"), the longest first; at most mostParts. There is none behind a number that is
// not the asker's own; and behind what the coverage has, none that may lean on it.
func (b *Bot) runOnParts(u *Understanding) (parts []string) {
	tokens := corpus.Analyze(nil, u.text)
	if len(tokens) < fewestTold+fewestAsked {
		return nil
	}
	named, number := b.tellsAt(u)
	leans, told := leaning(tokens), false
	for i := range tokens {
		at := tokens[i].Start
		told = told || i < fewestTold && own.has(tokens[i].Word)
		if !runOn.has(tokens[i].Word) || i > 0 && (runOn|joins).has(tokens[i-1].Word) {
			continue
		}
		if i < 2 || at > number || len(parts) == mostParts || len(tokens)-i < fewestAsked {
			break
		}
		if told && i >= fewestTold && (at < named || i > leans) {
			parts = append(parts, u.text[at:])
		}
	}
	return parts
}

// leaning returns the place of the last word that may lean on what was told, -1 for none.
func leaning(tokens []corpus.Token) int {
	at := len(tokens) - 1
	for at >= 0 && !leans.has(tokens[at].Word) {
		at--
	}
	return at
}

// littleTold is the weight that a name has at most which stands everywhere in the coverage, as ICE does.
const littleTold = 1

// tellsAt returns where in the question the first name stands that tells something of the coverage, places aside, and where the
// first number that counts; the question's end where there is none.
func (b *Bot) tellsAt(u *Understanding) (named, number int) {
	named, number = len(u.text), len(u.text)
	for i := len(u.Query.Units) - 1; i >= 0; i-- {
		unit := &u.Query.Units[i]
		switch {
		case unit.Number && unit.Weight > 0:
			number = unit.From
		case unit.Topic != "" && !unit.Group && !unit.Outside && !b.names.places[unit.Topic] && unit.Weight > littleTold:
			named = unit.From
		}
	}
	return named, number
}

// runOnWords begin a question in the middle of a text without marks; words that as often go on with a sentence are not
// among them.
const runOnWords = `who whos what whats which when where why how whose does can could did quien quienes cuando cual cuales cuantos cuantas cuanto cuanta donde puede pueden
	quem quando qual quais quantos quantas quanto quanta onde pode podem`

// joinsWords before a question word join it to what stands before them: "the vote by which".
const joinsWords = `by in of to for from at on with than as por con para de del a ao em com sobre about`
