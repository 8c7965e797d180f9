package bot

import "clippings/corpus"

// Forms are the words of forms, lists to tick and front pages in one language. Those with verbs are formats.
// Titles have at most 24 letters, what platforms take.
type Forms struct {
	Title, Ask, Cancel, Answer, Close          string // of the form; its buttons; of its answer; to close that
	Question, Speaker, Outlet, From, To, About string // fields
	Hint                                       string // what stands in a field to be typed into
	Tick, Packet, NothingTicked                string // list to tick; its button; nothing was ticked
	PacketFailed                               string
	Invite                                     string // the bot is not in the channel
	Closed                                     string // nobody, or not everybody, may post in the channel
	Outlets, People, Topics                    string // headings of the front page
	Open                                       string // button of an outlet
	Statements                                 string // a person's button: name, number of statements
	Version                                    string // version of the coverage
	Compare, Both                              string // heads a comparison: topic; heads what has no other side
	Changes                                    string // heads statements of one speaker that update or dispute one another, ahead of the name
	Help                                       string // how to ask: command
	HelpLarge                                  string // the same, of coverage that is too large to be listed
	Prompts                                    string // heads proposed questions

	Collected Counted // how many excerpts were sent
	Missing   Counted // how many of what was ticked are gone
	Left      Counted // ends a list that has more than can be turned to: how many more
}

// FormsOf returns the forms of a language; an unknown one gets English.
func FormsOf(lang corpus.Language) *Forms {
	switch lang {
	case corpus.Spanish:
		return &spanishForms
	case corpus.Portuguese:
		return &portugueseForms
	}
	return &englishForms
}

var englishForms = Forms{
	Title: "Ask the coverage", Ask: "Ask", Cancel: "Cancel", Answer: "From the coverage", Close: "Close",
	Question: "Your question", Speaker: "Only what this person or body said", Outlet: "Only from this outlet",
	From: "Published on or after", To: "Published on or before", About: "Only about this topic",
	Hint: "Type to search",
	Tick: "Tick what you want to hand on", Packet: "Send me a packet", NothingTicked: "Nothing is ticked. Tick some excerpts first.",
	Collected: Counted{
		"The packet is in our direct messages: %d excerpt, as Markdown and as CSV. Nothing of it is kept here.",
		"The packet is in our direct messages: %d excerpts, as Markdown and as CSV. Nothing of it is kept here.",
	},
	Missing:      Counted{"Of what you ticked, %d is no longer in the coverage.", "Of what you ticked, %d are no longer in the coverage."},
	Closed:       "I may not post in this channel: it is archived, or only some may write in it.",
	PacketFailed: "The packet could not be sent. Please try again.",
	Invite:       "I am not in this channel, so I cannot post here. Anybody in it can type /invite and my name; then share again.",
	Outlets:      "Outlets", People: "Who is quoted", Topics: "Topics", Open: "Open", Statements: "%s (%d)",
	Version: "Coverage version %s",
	Left: Counted{
		"%d more is not listed here. Ask about it in your own words, or by person or outlet.",
		"%d more are not listed here. Ask about them in your own words, or by person or outlet.",
	},
	Compare: "Who says what about %s", Both: "What stands alone", Changes: "Said at different times",
	Help: "Ask in your own words: %[1]s how many federal agencies can get into COLLECT?\nNarrow it: %[1]s speaker:Lawlor from:2017 is the agreement reciprocal?\n" +
		"%[1]s quotes Wishnie about fingerprints — what somebody said, by date\n%[1]s compare Trust Act — both sides of a topic\n" +
		"%[1]s sources — the articles · %[1]s about — what this is, and your privacy",
	HelpLarge: "Ask in your own words: %[1]s what did the council decide about the bridge?\nNarrow it: %[1]s from:2017 to:2018-06 who paid for the repairs?\n" +
		"%[1]s sources — how much coverage there is · %[1]s about — what this is, and your privacy",
	Prompts: "Questions this coverage answers",
}

