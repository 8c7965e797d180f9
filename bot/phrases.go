package bot

import "clippings/corpus"

// Phrases are the fixed words of a reply in one language, for adapters to show. Those with verbs
// (%s) are formats.
type Phrases struct {
	Language     corpus.Language
	NotCovered   string // the coverage does not answer
	NearBy       string // heads what is covered nearby
	CloseOnes    string // heads the excerpts of a close outcome
	Span         string // the dates the coverage spans: first, last
	NoSpan       string // in its place where no date is known
	Fact         string // labels a fact
	Passage      string // labels an article's own words
	Translation  string // labels a quote's translation
	Original     string // labels the original beside a translation
	OtherSide    string // heads the linked excerpts
	SameSpeaker  string // in its place where they are the same speaker's
	Age          string // how old the coverage is: years
	And          string // between the last two of several
	NoAge        string // in its place where the date is not known
	More         string // heads other excerpts of a covered reply
	DidYouMean   string // heads suggestions
	NotAdvice    string // what a reply is not
	Emergency    string // the notice ahead of anything else
	Contact      string // before the operator's contact line: the line
	NoAuthor     string // in place of an author who is not known
	Relation     map[corpus.Relation]string
	Via          map[string]string // how the outlet has the words
	MonthNames   [13]string        // 1-based
	DateFormat   string            // day, month name, year
	MonthFormat  string            // month name, year
	Said         DateWords         // when a quotation was said
	Of           DateWords         // of when the document is that it is from
	Tells        DateWords         // of when a fact tells
	EnglishTexts string            // says that excerpts are in English; empty where they are not
	FilterNames  map[Field]string  // the filters as they are typed; nil in English, where they are called as the fields
	// Problems are the lines for what is wrong with a question or a filter, by kind: %q is what was typed, %s a limit.
	Problems [problemKinds]string
}

// PhrasesOf returns the phrases of a language; an unknown one gets English.
func PhrasesOf(lang corpus.Language) *Phrases {
	switch lang {
	case corpus.Spanish:
		return &spanish
	case corpus.Portuguese:
		return &portuguese
	}
	return &english
}

var english = Phrases{
	Language:    corpus.English,
	NotCovered:  "The coverage does not say.",
	NearBy:      "What it does say nearby:",
	CloseOnes:   "Did you mean one of these?",
	Span:        "This collection holds news coverage from %s to %s.",
	NoSpan:      "This collection does not say when its coverage appeared.",
	Fact:        "Fact, in our own words",
	Passage:     "In the article's own words",
	Translation: "Translation",
	Original:    "Original",
	OtherSide:   "The other side",
	SameSpeaker: "The same speaker, at another time or place",
	And:         "and",
	Age:         "Coverage from %s; later changes are not in it.",
	NoAge:       "Coverage without a date: it may be old, and later changes are not in it.",
	More:        "More",
	DidYouMean:  "Did you mean:",
	NotAdvice:   "This is news coverage, not legal advice.",
	Emergency: "If this is happening now: this is a bot that quotes old news coverage. It cannot help in an emergency and " +
		"it is not legal advice. Get a lawyer or a rapid-response line for immigrants now.",
	Contact:  "Contact: %s",
	NoAuthor: "author not named",
	Relation: map[corpus.Relation]string{
		corpus.Disputes: "set against this", corpus.Answers: "which this answers", corpus.AnsweredBy: "in answer",
		corpus.Updates: "earlier", corpus.UpdatedBy: "later",
	},
	Via: map[string]string{
		"interview": "told the outlet", "e-mail": "in an e-mail", "statement": "in a statement",
		"press conference": "at a press conference", "document": "in a document", "law": "in the law's text",
		"report": "in a report", "not stated": "as the outlet reports",
	},
	MonthNames: [13]string{"", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
		"November", "December"},
	DateFormat:  "%[2]s %[1]d, %[3]d",
	MonthFormat: "%s %d",
	Said:        DateWords{"Said on %s.", "Said in %s."},
	Of:          DateWords{"Of %s.", "Of %s."},
	Tells:       DateWords{"It tells of %s.", "It tells of %s."},
	Problems: [problemKinds]string{
		NothingSaid: "the question is empty: ask in a few words",
		TooLong:     "the question is too long: at most %s bytes are read",
		NotUTF8:     "the question is not valid UTF-8 text",
		NotReached:  englishControls.Away,

		NoSuchSpeaker: "nobody called %q is quoted in this coverage",
		NoSuchOutlet:  "no outlet called %q in this coverage",
		NoSuchTopic:   "no topic called %q in this coverage",
		NoSuchKind:    "%q is neither quote nor fact",
		NoSuchDate:    "%q is no date: write 2017-02-22, 2017-02 or 2017",
		NotNarrowed:   "this coverage is too large to be narrowed by it: put the name into the question, or narrow it with from: and to:",

		NothingWithin: "nothing within the outlet, the dates or the kind that you asked for answers this; what stands below is from outside them (dates are those of the articles)",
	},
}

