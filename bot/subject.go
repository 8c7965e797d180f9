package bot

import (
	"slices"

	"clippings/corpus"
)

// ofAnother reports whether the words of one person are asked for, and an excerpt is of somebody else, or of nobody and not
// about that person: who asks to "quote Malloy saying …" must not get what Sessions said, however well the words fit.
// Documents and bodies speak for people, and whoever is named only as what is spoken about rules nobody out.
func (b *Bot) ofAnother(u *Understanding, e *corpus.Excerpt) bool {
	if u.Asks != AsksWords || u.Claim > 0 || e.Speaker != nil && e.Speaker.Kind != "person" {
		return false
	}
	subject := ""
	units := u.Query.Units
	for i := range units {
		id := units[i].Topic
		if !b.names.people[id] || !saysHere(units, i) {
			continue
		}
		if subject != "" && subject != id {
			return false // the words of either will do
		}
		subject = id
	}
	if e.Speaker == nil {
		return subject != "" && !slices.Contains(e.About, subject)
	}
	return subject != "" && subject != e.Speaker.ID
}

// saysHere reports whether whom unit i names is told to say something: "did Malloy", "Malloy said", "dijo Malloy".
func saysHere(units []corpus.Unit, i int) bool {
	return i > 0 && sayer.has(units[i-1].Word) || i+1 < len(units) && speech.has(units[i+1].Word)
}

// sayers are words before the name of somebody whose words are asked for.
const sayers = "did does do quote by dijo dice dijeron declaro disse diz cita"
