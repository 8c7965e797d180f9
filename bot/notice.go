package bot

import (
	"strings"

	"clippings/corpus"
)

// Notice is something a reply must say ahead of anything else.
type Notice uint8

// The notices.
const (
	NoNotice  Notice = iota
	Emergency        // somebody is being taken or is about to be: contact line first
	Advice           // asks what to do in the asker's own case: not legal advice
)

// What tells an emergency, folded: agents at the asker's own place, a raid under way, or somebody
// close who was just taken.
var (
	agents = set(`ice migra migracion inmigracion imigracao immigration agents agent agentes officers officer police policia
		policias cops cop feds federales federais raid redada batida`)

	atMyPlace = newCues([]string{
		"at my door", "at our door", "at the door", "at my house", "at our house", "at my home", "at my apartment", "in my house",
		"in our house", "in my home", "in my building", "in our building", "outside my", "outside our", "outside right now",
		"is outside", "are outside", "right outside", "in front of my", "at my job", "at my work", "at my workplace", "at our work",
		"knocking", "banging on", "pounding on", "in my driveway", "on my porch", "on my street", "on our street", "came to my",
		"came to our", "coming to my",
		"a mi puerta", "en mi puerta", "en la puerta", "a la puerta", "en mi casa", "a mi casa", "en nuestra casa", "afuera de mi",
		"fuera de mi", "afuera de la casa", "fuera de la casa", "aqui afuera", "esta afuera", "estan afuera", "en mi trabajo",
		"en el trabajo", "tocando", "frente a mi", "enfrente de mi", "en mi edificio", "en mi calle",
		"na minha porta", "na minha casa", "em casa agora", "la fora", "fora da minha", "no meu trabalho", "batendo",
		"na minha rua",
	})

	raidNow = newCues([]string{
		"raid happening", "raid going on", "raid right now", "raid now", "raid at my", "raid in my", "being raided", "raiding my",
		"hay una redada", "hay redada", "redada ahora", "redada ahorita", "redada en mi", "haciendo redada", "haciendo una redada",
		"tem uma batida", "batida agora",
	})

	closePeople = set(`brother sister husband wife mother mom mum father dad son daughter kid kids child children cousin uncle aunt
		nephew niece friend boyfriend girlfriend fiance neighbor neighbour coworker roommate parents family partner grandma
		grandpa hermano hermana esposo esposa marido mujer mama mami papa papi madre padre hijo hija hijos primo prima tio tia
		sobrino sobrina amigo amiga novio novia vecino vecina familia suegro suegra abuelo abuela cunado cunada companero
		irmao irma mae pai filho filha filhos vizinho vizinha namorado namorada avo`)
	takings = set(`took taken taking grabbed detained arrested arresting nabbed kidnapped seized deported deporting snatched picked
		llevaron llevo llevan llevando llevarse agarraron agarro agarrar detuvieron detuvo detener detenido detenida arrestaron
		arresto arrestar arrestado arrestada deportaron levantaron secuestraron
		levaram levou prenderam prendeu prender preso presa detiveram pegaram deportaram`)
	just = set(`now today tonight morning just currently rn minutes ago happening help emergency urgent
		ahora ahorita hoy acaban acaba manana anoche ayuda auxilio socorro urgente emergencia
		agora hoje acabaram acabou manha ajuda`)
	mine = set(`my our mi mis nuestro nuestra meu minha nosso nossa`)
)

// adviceCues are folded word sequences that ask what to do in the asker's own case.
var adviceCues = newCues([]string{
	"should i", "should my", "should we", "should he", "should she", "what should i", "what should we", "what do i do",
	"what can i do", "what do we do", "what can we do", "do i have to", "do i need to", "do i need a", "can i sue", "can we sue",
	"can i get", "can i refuse", "can i travel", "can they deport me", "my rights", "my lawyer", "my case", "my asylum", "my visa",
	"my green card", "my court date", "my hearing", "need a lawyer", "a good lawyer", "find a lawyer", "get a lawyer", "how do i",
	"how can i", "if i will be", "if ill be", "am i going to", "am i eligible", "do i qualify", "will i be", "will i get", "is it safe for me", "is it safe to", "safe for me",
	"debo", "debemos", "que hago", "que puedo hacer", "que podemos hacer", "que hacemos", "puedo demandar", "podemos demandar",
	"tengo que", "me conviene", "mis derechos", "mi abogado", "mi caso", "mi asilo", "mi visa", "mi cita", "necesito un abogado",
	"como puedo", "como hago", "me pueden deportar", "me van a deportar", "me van a entregar", "me van a detener", "me van a arrestar",
	"tengo una orden", "puedo pedir", "me pararon", "me paro la", "me detuvieron", "me arrestaron",
	"i have a deportation", "i have an order", "pulled me over", "i got pulled over", "i was pulled over", "i was stopped", "i got stopped", "i got arrested", "i was arrested",
	"tenho uma ordem", "posso pedir", "me pararam", "vao me deportar", "vao me prender", "es seguro", "califico",
	"devo", "o que faco", "que posso fazer", "posso processar", "tenho que", "meus direitos", "meu advogado", "meu caso",
	"meu visto", "preciso de um advogado", "como posso", "como faco", "e seguro",
})

