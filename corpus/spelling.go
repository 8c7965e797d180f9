package corpus

// numberWords maps folded number words of the three languages to digits. "One", "uno" and "um" are
// left out: they are articles and pronouns more often than numbers.
var numberWords = map[string]string{
	"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
	"nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
	"fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19",
	"twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
	"eighty": "80", "ninety": "90",
	"dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7", "ocho": "8",
	"nueve": "9", "diez": "10", "doce": "12", "trece": "13", "catorce": "14",
	"quince": "15", "veinte": "20", "treinta": "30", "cuarenta": "40", "cincuenta": "50",
	"sesenta": "60", "setenta": "70", "ochenta": "80", "noventa": "90",
	"dois": "2", "duas": "2", "quatro": "4", "sete": "7", "oito": "8", "nove": "9", "dez": "10",
	"vinte": "20", "trinta": "30", "quarenta": "40", "cinquenta": "50", "oitenta": "80",
}

// phoneWords maps what thumbs and voice input make of very common words to the word. Only forms
// that are no word of their own in the three languages stand here, so that nothing is misread, and the British
// spelling of what the coverage is about.
var phoneWords = map[string]string{
	"u": "you", "ur": "your", "r": "are", "ppl": "people", "peeps": "people", "abt": "about",
	"bc": "because", "cuz": "because", "coz": "because", "cus": "because", "thru": "through",
	"tho": "though", "wat": "what", "wut": "what", "whats": "what", "wats": "what", "wuts": "what",
	"whos": "who", "whens": "when", "wheres": "where", "hows": "how", "thats": "that", "wth": "with",
	"mny": "many", "meny": "many", "menny": "many", "hau": "how", "hou": "how",
	"waht": "what", "hwat": "what", "wht": "what", "whcih": "which", "dus": "does", "duz": "does", "iz": "is",
	"wher": "where", "wehn": "when", "licence": "license", "licences": "licenses",
	"wich": "which", "whitch": "which", "liv": "live", "hav": "have",
	"polis": "police", "abuot": "about", "wen": "when", "wy": "why", "hoo": "who", "thier": "their",
	"becuase": "because", "dosnt": "doesnt", "shud": "should", "wud": "would", "cud": "could",
	"nvr": "never", "smone": "someone", "evry": "every", "tru": "true", "sez": "says",
	"teh": "the", "hte": "the", "taht": "that", "dat": "that", "dis": "this", "dem": "them",
	"gov": "government", "govt": "government", "gvmt": "government", "govs": "government",
	"gonna": "going", "gunna": "going", "wanna": "want", "gotta": "have", "kinda": "kind",
	"pls": "please", "plz": "please", "thx": "thanks", "ty": "thanks", "info": "information",
	"infos": "information", "pic": "picture", "sb": "somebody", "smth": "something", "w": "with",
	"xq": "porque", "pq": "porque", "porq": "porque", "q": "que", "k": "que", "ke": "que",
	"tb": "tambien", "tmb": "tambien", "toy": "estoy",
	"kien": "quien", "kienes": "quienes", "kiero": "quiero", "kiere": "quiere", "kieren": "quieren", "kual": "cual",
	"kuales": "cuales", "kuando": "cuando", "kuanto": "cuanto", "kuantos": "cuantos", "kuanta": "cuanta",
	"kuantas": "cuantas", "komo": "como", "porke": "porque", "kon": "con", "aki": "aqui", "kem": "quem", "naum": "nao",
	"vc": "voce", "vcs": "voces", "tbm": "tambem", "oq": "que",
	"depto": "departamento", "dept": "department", "depts": "departments",
}

// spellings is both tables in one, for one look a word.
var spellings = func() map[string]string {
	all := make(map[string]string, len(numberWords)+len(phoneWords))
	for _, table := range []map[string]string{numberWords, phoneWords} {
		for from, to := range table {
			all[from] = to
		}
	}
	return all
}()

// spellingShapes holds, by first letter, the shapes of the words in the tables together.
var spellingShapes = func() (shapes [256]uint64) {
	for w := range spellings {
		shapes[w[0]] |= shape(w)
	}
	return shapes
}()

// shape has a bit for the length of a word, one for its second letter and one for its last.
func shape(word string) uint64 {
	return 1<<min(len(word), 15) | 1<<(16+word[min(1, len(word)-1)]%24) | 1<<(40+word[len(word)-1]%24)
}

// maySpell reports whether a word could be in the tables; most words are told off by their shape.
func maySpell(word string) bool { return shape(word)&^spellingShapes[word[0]] == 0 }

// respelt reports whether a word is in the tables.
func respelt(word string) bool {
	if !maySpell(word) {
		return false
	}
	_, ok := spellings[word]
	return ok
}
