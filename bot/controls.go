package bot

import "clippings/corpus"

// Controls are the words of what surrounds a reply in one language: buttons, and the lines that say
// how things went. They are the same on every platform that has buttons. Those with verbs are formats.
// A button's label has at most 34 letters, what platforms show of it.
type Controls struct {
	OtherSide, More, InEnglish, InSpanish, Cite, Share, NotThis string // buttons of an excerpt
	Previous, Next, Choose                                      string // buttons of lists; Choose: a number

	Continues   string // ends the part of a long text that is continued under More
	Continued   string // begins such a part but the first
	NoMore      string // nothing else was near
	NoOtherSide string // the coverage links nothing to the excerpt
	Rephrase    string // heads other excerpts after "not what I asked"
	CiteHead    string // heads the citations
	CiteOwn     string // says that a fact is ours, before it is cited

	CitePlain, CiteMarkdown, CiteLine string // name the three forms of a citation

	Gone        string // the excerpt is no longer in the coverage
	Changed     string // the excerpt has changed since the button was made
	Shared      string // the excerpt was posted
	NotShared   string // it was not, and nobody knows why
	SharedBy    string // stands over a shared excerpt
	MayNotPost  string // which permission is missing: name
	MayNotWrite string // the same, sent as a direct message after a question in a channel: name
	NotMember   string // the bot is no member of the server
	NoDirect    string // sharing makes no sense in a direct message
	Busy        string // too much to do
	Failed      string // something went wrong
	Away        string // the coverage cannot be reached
	Unknown     string // a command or button of another version
	Empty       string // nothing was asked
	NoText      string // the message to check has no text
	Statements  string // heads what somebody says: name
	On          string // after it, when narrowed: topic
	Nothing     string // somebody says nothing about a topic: name, topic
	Page        string // page, pages
	Sources     string // heads the articles
	About       string // what this is
	Accuracy    string // right, wrong, refused, answered though not covered: shares in percent; questions asked
	Privacy     string // what is kept of a question: nothing
	HowTo       string // how to ask
	HowToLarge  string // the same, of coverage that is too large to be listed
	TooLarge    string // in place of a list of its articles
	Holds       string // how much coverage there is: excerpts, sources
	Decimal     string // what stands before the decimals of a number

	TooMany           Counted // asked too often: seconds to wait
	Quotations, Facts Counted // excerpts of an article: see SourceCount
}

// ControlsOf returns the controls of a language; an unknown one gets English.
func ControlsOf(lang corpus.Language) *Controls {
	switch lang {
	case corpus.Spanish:
		return &spanishControls
	case corpus.Portuguese:
		return &portugueseControls
	}
	return &englishControls
}

