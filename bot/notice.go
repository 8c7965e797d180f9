package bot

import (
	"slices"
	"strings"
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
const agents = `ice migra migracion inmigracion imigracao immigration agents agent agentes officers officer police policia
		policias cops cop feds federales federais raid redada batida`

var (
	placeCues = []string{
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
	}

	raidCues = []string{
		"raid happening", "raid going on", "raid right now", "raid now", "raid at my", "raid in my", "being raided", "raiding my",
		"hay una redada", "hay redada", "redada ahora", "redada ahorita", "redada en mi", "haciendo redada", "haciendo una redada",
		"tem uma batida", "batida agora",
	}
)

const (
	closePeople = `brother sister husband wife mother mom mum father dad son daughter kid kids child children cousin uncle aunt
		nephew niece friend boyfriend girlfriend fiance neighbor neighbour coworker roommate parents family partner grandma
		grandpa hermano hermana esposo esposa marido mujer mama mami papa papi madre padre hijo hija hijos primo prima tio tia
		sobrino sobrina amigo amiga novio novia vecino vecina familia suegro suegra abuelo abuela cunado cunada companero ermano ermana ermanos ijo ija ijos espozo espoza
		irmao irma mae pai filho filha filhos vizinho vizinha namorado namorada avo`
	takings = `took taken taking grabbed detained arrested arresting nabbed kidnapped seized deported deporting snatched picked
		llevaron llevo llevan llevando llevarse agarraron agarro agarrar detuvieron detuvo detener detenido detenida arrestaron
		arresto arrestar arrestado arrestada deportaron levantaron secuestraron yebaron yevaron llebaron yebo yevo llebo agararon
		levaram levou prenderam prendeu prender preso presa detiveram pegaram deportaram`
	justWords = `now today tonight morning just currently rn minutes ago happening help emergency urgent
		ahora ahorita hoy acaban acaba manana anoche ayuda auxilio socorro urgente emergencia
		agora hoje acabaram acabou manha ajuda`
	mineWords = `my our mi mis nuestro nuestra meu minha nosso nossa`
)

// adviceCues are folded word sequences that ask what to do in the asker's own case.
var adviceCues = []string{
	"should i", "should my", "should we", "should he", "should she", "what should i", "what should we", "what do i do",
	"what can i do", "what do we do", "what can we do", "do i have to", "do i need to", "do i need a", "can i sue", "can we sue",
	"can i get", "can i refuse", "can i travel", "can they deport me", "my rights", "my lawyer",
	"need a lawyer", "a good lawyer", "find a lawyer", "get a lawyer", "how do i",
	"how can i", "if i will be", "if ill be", "am i going to", "am i eligible", "do i qualify", "will i be", "will i get", "is it safe for me", "is it safe to", "safe for me",
	"debo", "debemos", "que hago", "que puedo hacer", "que podemos hacer", "que hacemos", "puedo demandar", "podemos demandar",
	"tengo que", "me conviene", "mis derechos", "mi abogado", "necesito un abogado",
	"como puedo", "como hago", "me pueden deportar", "me van a deportar", "me van a entregar", "me van a detener", "me van a arrestar",
	"tengo una orden", "puedo pedir", "me pararon", "me paro la", "me detuvieron", "me arrestaron",
	"i have a deportation", "i have an order", "pulled me over", "i got pulled over", "i was pulled over", "i was stopped", "i got stopped", "i got arrested", "i was arrested",
	"tenho uma ordem", "posso pedir", "me pararam", "vao me deportar", "vao me prender", "es seguro", "califico para", "si califico", "yo califico",
	"devo", "o que faco", "que posso fazer", "posso processar", "tenho que", "meus direitos", "meu advogado",
	"preciso de um advogado", "como posso", "como faco", "e seguro",
}

// caseCues name the asker's own case. They ask for advice too, unless it is asked who sees it.
var caseCues = []string{
	"my case", "my asylum", "my visa", "my green card", "my court date", "my hearing", "mi caso", "mi asilo", "mi visa", "mi cita", "meu caso", "meu visto",
}

// seeingWords tell that it is asked who sees or finds something.
const seeingWords = `see sees seen know knows find finds look looks access show shows check checks search track tracks
	ver ve ven sabe saben saber busca buscan buscar aparece sale mira miran mirar consulta consultan veem sabem olha olham procura procuram`

// chatterWords are the words of greetings, thanks, tests and talk about the bot itself, folded.
const chatterWords = `hi hello hey hiya yo sup howdy morning afternoon evening night good bye goodbye thanks thank thx ty cheers please sorry
	lol lmao haha hahaha rofl wow cool nice great awesome ok okay test testing ping bot robot human real person machine ai you
	your made built created program app name shut up stupid dumb idiot useless sucks hate love joke weather help anybody someone there working
	trash garbage sucked crap ask asking question questions kind kinds thing things know
	talking speaking chatting helped helps helpful lot appreciate appreciated perfect home
	puede puedes puedo ayudar ayudarme preguntar preguntarte pregunta preguntas cosas tipo pode posso ajudar perguntar pergunta perguntas coisas
	saludos ayuda ayudo genial perfecto valeu ate mais
	hola buenas buenos dias tardes noches gracias adios perdon jaja jajaja prueba probando eres quien maquina tonto inutil callate
	oi ola bom boa dia tarde noite obrigado obrigada tchau tudo bem voce voces vc vcs teste vai usted ustedes va vas andas
`

// thanksWords are the words that thanks begin with, and askingWords those by which a question goes on behind
// them.
const (
	thanksWords = "thanks thank thx ty cheers gracias agradezco obrigado obrigada valeu"
	askingWords = `who what when where why how which whose is are do does did can could any quien que cuando donde cual como cuantos cuantas
		quem qual quando onde quantos quantas tell show dime muestre diga`
)

// thanking reports whether a few words begin with thanks and ask for nothing.
func thanking(text string, r *reading) bool {
	const few = 12
	if len(r.tokens) == 0 || len(r.tokens) > few || strings.Contains(text, "?") {
		return false
	}
	sets := r.sets
	switch r.tokens[0].Word {
	case "muchas", "mil", "muito", "many":
		sets = sets[1:]
	}
	return len(sets) > 0 && sets[0]&thanks != 0 && !slices.ContainsFunc(sets, func(s wordSet) bool { return s&asking != 0 })
}

// orderCues are folded word sequences that try to turn the bot into something else, or abuse it. They ask nothing of
// the coverage, whatever they name.
var orderCues = []string{
	"ignore all", "ignore your", "ignore previous", "ignore the previous", "ignore any", "disregard your", "disregard all", "disregard previous", "system prompt",
	"your instructions", "your rules", "you are now", "pretend to be", "pretend you", "jailbreak", "developer mode",
	"translate this", "translate the following", "write me a", "write a poem", "tell me a joke", "traduce esto", "traduceme", "cuentame un chiste", "traduza isto",
	"you people are", "you are all", "youre all", "go to hell", "screw you", "fuck you", "fuck off", "vete al diablo", "vayanse al diablo", "vai se ferrar", "va a la mierda",
	"ignora tus", "ignora todas", "olvida tus", "tus instrucciones", "ignore suas", "suas instrucoes",
}

// smallTalk are small words that chatter is made with.
const smallTalk = `are is am r u i me my a an the to do does can could who what how whats so very much for of it this that and or with just es
	un una el la me te tu yo que como estas esta muy por e o a um uma eu que como esta com con`

// hereCues tell, in a few words, that somebody is at the asker's place.
var hereCues = []string{"is here", "are here", "here now", "esta aqui", "estan aqui", "llego la", "aqui fora", "esta aqui fora"}

// fewWords is how many words a cry for help has at most: in a longer question the same words tell of
// something else.
const fewWords = 7

// noticeOf reads from a question's words whether it tells of an emergency or asks for advice.
func noticeOf(r *reading) Notice {
	advice := r.cue(asksAdvice) || r.cue(ownCase) && !r.has(seeing)
	// A question that begins with a question word asks about the coverage, not about what is happening.
	if r.begins(generalOpener) {
		if advice {
			return Advice
		}
		return NoNotice
	}
	taken, few := relativeTaken(r), len(r.tokens) <= fewWords
	switch {
	case r.cue(raidNow), r.has(agent) && r.cue(atMyPlace), taken && (r.has(justNow|agent) || few), r.has(agent) && r.cue(here) && few:
		return Emergency
	case advice, taken:
		return Advice
	}
	return NoNotice
}

// relativeTaken reports whether somebody close to the asker, and a taking, stand within a few words:
// "they took my brother", "mi esposo fue detenido".
func relativeTaken(r *reading) bool {
	if !r.has(mine) || !r.has(closePerson) || !r.has(taking) {
		return false
	}
	for i := 0; i+1 < len(r.sets); i++ {
		if r.sets[i]&mine == 0 || r.sets[i+1]&closePerson == 0 {
			continue
		}
		for _, sets := range r.sets[max(0, i-5):min(len(r.sets), i+7)] {
			if sets&taking != 0 {
				return true
			}
		}
	}
	return false
}

// generalOpeners are the question words that a question about the coverage begins with.
const generalOpeners = `who what when which why whose does did can could according quien que cuando cual cuantos donde segun puede
	pueden quem quando qual onde pode podem how if si`
