package bot

import (
	"testing"
)

// TestDetails asks for details that the best excerpt does not give, and for some that it does.
func TestDetails(t *testing.T) {
	b := loadBot(t)
	for _, c := range []struct {
		text   string
		signal Signal
		want   bool
	}{
		{"what did Dan Barrett say about license plate readers", SignalNoStatement, true},
		{"Thomas Saenz on COLLECT", SignalNoStatement, true},
		{"what did Dan Barrett say about the DMV", SignalNoStatement, false},
		{"what did Wishnie say about fingerprints", SignalNoStatement, false},
		{"who is Dan Barrett", SignalNoStatement, false},
		{"what day in May 2018 was the memo signed", SignalCoarse, true},
		{"when in 2018 was the memo signed", SignalCoarse, false},
		{"what are the names of the three immigrants in the subpoenas", SignalNoPerson, true},
		{"nombre del juez que condenó al guatemalteco", SignalNoPerson, true},
		{"who is the Yale professor that studied ICE and COLLECT", SignalNoPerson, false},
		{"did they end up renewing the deal in 2021", SignalLater, true},
		{"until when does the deal run", SignalLater, false},
		{"did the lawmakers pass the toll privacy bill McGuire wanted", SignalLater, true},
		{"o dominicano já foi deportado", SignalLater, true},
		{"when did the Trust Act become law", SignalLater, false},
		{"who signed the May 2018 memorandum", SignalNoPerson, true},
		{"name of the MALDEF president", SignalNoPerson, false},
		{"who speaks to the press for ICE, the name", SignalNoPerson, false},
		{"did the deal get prolonged when it ran out in 2021", SignalLater, true},
		{"when did Lawlor leave office", SignalLater, false},
		{"did Lawlor leave office", SignalLater, true},
		{"how did the judge rule in the DACA case", SignalLater, true},
		{"of the 15,000 people who may use COLLECT how many are ICE agents", SignalNoNewNumber, true},
		{"how many people may use COLLECT", SignalNoNewNumber, false},
		{"pizza in New Haven", SignalBare, true},
		{"immigrant-friendly cities", SignalBare, false},
		{"salary of the undersecretary for criminal justice", SignalDetail, true},
		{"what did the contract with the plate company cost", SignalDetail, false},
	} {
		u := b.Understand(Question{Text: c.text})
		matches, gap := b.rank(new(ranking), u)
		if len(matches) == 0 {
			t.Fatalf("%q: no candidate", c.text)
		}
		s := b.signals(u, matches, &gap)
		if got := s[c.signal] > 0; got != c.want {
			t.Errorf("%q: %v is %v, want %v (candidate %s)", c.text, c.signal, got, c.want, matches[0].Excerpt.ID)
		}
	}
}

// TestThanks holds that thanks ask for nothing, unless a question stands behind them.
func TestThanks(t *testing.T) {
	b := loadBot(t)
	for text, want := range map[string]bool{
		"thx that helped a lot": true, "Thank you, that helps with my article": true, "muchas gracias por la ayuda, saludos": true,
		"valeu, até mais": true, "am i talking to a person or a machine": true, "oi, tudo bem com você?": true, "como vai você": true, "hola, ¿cómo está usted?": true,
		"you people are all liars and ought to be deported": true, "vete al diablo, mentirosos": true, "what did Trump say about people who lie": false, "hey there, anybody home?": true,
		"thanks, who uses COLLECT": false, "gracias, y cuántas agencias entran en COLLECT": false, "thanks! is the Trust Act a law?": false,
	} {
		if got := b.Understand(Question{Text: text}).Chat; got != want {
			t.Errorf("%q is chat: %v, want %v", text, got, want)
		}
	}
}

// TestOwnCase holds that who tells of their own case is told that this is no advice.
func TestOwnCase(t *testing.T) {
	b := loadBot(t)
	for text, want := range map[string]bool{
		"mi hermano está detenido y no sé dónde lo tienen": true, "meu pai está preso, qual advogado eu chamo": true,
		"tengo una orden de deportación, puedo pedir perdón": true, "i got pulled over without a license, will they tell ICE": true,
		"who was detained in the courthouse": false, "puede ICE ver las licencias": false,
	} {
		if got := b.Understand(Question{Text: text}).Notice != NoNotice; got != want {
			t.Errorf("%q: notice %v, want %v", text, got, want)
		}
	}
}
