package corpus

import "strings"

// The closed-class words of each language, folded.
const (
	englishFunctionWords = `
a an the this that these those some any each both either neither such same other another
i me my mine myself you your yours he him his she her hers it its we us our ours they them their theirs
who whom whose which what when where why how
am is are was were be been being do does did doing done have has had having can could will would shall
should may might must im ive id youre hes shes theyre were weve dont doesnt didnt isnt arent wasnt werent
cant couldnt wont wouldnt shouldnt havent hasnt hadnt aint
and or but nor so if then than as of at by for with about into onto over under to from in on off out up down
between through during before after above below again there here also just only too very even ever still yet
not no yes because while until since upon per via versus vs like
really actually anyway maybe perhaps please thanks thank hi hello hey ok okay oh well got get gets go going
lot lots much many more most few less least kind sort thing things something anything somebody anybody
someone anyone everybody everyone nobody
`
	spanishFunctionWords = `
el la los las lo un una unos unas este esta estos estas ese esa esos esas eso esto aquel aquella
yo mi mis me tu tus te usted ustedes ella ello ellos ellas nosotros nos se su sus le les
que quien quienes cual cuales cuando donde como cuanto cuanta cuantos cuantas porque por para
es son era eran fue fueron ser sido siendo esta estan estaba estaban estar estoy estado hay habia haya
ha han he hemos haber habian tiene tienen tener tengo tenia puede pueden poder podia podian puedo
hace hacen hacer hizo va van voy ir iba
y e o u ni pero sino si no mas menos muy ya tambien solo asi tan tanto aun todavia
de del al a en con sin sobre entre hasta desde segun contra durante tras ante bajo
algo alguien algun alguna algunos algunas nada nadie otro otra otros otras mismo misma cada todo toda todos todas
favor gracias hola oye cierto verdad pues entonces
`
	portugueseFunctionWords = `
os as um uma uns umas este isto isso aquele aquela aquilo eu meu minha voce voces ele ela eles elas nosso nossa
seu sua seus suas quem qual quais quando onde quanto quantos quantas por que foi foram sao era eram ser
esta estao estava ter tem tinha pode podem fazer faz fez vai vou ir e ou mas nao sim mais menos muito ja
tambem so ate desde sobre entre com sem do da dos das no na nos nas ao aos pelo pela para pra
algum alguma alguem nada ninguem outro outra cada todo toda todos todas obrigado obrigada oi ola
`
)

// wordClass says which of the lists of this file a folded word is in.
type wordClass uint8

// A function word carries little of what a text is about, so it weighs next to nothing against an excerpt's text;
// between two questions, whose small words carry meaning, it weighs a little.
const (
	functionEnglish wordClass = 1 << iota
	functionSpanish
	functionPortuguese
	frameWord
)

// classes holds every word of the lists, for one look a word.
var classes = func() map[string]wordClass {
	all := make(map[string]wordClass, 1<<10)
	for _, list := range []struct {
		class wordClass
		words string
	}{
		{functionEnglish, englishFunctionWords}, {functionSpanish, spanishFunctionWords},
		{functionPortuguese, portugueseFunctionWords}, {frameWord, frameWords},
	} {
		for w := range strings.FieldsSeq(list.words) {
			all[w] |= list.class
		}
	}
	return all
}()

// eachFunctionWord calls f with every function word, one that two languages share more than once, always
// in the same order.
func eachFunctionWord(f func(folded string)) {
	for _, list := range []string{englishFunctionWords, spanishFunctionWords, portugueseFunctionWords} {
		for w := range strings.FieldsSeq(list) {
			f(w)
		}
	}
}

// FunctionWord reports whether a folded word is a closed-class word of one language. "Son" is one in
// Spanish and none in English. A language the analysis does not know is taken for English.
func FunctionWord(folded string, lang Language) bool {
	return classes[folded]&(functionEnglish<<lang.place()) != 0
}

// frameWords are words about the asking itself ("for the flyer we print on Thursday, is there a
// quote on …"), folded. They tell what the asker will do with the answer, not what it is.
const frameWords = `
tell told say says said saying mention mentions mentioned according article articles story stories piece pieces
news coverage report reports reported reporting reporter journalist outlet paper newspaper source sources
quote quotes quoted quotation quotable word words exact exactly verbatim cite citation excerpt excerpts
need needs want wants wanted looking find give show know wonder wondering curious question questions ask asking
asked answer heard hear hearing read reading explain meaning means mean
flyer flier leaflet poster print printing oped editorial press release testimony op ed newsletter slide slides
presentation speech essay homework class paper thesis brief memo today tomorrow tonight yesterday week weekend
monday tuesday wednesday thursday friday saturday sunday morning quick quickly asap urgent exactly basically
true right correct wrong true false lol omg wow huh idk tbh btw smh bro dude man guys yall
dijo dice dicen dijeron diciendo decir digo segun articulo articulos nota notas noticia noticias reportaje
periodico cita citas textual palabra palabras necesito quiero queremos busco quisiera saber sabe sabes
pregunta preguntas explica explicar significa oi escuche volante cartel boletin manana hoy
disse diz dizem disseram dizer artigo materia noticia jornal citacao palavra palavras preciso quero saber
pergunta significa ouvi
`