var spanish = Phrases{
	Language:    corpus.Spanish,
	NotCovered:  "La cobertura no lo dice.",
	NearBy:      "Lo que sí dice sobre algo cercano:",
	CloseOnes:   "¿Se refiere a una de estas?",
	Span:        "Período de la cobertura periodística reunida aquí: %s – %s.",
	NoSpan:      "La cobertura reunida aquí no dice cuándo apareció.",
	Fact:        "Dato, en nuestras palabras",
	Passage:     "En palabras del artículo",
	Translation: "Traducción",
	Original:    "Original",
	OtherSide:   "La otra parte",
	SameSpeaker: "La misma fuente, en otro momento o lugar",
	And:         "y",
	Age:         "Cobertura de %s; los cambios posteriores no están en ella.",
	NoAge:       "Cobertura sin fecha: puede ser antigua, y los cambios posteriores no están en ella.",
	More:        "Más",
	DidYouMean:  "¿Quiso decir alguno de estos?",
	NotAdvice:   "Esto es cobertura periodística, no asesoría legal.",
	Emergency: "Si esto está pasando ahora: este es un bot que cita noticias antiguas. No puede ayudar en una emergencia y no es " +
		"asesoría legal. Busque ya a un abogado o una línea de respuesta rápida para inmigrantes.",
	Contact:  "Contacto: %s",
	NoAuthor: "autor no indicado",
	Relation: map[corpus.Relation]string{
		corpus.Disputes: "que se le contrapone", corpus.Answers: "a la que esto responde", corpus.AnsweredBy: "en respuesta",
		corpus.Updates: "antes", corpus.UpdatedBy: "después",
	},
	Via: map[string]string{
		"interview": "dicho al medio", "e-mail": "en un correo electrónico", "statement": "en un comunicado",
		"press conference": "en conferencia de prensa", "document": "en un documento", "law": "en el texto de la ley",
		"report": "en un informe", "not stated": "según informa el medio",
	},
	MonthNames: [13]string{"", "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
		"noviembre", "diciembre"},
	DateFormat:  "%[1]d de %[2]s de %[3]d",
	MonthFormat: "%s de %d",
	Said:        DateWords{"Dicho el %s.", "Dicho en %s."},
	Of:          DateWords{"Del %s.", "De %s."},
	Tells:       DateWords{"Se refiere al %s.", "Se refiere a %s."},
	FilterNames: map[Field]string{
		FieldSpeaker: "quién", FieldOutlet: "medio", FieldFrom: "desde", FieldTo: "hasta", FieldAbout: "sobre", FieldKind: "tipo",
	},
	Problems: [problemKinds]string{
		NothingSaid: "la pregunta está vacía: pregunte en pocas palabras",
		TooLong:     "la pregunta es demasiado larga: se leen como máximo %s bytes",
		NotUTF8:     "la pregunta no es texto UTF-8 válido",
		NotReached:  spanishControls.Away,

		NoSuchSpeaker: "en esta cobertura no se cita a nadie llamado %q",
		NoSuchOutlet:  "no hay ningún medio llamado %q en esta cobertura",
		NoSuchTopic:   "no hay ningún tema llamado %q en esta cobertura",
		NoSuchKind:    "%q no es ni cita ni hecho",
		NoSuchDate:    "%q no es una fecha: escriba 2017-02-22, 2017-02 o 2017",
		NotNarrowed:   "esta cobertura es demasiado grande para precisar así: ponga el nombre en la pregunta, o precise con desde: y hasta:",

		NothingWithin: "dentro del medio, las fechas o el tipo que usted pidió nada responde a esto; lo que sigue es de fuera de ellos (las fechas son las de los artículos)",
	},
}

