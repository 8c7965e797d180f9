package slack

import (
	"testing"

	"clippings/bot"
	"clippings/corpus"
)

// sample is a small coverage of its own, so that how replies read is not told by the built-in one: quotations
// and facts that dispute, answer and update each other.
func sample(t testing.TB) *bot.Bot {
	t.Helper()
	date := func(s string) corpus.Date {
		d, err := corpus.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	gazette := &corpus.Source{
		ID: "gazette-2021", Outlet: "The Gazette", Title: "Bridge to close for repairs", Author: "Cam Reyes",
		Date: date("2021-06-03"), URL: "https://gazette.example/2021/06/03/bridge",
	}
	courier := &corpus.Source{ID: "courier-2022", Outlet: "The River Courier", Title: "What the bridge cost the town", Date: date("2022-03"), URL: "https://courier.example/cost"}
	mayor := &corpus.Person{ID: "ada-flores", Name: "Ada Flores", Kind: "person", Aliases: []string{"Flores"}}
	chief := &corpus.Person{ID: "bo-lind", Name: "Bo Lind", Kind: "person"}
	c := &corpus.Corpus{
		Sources: []*corpus.Source{gazette, courier}, People: []*corpus.Person{mayor, chief},
		Terms: []*corpus.Term{{ID: "old-bridge", Name: "Old Bridge", Kind: "place"}},
		Gaps:  []*corpus.Gap{{Text: "The coverage does not say whether there will be a toll.", ES: "La cobertura no dice si habrá peaje."}},
	}
	add := func(e corpus.Excerpt) *corpus.Excerpt {
		e.About = []string{"old-bridge"}
		c.Excerpts = append(c.Excerpts, &e)
		return &e
	}
	safety := add(corpus.Excerpt{
		ID: "gazette-2021/flores-safety", Kind: corpus.Quote, Source: gazette, Speaker: mayor, Role: "mayor of Rivertown", Via: "interview",
		Text: "We will not gamble with anybody’s life […] The bridge closes on Monday", ES: "No vamos a jugar con la vida de nadie […] El puente cierra el lunes",
		Context: "Flores on why the Old Bridge is shut for repairs.", ContextES: "Flores sobre el cierre del puente viejo por reparaciones.", Event: date("2021-06-02"),
	})
	gate := add(corpus.Excerpt{
		ID: "gazette-2021/lind-gate", Kind: corpus.Quote, Source: gazette, Speaker: chief, Role: "fire chief", Via: "statement",
		Text: "The flood gate is the danger, not the bridge", ES: "El peligro es la compuerta, no el puente",
		Context: "Lind's answer to the mayor's reasons for the closing.", ContextES: "La respuesta de Lind a las razones de la alcaldesa.",
	})
	cost := add(corpus.Excerpt{
		ID: "courier-2022/repair-cost", Kind: corpus.Fact, Source: courier,
		Text: "Repairing the Old Bridge cost the town 2.5 million dollars.", ES: "Reparar el puente viejo le costó al pueblo 2,5 millones de dólares.",
		Context: "According to the town's budget of 2022.", ContextES: "Según el presupuesto del pueblo de 2022.",
	})
	later := add(corpus.Excerpt{
		ID: "courier-2022/flores-gate", Kind: corpus.Quote, Source: courier, Speaker: mayor, Role: "mayor of Rivertown", Via: "e-mail",
		Text: "In hindsight the gate was the danger", ES: "Visto ahora, el peligro era la compuerta",
		Context: "Flores after the repairs.", ContextES: "Flores tras las reparaciones.",
	})
	link := func(from *corpus.Excerpt, relation corpus.Relation, to *corpus.Excerpt) {
		from.Links = append(from.Links, corpus.Link{Relation: relation, To: to})
		to.Links = append(to.Links, corpus.Link{Relation: relation.Inverse(), To: from})
	}
	link(safety, corpus.Disputes, gate)
	link(later, corpus.Updates, safety)
	link(cost, corpus.Updates, safety)
	return bot.New(corpus.NewIndex(c))
}