var spanishForms = Forms{
	Title: "Preguntar", Ask: "Preguntar", Cancel: "Cancelar", Answer: "De la cobertura", Close: "Cerrar",
	Question: "Su pregunta", Speaker: "Solo lo que dijo esta persona o entidad", Outlet: "Solo de este medio",
	From: "Publicado desde", To: "Publicado hasta", About: "Solo sobre este tema",
	Hint: "Escriba para buscar",
	Tick: "Marque lo que quiera entregar", Packet: "Enviarme un paquete", NothingTicked: "No hay nada marcado. Marque antes algunos fragmentos.",
	Collected: Counted{
		"El paquete está en nuestros mensajes directos: %d fragmento, en Markdown y en CSV. Aquí no se guarda nada.",
		"El paquete está en nuestros mensajes directos: %d fragmentos, en Markdown y en CSV. Aquí no se guarda nada.",
	},
	Missing:      Counted{"De lo que marcó, %d ya no está en la cobertura.", "De lo que marcó, %d ya no están en la cobertura."},
	Closed:       "No puedo publicar en este canal: está archivado, o solo algunas personas pueden escribir en él.",
	PacketFailed: "No se pudo enviar el paquete. Inténtelo de nuevo, por favor.",
	Invite:       "No estoy en este canal, así que no puedo publicar aquí. Cualquiera que esté en él puede escribir /invite y mi nombre; después comparta de nuevo.",
	Outlets:      "Medios", People: "A quién se cita", Topics: "Temas", Open: "Abrir", Statements: "%s (%d)",
	Version: "Versión de la cobertura %s",
	Left: Counted{
		"%d más no se muestra aquí. Pregunte por él con sus palabras, o por persona o medio.",
		"%d más no se muestran aquí. Pregunte por ellos con sus palabras, o por persona o medio.",
	},
	Compare: "Quién dice qué sobre %s", Both: "Lo que no tiene otra parte", Changes: "Dicho en distintos momentos",
	Help: "Pregunte con sus palabras: %[1]s ¿cuántas agencias federales pueden entrar en COLLECT?\nPrecise: %[1]s quién:Lawlor desde:2017 ¿es recíproco el acuerdo?\n" +
		"%[1]s citas Wishnie sobre huellas — lo que dijo alguien, por fecha\n%[1]s comparar Trust Act — las dos partes de un tema\n" +
		"%[1]s fuentes — los artículos · %[1]s acerca — qué es esto y su privacidad",
	HelpLarge: "Pregunte con sus palabras: %[1]s ¿qué decidió el concejo sobre el puente?\nPrecise: %[1]s desde:2017 hasta:2018-06 ¿quién pagó las reparaciones?\n" +
		"%[1]s fuentes — cuánta cobertura hay · %[1]s acerca — qué es esto y su privacidad",
	Prompts: "Preguntas que esta cobertura contesta",
}

var portugueseForms = Forms{
	Title: "Perguntar", Ask: "Perguntar", Cancel: "Cancelar", Answer: "Da cobertura", Close: "Fechar",
	Question: "Sua pergunta", Speaker: "Só o que esta pessoa ou entidade disse", Outlet: "Só deste veículo",
	From: "Publicado a partir de", To: "Publicado até", About: "Só sobre este tema",
	Hint: "Digite para procurar",
	Tick: "Marque o que quer entregar", Packet: "Enviar-me um pacote", NothingTicked: "Nada está marcado. Marque antes alguns trechos.",
	Collected: Counted{
		"O pacote está nas nossas mensagens diretas: %d trecho, em Markdown e em CSV. Nada dele é guardado aqui.",
		"O pacote está nas nossas mensagens diretas: %d trechos, em Markdown e em CSV. Nada dele é guardado aqui.",
	},
	Missing:      Counted{"Do que você marcou, %d não está mais na cobertura.", "Do que você marcou, %d não estão mais na cobertura."},
	Closed:       "Não posso publicar neste canal: está arquivado, ou só algumas pessoas podem escrever nele.",
	PacketFailed: "Não foi possível enviar o pacote. Tente de novo, por favor.",
	Invite:       "Não estou neste canal, então não posso publicar aqui. Quem está nele pode digitar /invite e o meu nome; depois compartilhe de novo.",
	Outlets:      "Veículos", People: "Quem é citado", Topics: "Temas", Open: "Abrir", Statements: "%s (%d)",
	Version: "Versão da cobertura %s",
	Left: Counted{
		"%d mais não é listado aqui. Pergunte por ele com suas palavras, ou por pessoa ou veículo.",
		"%d mais não são listados aqui. Pergunte por eles com suas palavras, ou por pessoa ou veículo.",
	},
	Compare: "Quem diz o quê sobre %s", Both: "O que não tem outro lado", Changes: "Dito em momentos diferentes",
	Help: "Pergunte com suas palavras: %[1]s quantas agências federais podem entrar no COLLECT?\nPrecise: %[1]s quem:Lawlor de:2017 o acordo é recíproco?\n" +
		"%[1]s citações Wishnie sobre impressões digitais — o que alguém disse, por data\n%[1]s comparação Trust Act — os dois lados de um tema\n" +
		"%[1]s fontes — os artigos · %[1]s sobre — o que é isto e a sua privacidade",
	HelpLarge: "Pergunte com suas palavras: %[1]s o que o conselho decidiu sobre a ponte?\nPrecise: %[1]s desde:2017 até:2018-06 quem pagou os reparos?\n" +
		"%[1]s fontes — quanta cobertura há · %[1]s sobre — o que é isto e a sua privacidade",
	Prompts: "Perguntas que esta cobertura responde",
}
