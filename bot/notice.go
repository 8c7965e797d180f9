package bot

import "clippings/corpus"

// Notice is something a reply must say ahead of anything else.
type Notice uint8

// The notices.
const (
	NoNotice  Notice = iota
	Emergency        // somebody is being taken or is about to be: contact line first
	Advice           // asks what to do in the asker's own case: not legal advice
)

// Words of an emergency, folded. It takes one word of a row, near each other, that tell together of
// something happening now to the asker or somebody close.
var (
	closePeople = set(`brother sister husband wife mother mom mum father dad son daughter kid kids child cousin uncle aunt
		nephew niece friend boyfriend girlfriend fiance neighbor neighbour coworker roommate parents family partner grandma grandpa
		hermano hermana esposo esposa marido mujer mama mami papa papi madre padre hijo hija hijos primo prima tio tia
		sobrino sobrina amigo amiga novio novia vecino vecina familia suegro suegra abuelo abuela cunado cunada companero
		irmao irma mae pai filho filha filhos vizinho vizinha namorado namorada tia tio avo
		me us him her him them nos lo la`)
	takings = set(`took taken taking grabbed detained arrested arresting nabbed kidnapped seized deported deporting snatched
		llevaron llevo llevan llevando agarraron agarro detuvieron detuvo detenido detenida arrestaron arresto arrestado arrestada
		deportaron levantaron secuestraron
		levaram levou prenderam prendeu preso presa detiveram pegaram deportaram`)
	agents = set(`ice migra migracion inmigracion imigracao agents agent agentes officers officer police policia cops cop
		raid redada batida la`)
	places = set(`door outside here house home porch driveway knocking knock knocked banging entrance workplace
		puerta afuera casa aqui tocando entrada trabajo
		porta fora aqui casa batendo entrada`)
	now = set(`now today tonight morning just currently rn minutes ago happening ahora ahorita hoy acaban acaba manana anoche
		agora hoje acabaram acabou manha help ayuda auxilio socorro ajuda urgente urgent emergency emergencia`)
	myself = set(`my me i im our we us mi me yo mis nuestro nos estoy meu minha eu nosso estou`)
)

// adviceCues are folded word sequences that ask what to do in the asker's own case.
var adviceCues = newCues([]string{
	"should i", "should my", "should we", "should he", "should she", "should they", "what should", "what do i do", "what can i do",
	"what do we do", "do i have to", "do i need to", "do i need a", "can i sue", "can i get", "can i be", "can i refuse", "can i travel",
	"can they deport me", "my rights", "my lawyer", "my case", "my asylum", "my visa", "my green card", "my court date", "my hearing",
	"need a lawyer", "a good lawyer", "find a lawyer", "get a lawyer", "how do i", "how can i", "am i eligible", "do i qualify",
	"will i be", "will i get", "is it safe for me", "is it safe to", "safe for me", "safe to",
	"debo", "deberia", "deberiamos", "que hago", "que puedo hacer", "que hacemos", "puedo demandar", "tengo que", "me conviene",
	"mis derechos", "mi abogado", "mi caso", "mi asilo", "mi visa", "mi cita", "necesito un abogado", "como puedo", "como hago",
	"me pueden deportar", "es seguro", "califico",
	"devo", "deveria", "o que faco", "que posso fazer", "posso processar", "tenho que", "meus direitos", "meu advogado", "meu caso",
	"meu visto", "preciso de um advogado", "como posso", "como faco", "e seguro",
})

// noticeOf reads from a question's tokens whether it tells of an emergency or asks for advice.
func noticeOf(tokens []corpus.Token) Notice {
	count := func(words map[string]bool) (n int) {
		for _, t := range tokens {
			if words[t.Word] {
				n++
			}
		}
		return n
	}
	taking, agent, mine := count(takings), count(agents), count(myself)
	switch {
	case agent > 0 && count(places) > 0 && (mine > 0 || count(now) > 0 || len(tokens) <= 8) && !asksGenerally(tokens):
		return Emergency
	case taking > 0 && mine > 0 && count(closePeople) > 0 && (count(now) > 0 || relativeTaken(tokens)):
		return Emergency
	}
	if adviceCues.any(tokens) {
		return Advice
	}
	return NoNotice
}

// relativeTaken reports whether "my", somebody close and a taking stand within a few words.
func relativeTaken(tokens []corpus.Token) bool {
	for i, t := range tokens {
		if !myself[t.Word] {
			continue
		}
		close, taken := false, false
		for j := max(0, i-4); j < min(len(tokens), i+6); j++ {
			close = close || j > i && closePeople[tokens[j].Word] && len(tokens[j].Word) > 2
			taken = taken || takings[tokens[j].Word]
		}
		if close && taken {
			return true
		}
	}
	return false
}

// asksGenerally reports whether the question begins with a question word: it asks about the
// coverage, not about what is happening.
func asksGenerally(tokens []corpus.Token) bool {
	if len(tokens) == 0 {
		return false
	}
	switch tokens[0].Word {
	case "who", "what", "when", "which", "why", "whose", "does", "did", "according", "quien", "que", "cuando", "cual",
		"cuantos", "donde", "segun", "quem", "quando", "qual", "onde":
		return true
	}
	return false
}