var englishControls = Controls{
	OtherSide: "Other side", More: "More", InEnglish: "In English", InSpanish: "En español", Cite: "Cite", Share: "Share here", NotThis: "Not what I asked",
	Previous: "Earlier", Next: "Later", Choose: "Show %d",

	Decimal:     ".",
	Continues:   "[continues under More]",
	Continued:   "[continued]",
	NoMore:      "There is nothing else near this question in the coverage. Ask again in other words, with a name or a year.",
	NoOtherSide: "The coverage holds no other side to this.",
	Rephrase:    "Then perhaps one of these. Or ask again in other words, with a name or a year:",
	CiteHead:    "To copy. The words between quotation marks are exact; check the article before you print it.",
	CiteOwn:     "This is a fact in our own words, not a quotation.",
	CitePlain:   "Plain text", CiteMarkdown: "Markdown", CiteLine: "One line, as news agencies write it",
	Gone:        "That excerpt is no longer in the coverage. Please ask again.",
	Changed:     "That excerpt has been corrected since. This is how it stands now:",
	Shared:      "Shared here, without your question or your name.",
	NotShared:   "It could not be shared just now. Please try again.",
	SharedBy:    "From news coverage",
	MayNotPost:  "I may not post here: the permission “%s” is missing. A moderator of this server who manages roles or this channel can grant it.",
	MayNotWrite: "I was asked there and may not answer there: the permission “%s” is missing. A moderator of that server can grant it. /ask works without it, and only you see the answer.",
	NotMember:   "I am not a member of this server, so I cannot post here. Somebody who manages the server can add me; /about tells what I am.",
	NoDirect:    "This is already a conversation of ours; there is nowhere to share it.",
	Busy:        "Too many questions are waiting right now. Please ask again in a minute.",
	TooMany:     Counted{"That was many questions at once. Please wait %d second.", "That was many questions at once. Please wait %d seconds."},
	Failed:      "Something went wrong here, and your question was not answered. Please ask again.",
	Away:        "The coverage cannot be reached right now. Please ask again in a minute.",
	Unknown:     "This belongs to an earlier version. Please ask again.",
	Empty:       "Ask me something about the coverage, in a few words.",
	NoText:      "That message has no text that could be checked.",
	Statements:  "What %s said, in order of date",
	On:          ", about %s",
	Nothing:     "The coverage has nothing by %s about %s.",
	Page:        "Page %d of %d",
	Sources:     "The coverage",
	Quotations:  Counted{"%d quotation", "%d quotations"}, Facts: Counted{"%d fact", "%d facts"},
	About:      "This bot answers questions about a body of news coverage with the relevant excerpt and its source: a quotation letter for letter, or a fact in our own words. No language model; the same question always gets the same answer. Where the coverage does not say, it says so. It is not legal advice.",
	Accuracy:   "Measured on %[5]d questions that nothing was fitted on: %[1]s %% of those the coverage answers were answered rightly, %[2]s %% wrongly, %[3]s %% not. Of those it does not answer, %[4]s %% were answered all the same. So read the excerpt and its source before you rely on it.",
	Privacy:    "Your question is read, answered and forgotten. No question, name, server or channel is stored or written to a log, and nothing is sent to anybody else. Slash-command answers are visible to you alone until you share them, and what you share holds neither your question nor your name.",
	HowTo:      "Ask with /ask, by mentioning the bot, in a direct message, or with “Check the coverage” on somebody's message. Narrow it with speaker:, outlet:, from:, to:, about:.",
	HowToLarge: "Ask with /ask, by mentioning the bot, in a direct message, or with “Check the coverage” on somebody's message. Narrow it with from: and to:, as in from:2017 to:2018-06.",
	TooLarge:   "This coverage is too large to list its articles, people and topics. Ask about it in your own words.",
	Holds:      "Excerpts: %s. Sources: %s.",
}

