package bot

import (
	"context"
	"testing"

	"clippings/corpus"
)

func TestNoticeOf(t *testing.T) {
	for _, c := range []struct {
		want  Notice
		texts []string
	}{
		{Emergency, []string{
			"la migra se llevo a mi ermano",
			"se yebaron a mi ijo",
			"ICE is at my door",
			"ice is here",
			"immigration is at my door",
			"immigration agents are outside my house",
			"there are ICE agents outside right now what do I do",
			"ICE IS KNOCKING AT MY DOOR!!!",
			"cops are knocking on my door help",
			"la migra is outside my house",
			"there's a raid happening at my job right now",
			"my brother was just taken",
			"my brother was taken by ice",
			"they took my husband this morning",
			"ICE just grabbed my mom",
			"ICE picked up my son this morning",
			"my dad got detained today",
			"they're taking my wife help",
			"they just arrested my neighbor",

			"se llevaron a mi hermano",
			"se llevaron a mi mamá",
			"la migra está afuera de mi casa",
			"la migra está tocando la puerta",
			"ICE está aquí",
			"hay agentes afuera de mi casa",
			"detuvieron a mi esposo",
			"acaban de detener a mi esposo",
			"agarraron a mi hijo en la corte",
			"arrestaron a mi papá hoy",

			"levaram meu irmão",
			"prenderam meu marido agora",
			"a imigração está na minha porta",
			"o ICE está aqui fora",
		}},
		{Advice, []string{
			"should I carry my drive only license",
			"what are my rights",
			"what are my rights if ICE comes to my house",
			"do I need a lawyer",
			"can i sue the police",
			"is it safe to drive",
			"is it safe for me to go to court",
			"what do I do if I get a letter from ICE",
			"am I eligible for a drive only license",

			"qué hago si me para la policía",
			"necesito un abogado",
			"cuáles son mis derechos",
			"¿debo sacar la licencia?",
			"¿me pueden deportar por manejar sin licencia?",
			"es seguro ir a la corte",
			"¿califico para la licencia?",
			"can they deport me with my case open",
			"i need help with my asylum",
			"ayuda con mi caso por favor",

			"preciso de um advogado",
			"quais são meus direitos",
			"é seguro dirigir",
			"o que faço se a polícia me parar",
		}},
		{NoNotice, []string{
			"what is COLLECT",
			"can la migra see my drive only license",
			"heard they wait for people right at the jail when they get out",
			"does ICE come to courthouses",
			"do ICE agents wait outside courthouses",
			"what did the mayor say about police at the door",
			"can ICE get my home address from the DMV",
			"who took the decision to share data with ICE",
			"how many people were arrested at courthouses",
			"were families taken apart because of COLLECT",
			"what should Connecticut do with the contract according to Wishnie",
			"can police look up my license plate",
			"is my name in the database",

			"puede la migra ver mi licencia",
			"puede ICE saber dónde está mi casa",
			"la base de datos tiene mi dirección de casa",
			"qué dijo Lawlor sobre la migra",
			"a cuántas personas detuvieron en las cortes",
			"según Wishnie, qué debería hacer Connecticut con el contrato",
			"does ICE know my court date",
			"can ICE find out when my hearing is",
			"puede la migra ver mi caso en la corte",
			"la migra sabe de mi cita en la corte",
			"o ICE pode ver meu caso",
			"¿cómo calificó la oficina de Lamont el acuerdo con ICE?",

			"o ICE pode ver minha carteira",
			"quantas pessoas o ICE prendeu",
		}},
	} {
		for _, text := range c.texts {
			if got := noticeOf(readText(text)); got != c.want {
				t.Errorf("%q gets notice %s, want %s", text, noticeName(got), noticeName(c.want))
			}
		}
	}
}

func noticeName(n Notice) string {
	return map[Notice]string{NoNotice: "none", Emergency: "emergency", Advice: "advice"}[n]
}

// TestEmergencyIsNotAnswered holds that old news never stands as the answer to somebody in danger,
// whatever filters are typed with it, and that the reply says so in the asker's language.
func TestEmergencyIsNotAnswered(t *testing.T) {
	b := loadBot(t)
	for _, q := range []struct {
		text string
		lang corpus.Language
	}{
		{"ICE is at my door", corpus.English},
		{"about:ICE my brother was just taken", corpus.English},
		{"se llevaron a mi hermano", corpus.Spanish},
		{"levaram meu irmão", corpus.Portuguese},
	} {
		r, err := b.Handle(context.Background(), Question{Text: q.text})
		if err != nil {
			t.Fatal(err)
		}
		if r.Notice != Emergency || r.Outcome == Covered || r.Answer != nil || r.Language != q.lang {
			t.Errorf("%q: notice %s, %s in %q", q.text, noticeName(r.Notice), r.Outcome, r.Language)
		}
	}
}

// TestStoredQuestionsAreNoEmergency holds that what the coverage was written to answer is answered.
// Only where somebody close is being held may a stored question be taken for an emergency.
func TestStoredQuestionsAreNoEmergency(t *testing.T) {
	b := loadBot(t)
	for _, e := range b.Corpus().Excerpts {
		for _, lang := range corpus.Languages() {
			for _, q := range e.Questions[lang] {
				if r := readText(q); noticeOf(r) == Emergency && !relativeTaken(r) {
					t.Errorf("%s: its question %q is taken for an emergency", e.ID, q)
				}
			}
		}
	}
}