// chatter are the words of greetings, thanks, tests and talk about the bot itself, folded.
var chatter = set(`hi hello hey hiya yo sup howdy morning afternoon evening night good bye goodbye thanks thank thx ty cheers please sorry
	lol lmao haha hahaha rofl wow cool nice great awesome ok okay test testing ping bot robot human real person machine ai you
	your made built created program app name shut up stupid dumb idiot useless sucks hate love joke weather help anybody someone there working
	talking speaking chatting helped helps helpful lot appreciate appreciated perfect home
	saludos ayuda ayudo genial perfecto valeu ate mais
	hola buenas buenos dias tardes noches gracias adios perdon jaja jajaja prueba probando eres quien maquina tonto inutil callate
	oi ola bom boa dia tarde noite obrigado obrigada tchau tudo bem voce teste`)

// thanks are the words that thanks begin with, and asks those by which a question goes on behind them.
var (
	thanks = set("thanks thank thx ty cheers gracias agradezco obrigado obrigada valeu")
	asks   = set(`who what when where why how which whose is are do does did can could any quien que cuando donde cual como cuantos cuantas
		quem qual quando onde quantos quantas tell show dime muestre diga`)
)

// thanking reports whether a few words begin with thanks and ask for nothing.
func thanking(text string, tokens []corpus.Token) bool {
	const few = 12
	if len(tokens) == 0 || len(tokens) > few || strings.Contains(text, "?") {
		return false
	}
	first := tokens[0].Word
	if first == "muchas" || first == "mil" || first == "muito" || first == "many" {
		tokens = tokens[1:]
	}
	return len(tokens) > 0 && thanks[tokens[0].Word] && !hasWord(tokens, asks)
}

// chats reports whether a question is nothing but chatter.
func chats(tokens []corpus.Token) bool {
	for _, t := range tokens {
		if !chatter[t.Word] && !smallTalk[t.Word] {
			return false
		}
	}
	return true
}

// orders are folded word sequences that try to turn the bot into something else. They ask nothing of
// the coverage, whatever they name.
var orders = newCues([]string{
	"ignore all", "ignore your", "ignore previous", "ignore the previous", "ignore any", "disregard your", "disregard all", "disregard previous", "system prompt",
	"your instructions", "your rules", "you are now", "pretend to be", "pretend you", "jailbreak", "developer mode",
	"ignora tus", "ignora todas", "olvida tus", "tus instrucciones", "ignore suas", "suas instrucoes",
})

// smallTalk are small words that chatter is made with.
var smallTalk = set(`are is am r u i me my a an the to do does can could who what how whats so very much for of it this that and or with just es
	un una el la me te tu yo que como estas esta muy por e o a um uma eu que como esta`)

// here tells, in a few words, that somebody is at the asker's place.
var here = newCues([]string{"is here", "are here", "here now", "esta aqui", "estan aqui", "llego la", "aqui fora", "esta aqui fora"})

// fewWords is how many words a cry for help has at most: in a longer question the same words tell of
// something else.
const fewWords = 7

// noticeOf reads from a question's tokens whether it tells of an emergency or asks for advice.
func noticeOf(tokens []corpus.Token) Notice {
	switch {
	case asksGenerally(tokens):
	case raidNow.any(tokens), hasWord(tokens, agents) && atMyPlace.any(tokens), relativeTaken(tokens) && (hasWord(tokens, just) || hasWord(tokens, agents) || len(tokens) <= fewWords),
		hasWord(tokens, agents) && here.any(tokens) && len(tokens) <= fewWords:
		return Emergency
	}
	if adviceCues.any(tokens) || !asksGenerally(tokens) && relativeTaken(tokens) {
		return Advice
	}
	return NoNotice
}

// relativeTaken reports whether somebody close to the asker, and a taking, stand within a few words:
// "they took my brother", "mi esposo fue detenido".
func relativeTaken(tokens []corpus.Token) bool {
	for i := 0; i+1 < len(tokens); i++ {
		if !mine[tokens[i].Word] || !closePeople[tokens[i+1].Word] {
			continue
		}
		for j := max(0, i-5); j < min(len(tokens), i+7); j++ {
			if takings[tokens[j].Word] {
				return true
			}
		}
	}
	return false
}

// asksGenerally reports whether the question begins with a question word: it asks about the
// coverage, not about what is happening.
func asksGenerally(tokens []corpus.Token) bool {
	return len(tokens) > 0 && generalOpeners[tokens[0].Word]
}

var generalOpeners = set(`who what when which why whose does did can could according quien que cuando cual cuantos donde segun puede
	pueden quem quando qual onde pode podem how if si`)