var portuguese = Phrases{
	Language:    corpus.Portuguese,
	NotCovered:  "A cobertura não diz.",
	NearBy:      "O que ela diz sobre algo próximo:",
	CloseOnes:   "Você quis dizer uma destas?",
	Span:        "Período da cobertura jornalística reunida aqui: %s – %s.",
	NoSpan:      "A cobertura reunida aqui não diz quando apareceu.",
	Fact:        "Fato, em nossas palavras",
	Passage:     "Nas palavras do artigo",
	Translation: "Tradução",
	Original:    "Original",
	OtherSide:   "O outro lado",
	SameSpeaker: "A mesma fonte, em outro momento ou lugar",
	And:         "e",
	Age:         "Cobertura de %s; mudanças posteriores não estão nela.",
	NoAge:       "Cobertura sem data: pode ser antiga, e mudanças posteriores não estão nela.",
	More:        "Mais",
	DidYouMean:  "Você quis dizer algum destes?",
	NotAdvice:   "Isto é cobertura jornalística, não é orientação jurídica.",
	Emergency: "Se isto está acontecendo agora: este é um bot que cita notícias antigas. Ele não pode ajudar numa emergência e não é " +
		"orientação jurídica. Procure já um advogado ou uma linha de resposta rápida para imigrantes.",
	Contact:  "Contato: %s",
	NoAuthor: "autor não informado",
	Relation: map[corpus.Relation]string{
		corpus.Disputes: "que se contrapõe a isto", corpus.Answers: "a que isto responde", corpus.AnsweredBy: "em resposta",
		corpus.Updates: "antes", corpus.UpdatedBy: "depois",
	},
	Via: map[string]string{
		"interview": "dito ao veículo", "e-mail": "em um e-mail", "statement": "em um comunicado",
		"press conference": "em entrevista coletiva", "document": "em um documento", "law": "no texto da lei",
		"report": "em um relatório", "not stated": "segundo o veículo",
	},
	MonthNames: [13]string{"", "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro",
		"novembro", "dezembro"},
	DateFormat:   "%[1]d de %[2]s de %[3]d",
	MonthFormat:  "%s de %d",
	Said:         DateWords{"Dito em %s.", "Dito em %s."},
	Of:           DateWords{"De %s.", "De %s."},
	Tells:        DateWords{"Refere-se a %s.", "Refere-se a %s."},
	EnglishTexts: "Os trechos estão em inglês.",
	FilterNames: map[Field]string{
		FieldSpeaker: "quem", FieldOutlet: "veículo", FieldFrom: "desde", FieldTo: "até", FieldAbout: "sobre", FieldKind: "tipo",
	},
	Problems: [problemKinds]string{
		NothingSaid: "a pergunta está vazia: pergunte em poucas palavras",
		TooLong:     "a pergunta é longa demais: leem-se no máximo %s bytes",
		NotUTF8:     "a pergunta não é texto UTF-8 válido",
		NotReached:  portugueseControls.Away,

		NoSuchSpeaker: "ninguém chamado %q é citado nesta cobertura",
		NoSuchOutlet:  "não há nenhum veículo chamado %q nesta cobertura",
		NoSuchTopic:   "não há nenhum tema chamado %q nesta cobertura",
		NoSuchKind:    "%q não é nem citação nem fato",
		NoSuchDate:    "%q não é uma data: escreva 2017-02-22, 2017-02 ou 2017",
		NotNarrowed:   "esta cobertura é grande demais para precisar assim: ponha o nome na pergunta, ou precise com desde: e até:",

		NothingWithin: "dentro do veículo, das datas ou do tipo que você pediu nada responde a isto; o que segue é de fora deles (as datas são as dos artigos)",
	},
}
