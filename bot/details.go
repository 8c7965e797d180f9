package bot

import (
	"slices"
	"strings"

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
		"what came of", "eventually", "these days", "nowadays", "right now", "still", "anymore", "any more", "currently", "today", "since then", "later on", "afterward", "afterwards",
		"get renewed", "renewed in", "was it renewed", "been renewed", "been extended", "prolonged", "did the legislature pass", "did the legislature approve", "did lawmakers pass", "did lawmakers approve",
		"did the lawmakers pass", "did the lawmakers approve", "did congress pass", "did it pass", "did they pass", "did that pass", "signed into law", "become law", "became law", "did it become", "by now", "already been", "yet",
		"at the trial", "ran out", "run out yet", "expired", "left office", "leave office", "left his job", "left her job", "stepped down", "step down", "successor", "who replaced", "been deported", "was deported", "get deported", "got deported", "final ruling", "ruling", "judge rule", "court rule", "judge decide", "court decide", "judge say", "court say", "fallo el juez", "decidio el juez", "decidio la corte", "renew", "renewed", "now under", "so far", "was he deported", "were they deported", "final decision", "outcome", "turn out", "turned out",
		"al final", "ahora", "actualmente", "todavia", "hoy en dia", "ya no", "renovaron", "renovo", "vencio", "caduco", "expiro", "dejo su puesto", "dejo el puesto", "dejo su cargo", "dejo el cargo", "desde entonces", "despues de eso", "mas adelante", "posteriormente", "ya fue", "ya fueron", "ya lo", "ya los", "ya sacaron", "ya quitaron", "ya termino", "fue deportado", "lo deportaron", "los deportaron", "cuando deportaron", "se aprobo", "aprobaron la", "aprobaron el", "llego a ser ley", "que paso con", "que paso al", "sigue igual",
		"no final", "agora", "atualmente", "ainda", "hoje em dia", "venceu", "expirou", "deixou o cargo", "desde entao", "depois disso", "mais tarde", "ja foi", "ja foram", "foi deportado", "foi aprovada", "foi aprovado", "foi renovado", "virou lei", "o que aconteceu com", "renovaram",
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
	if b.unsaid(u, top) {
		s[SignalNoStatement] = 1
	}
	if u.words.cue(asksDay) && !holds.day || u.words.cue(asksMonth) && !holds.month {
		s[SignalCoarse] = 1
	}
	if u.Asks == AsksWhy && !holds.reason {
		s[SignalNoReason] = 1
	}
	if (u.words.cue(asksName) && u.words.has(personNoun) || u.Asks == AsksWho && u.words.has(personDeed)) && !slices.ContainsFunc(holds.people, func(id string) bool { return !b.calls(u, id) }) {
		s[SignalNoPerson] = 1
	}
	if u.Asks != AsksWhen && u.words.cue(asksLater) {
		s[SignalLater] = 1
	}
	if (u.Asks == AsksNumber) && !slices.ContainsFunc(holds.numbers, func(n string) bool { return !u.gives(n) }) {
		s[SignalNoNewNumber] = 1
	}
	if u.words.has(detail) && b.lacksDetail(u, top) {
		s[SignalDetail] = 1
	}
	s[SignalBare] = 1 - top.Plain
}

// gives reports whether a question gives a number.
func (u *Understanding) gives(number string) bool {
	return u.some(func(unit *corpus.Unit) bool { return unit.Number && unit.Word == number })
}

// lacksDetail reports whether a question has a word for a kind of detail that the candidate's own fields lack.
func (b *Bot) lacksDetail(u *Understanding, top *Match) bool {
	for i := range u.Query.Units {
		unit := &u.Query.Units[i]
		if unit.Weight > 0 && !unit.Frame && detail.has(unit.Word) && !b.index.MatchesOwn(u.Query, i, top.Number) {
			return true
		}
	}
	return false
}

// personDeeds are words for what somebody in particular does, so that who asks who does it wants a name.
const personDeeds = `sign signed signs signing write wrote writes found founded founds negotiate negotiated author authored draft drafted die died killed
		run runs head heads lead leads represent represents represented chair chairs audits succeed succeeded replaced
		firmo firman firmaron escribio fundo fundaron negocio negociaron murio dirige encabeza representa preside sustituyo reemplazo sucedio
		assinou assinaram escreveu fundou negociou morreu lidera chefia substituiu sucedeu`

// detailWords are words for details that are asked of people, bodies and papers, and that news coverage mostly leaves out.
const detailWords = `salary salaries earn earns wage wages pay pays paid cost costs price fee fees budget
		age old birthday born birthplace hometown nationality religion married wife husband kids children family
		study studied studies degree college university graduate graduated alma school background career resume biography bio
		job before previously previous join joined hired elected appointed retire retired retirement resign resigned successor replaced
		party democrat republican votes vote margin
		phone number email mail address contact website url link app hours
		founder founded founding history headquarters offices
		first last biggest largest smallest oldest youngest fastest
		penalty fine fines punished punishment fired disciplined
		color brand model software vendor language languages
		sueldo salario gana paga pagan pago cuesta costo costaron precio tarifa presupuesto edad nacio nacimiento casado casada esposa hijos
		estudio estudios carrera titulo universidad trabajo antes anterior entro contrataron eligieron nombraron renuncio jubilo sucesor
		partido voto votos telefono numero correo direccion contacto pagina enlace fundador fundo sede
		primer primero primera ultimo ultima mayor menor multa castigo castigaron despidieron
		salario ganha paga custa custou preco orcamento idade nasceu casado esposa filhos estudou formou universidade emprego antes
		entrou eleito nomeado sucessor partido votos telefone numero endereco contato fundador sede primeiro primeira ultimo maior menor multa`

// calls reports whether a question gives a person's name, or a part of it: "the MALDEF president" gives none.
func (b *Bot) calls(u *Understanding, id string) bool {
	return u.some(func(unit *corpus.Unit) bool {
		return unit.Topic == id && slices.ContainsFunc(strings.Fields(corpus.Fold(b.names.name[id])), func(name string) bool {
			return slices.Contains(strings.Fields(unit.Word), name)
		})
	})
}

// unsaid reports whether a question asks what somebody says about a topic of which none of their excerpts
// speaks, nor the candidate, should it tell of them in other words than theirs.
func (b *Bot) unsaid(u *Understanding, top *Match) bool {
	if len(u.Speakers) != 1 || u.Claim > 0 {
		return false
	}
	who, e := u.Speakers[0], top.Excerpt
	told := slices.Contains(e.About, who) && (e.Speaker == nil || e.Speaker.ID != who)
	if u.Asks != AsksWords && !u.words.has(speech|onTopic) {
		return false
	}
	for i := range u.Query.Units {
		unit := &u.Query.Units[i]
		if unit.Topic == "" || unit.Topic == who || unit.Group || unit.Weight <= 0 || len(b.names.sources[unit.Topic]) > 0 || b.names.places[unit.Topic] {
			continue
		}
		if !b.stated[who][unit.Topic] && !(told && b.index.Matches(u.Query, i, top.Number)) {
			return true
		}
	}
	return false
}

// onTopicWords stand between a speaker and a topic.
const onTopicWords = "on about regarding opinion view views think thinks thought sobre acerca opinion opiniao pensa piensa"