var spanishControls = Controls{
	OtherSide: "La otra parte", More: "Más", InEnglish: "In English", InSpanish: "En español", Cite: "Citar", Share: "Compartir aquí", NotThis: "No es lo que pregunté",
	Previous: "Anteriores", Next: "Siguientes", Choose: "Ver %d",

	Decimal:     ",",
	Continues:   "[sigue en Más]",
	Continued:   "[continuación]",
	NoMore:      "No hay nada más cerca de esta pregunta en la cobertura. Pregunte de nuevo con otras palabras, con un nombre o un año.",
	NoOtherSide: "La cobertura no recoge otra parte sobre esto.",
	Rephrase:    "Entonces quizá uno de estos. O pregunte de nuevo con otras palabras, con un nombre o un año:",
	CiteHead:    "Para copiar, en inglés, el idioma original. Lo que va entre comillas es exacto; verifique el artículo antes de publicarlo.",
	CiteOwn:     "Esto es un dato en nuestras palabras, no una cita.",
	CitePlain:   "Texto sin formato", CiteMarkdown: "Markdown", CiteLine: "Una línea, como la escriben las agencias de noticias",
	Gone:        "Ese fragmento ya no está en la cobertura. Pregunte de nuevo, por favor.",
	Changed:     "Ese fragmento se ha corregido desde entonces. Así está ahora:",
	Shared:      "Compartido aquí, sin su pregunta y sin su nombre.",
	NotShared:   "No se pudo compartir en este momento. Inténtelo de nuevo, por favor.",
	SharedBy:    "De la cobertura periodística",
	MayNotPost:  "No puedo publicar aquí: falta el permiso «%s». Lo puede dar quien modera este servidor y administra los roles o este canal.",
	MayNotWrite: "Me preguntaron allí y allí no puedo contestar: falta el permiso «%s». Lo puede dar quien modera ese servidor. /preguntar funciona sin él, y solo usted ve la respuesta.",
	NotMember:   "No soy miembro de este servidor, así que no puedo publicar aquí. Puede añadirme quien administra el servidor; /acerca dice qué soy.",
	NoDirect:    "Esta ya es una conversación entre nosotros; no hay dónde compartirlo.",
	Busy:        "Ahora mismo hay demasiadas preguntas en espera. Pregunte de nuevo en un minuto, por favor.",
	TooMany:     Counted{"Fueron muchas preguntas seguidas. Espere %d segundo, por favor.", "Fueron muchas preguntas seguidas. Espere %d segundos, por favor."},
	Failed:      "Algo falló aquí y su pregunta quedó sin respuesta. Pregunte de nuevo, por favor.",
	Away:        "En este momento no se puede llegar a la cobertura. Pregunte de nuevo en un minuto, por favor.",
	Unknown:     "Esto es de una versión anterior. Pregunte de nuevo, por favor.",
	Empty:       "Pregúnteme algo sobre la cobertura, en pocas palabras.",
	NoText:      "Ese mensaje no tiene texto que se pueda verificar.",
	Statements:  "Lo que dijo %s, por orden de fecha",
	On:          ", sobre %s",
	Nothing:     "La cobertura no tiene nada de %s sobre %s.",
	Page:        "Página %d de %d",
	Sources:     "La cobertura",
	Quotations:  Counted{"%d cita", "%d citas"}, Facts: Counted{"%d dato", "%d datos"},
	About:      "Este bot contesta preguntas sobre cobertura periodística con el fragmento pertinente y su fuente: una cita letra por letra, o un dato en nuestras palabras. Sin modelo de lenguaje; la misma pregunta recibe siempre la misma respuesta. Si la cobertura no lo dice, lo dice. No es asesoría legal.",
	Accuracy:   "Medido con %[5]d preguntas con las que nada se ajustó: de las que la cobertura contesta, %[1]s %% se contestaron bien, %[2]s %% mal y %[3]s %% no se contestaron. De las que no contesta, %[4]s %% recibieron respuesta de todos modos. Lea, pues, el fragmento y su fuente antes de confiar en él.",
	Privacy:    "Su pregunta se lee, se contesta y se olvida. No se guarda ni se anota ninguna pregunta, nombre, servidor ni canal, y nada se envía a nadie más. Las respuestas a los comandos solo las ve usted hasta que las comparta, y lo que comparte no lleva su pregunta ni su nombre.",
	HowTo:      "Pregunte con /preguntar, mencionando al bot, por mensaje directo, o con «Verificar en la cobertura» sobre el mensaje de alguien. Puede precisar con quién:, medio:, desde:, hasta:, sobre:.",
	HowToLarge: "Pregunte con /preguntar, mencionando al bot, por mensaje directo, o con «Verificar en la cobertura» sobre el mensaje de alguien. Puede precisar con desde: y hasta:, como desde:2017 hasta:2018-06.",
	TooLarge:   "Esta cobertura es demasiado grande para enumerar sus artículos, personas y temas. Pregunte con sus palabras.",
	Holds:      "Fragmentos: %s. Fuentes: %s.",
}

