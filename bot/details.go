package bot

import (
	"slices"

	"clippings/corpus"
)

// What makes a near miss: the question names what the coverage has, and asks for a detail of it that the
// coverage does not give.

// reasons are words, folded, by which a text gives a reason or an aim.
const reasons = `because reason reasons due cause caused aim aims aimed purpose fear fears feared worry worries worried concern concerns concerned
	therefore thus hence`

var (
	dayCues   = []string{"what day", "which day", "what date", "which date", "exact date", "what exact day", "que dia", "que fecha", "fecha exacta", "que data", "data exata"}
	monthCues = []string{"what month", "which month", "que mes"}

	// laterCues ask what came of something: after the coverage, mostly.
	laterCues = []string{
		"end up", "ended up", "ever get", "ever got", "ever pass", "ever passed", "ever happen", "ever sign", "ever signed", "in the end", "what happened to", "what happened after",
		"what came of", "eventually", "these days", "nowadays", "right now", "still", "anymore", "any more", "currently", "today", "since then", "later on",
		"get renewed", "renewed in", "renew", "renewed", "now under", "so far", "was he deported", "were they deported", "final decision", "outcome", "turn out", "turned out",
		"al final", "ahora", "actualmente", "todavia", "hoy en dia", "ya no", "renovaron", "renovo", "desde entonces", "que paso con", "que paso al", "sigue igual",
		"no final", "agora", "atualmente", "ainda", "hoje em dia", "desde entao", "o que aconteceu com", "renovaram",
	}

	// nameCues ask for somebody's name, together with a word for a person.
	nameCues = []string{
		"name of", "names of", "the name", "the names", "name the", "whats the name", "who", "whose", "called", "which", "identify", "lawyer for", "attorney for",
		"nombre", "nombres", "como se llama", "como se llaman", "quien", "quienes", "cual", "nome", "nomes", "como se chama", "quem", "qual",
	}
)

// personNouns are words for a person whose name may be asked for.
const personNouns = `man men woman women immigrant immigrants person people judge lawyer lawyers attorney attorneys officer officers agent agents chief victim
		spokeswoman sheriff director contracting researcher researchers author authors driver founder chairman ceo president
		hombre hombres mujer inmigrante inmigrantes juez jueza abogado abogada agente agentes jefe victima fundador
		homem homens mulher imigrante imigrantes juiz advogado advogada chefe vitima dominican honduran guatemalan dominicano hondureno guatemalteco`

// details sets the signals of a near miss.
func (b *Bot) details(s *Signals, u *Understanding, top *Match) {
	holds := &b.offers[top.Number]
	if b.unsaid(u) {
		s[SignalNoStatement] = 1
	}
	if u.words.cue(asksDay) && !holds.day || u.words.cue(asksMonth) && !holds.month {
		s[SignalCoarse] = 1
	}
	if u.Asks == AsksWhy && !holds.reason {
		s[SignalNoReason] = 1
	}
	if u.words.cue(asksName) && u.words.has(personNoun) && !slices.ContainsFunc(holds.people, func(id string) bool { return !u.names(id) }) {
		s[SignalNoPerson] = 1
	}
	if u.words.cue(asksLater) {
		s[SignalLater] = 1
	}
}

// names reports whether a question names a topic.
func (u *Understanding) names(id string) bool {
	return slices.ContainsFunc(u.Query.Units, func(unit corpus.Unit) bool { return unit.Topic == id })
}

// unsaid reports whether a question asks what somebody says about a topic of which none of their excerpts
// speaks.
func (b *Bot) unsaid(u *Understanding) bool {
	if len(u.Speakers) != 1 || u.Claim > 0 {
		return false
	}
	who := u.Speakers[0]
	if u.Asks != AsksWords && !u.words.has(speech|onTopic) {
		return false
	}
	for i := range u.Query.Units {
		unit := &u.Query.Units[i]
		if unit.Topic == "" || unit.Topic == who || unit.Group || unit.Weight <= 0 || len(b.names.sources[unit.Topic]) > 0 || b.names.places[unit.Topic] {
			continue
		}
		if !b.stated[who][unit.Topic] {
			return true
		}
	}
	return false
}

// onTopicWords stand between a speaker and a topic.
const onTopicWords = "on about regarding opinion view views think thinks thought sobre acerca opinion opiniao pensa piensa"