var portugueseControls = Controls{
	OtherSide: "O outro lado", More: "Mais", InEnglish: "In English", InSpanish: "En español", Cite: "Citar", Share: "Compartilhar aqui", NotThis: "Não foi o que perguntei",
	Previous: "Anteriores", Next: "Seguintes", Choose: "Ver %d",

	Decimal:     ",",
	Continues:   "[continua em Mais]",
	Continued:   "[continuação]",
	NoMore:      "Não há mais nada perto desta pergunta na cobertura. Pergunte de novo com outras palavras, com um nome ou um ano.",
	NoOtherSide: "A cobertura não traz outro lado sobre isto.",
	Rephrase:    "Então talvez um destes. Ou pergunte de novo com outras palavras, com um nome ou um ano:",
	CiteHead:    "Para copiar, em inglês, a língua original. O que está entre aspas é exato; confira o artigo antes de publicar.",
	CiteOwn:     "Isto é um fato em nossas palavras, não uma citação.",
	CitePlain:   "Texto sem formatação", CiteMarkdown: "Markdown", CiteLine: "Uma linha, como a escrevem as agências de notícias",
	Gone:        "Esse trecho não está mais na cobertura. Pergunte de novo, por favor.",
	Changed:     "Esse trecho foi corrigido desde então. Assim está agora:",
	Shared:      "Compartilhado aqui, sem a sua pergunta e sem o seu nome.",
	NotShared:   "Não foi possível compartilhar agora. Tente de novo, por favor.",
	SharedBy:    "Da cobertura jornalística",
	MayNotPost:  "Não posso publicar aqui: falta a permissão “%s”. Quem modera este servidor e administra os cargos ou este canal pode concedê-la.",
	MayNotWrite: "Perguntaram-me lá e lá não posso responder: falta a permissão “%s”. Quem modera aquele servidor pode concedê-la. /perguntar funciona sem ela, e só você vê a resposta.",
	NotMember:   "Não sou membro deste servidor, então não posso publicar aqui. Quem administra o servidor pode me adicionar; /sobre diz o que sou.",
	NoDirect:    "Esta já é uma conversa nossa; não há onde compartilhar.",
	Busy:        "Há perguntas demais esperando agora. Pergunte de novo em um minuto, por favor.",
	TooMany:     Counted{"Foram muitas perguntas seguidas. Espere %d segundo, por favor.", "Foram muitas perguntas seguidas. Espere %d segundos, por favor."},
	Failed:      "Algo deu errado aqui e a sua pergunta ficou sem resposta. Pergunte de novo, por favor.",
	Away:        "No momento não é possível chegar à cobertura. Pergunte de novo em um minuto, por favor.",
	Unknown:     "Isto é de uma versão anterior. Pergunte de novo, por favor.",
	Empty:       "Pergunte-me algo sobre a cobertura, em poucas palavras.",
	NoText:      "Essa mensagem não tem texto que se possa verificar.",
	Statements:  "O que %s disse, por ordem de data",
	On:          ", sobre %s",
	Nothing:     "A cobertura não tem nada de %s sobre %s.",
	Page:        "Página %d de %d",
	Sources:     "A cobertura",
	Quotations:  Counted{"%d citação", "%d citações"}, Facts: Counted{"%d fato", "%d fatos"},
	About:      "Este bot responde perguntas sobre uma cobertura jornalística com o trecho pertinente e sua fonte: uma citação letra por letra, ou um fato em nossas palavras. Sem modelo de linguagem; a mesma pergunta recebe sempre a mesma resposta. Quando a cobertura não diz, ele diz isso. Não é orientação jurídica.",
	Accuracy:   "Medido com %[5]d perguntas com que nada foi ajustado: das que a cobertura responde, %[1]s %% foram respondidas certo, %[2]s %% errado e %[3]s %% não foram respondidas. Das que ela não responde, %[4]s %% foram respondidas mesmo assim. Por isso, leia o trecho e a fonte antes de confiar nele.",
	Privacy:    "A sua pergunta é lida, respondida e esquecida. Nenhuma pergunta, nome, servidor ou canal é guardado nem anotado, e nada é enviado a mais ninguém. As respostas aos comandos só você vê até compartilhá-las, e o que você compartilha não leva a sua pergunta nem o seu nome.",
	HowTo:      "Pergunte com /perguntar, mencionando o bot, por mensagem direta, ou com “Verificar na cobertura” na mensagem de alguém. Pode precisar com quem:, veículo:, desde:, até:, sobre:.",
	HowToLarge: "Pergunte com /perguntar, mencionando o bot, por mensagem direta, ou com “Verificar na cobertura” na mensagem de alguém. Pode precisar com desde: e até:, como desde:2017 até:2018-06.",
	TooLarge:   "Esta cobertura é grande demais para listar seus artigos, pessoas e temas. Pergunte com suas palavras.",
	Holds:      "Trechos: %s. Fontes: %s.",
}
