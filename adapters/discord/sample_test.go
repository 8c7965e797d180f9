package discord

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"clippings/bot"
	"clippings/corpus"
)

// The sample is a small corpus of its own, so that what these tests want to see does not change with the
// coverage. It holds quotations and facts that dispute, answer and update each other.
const (
	samplePeople = `
- id: ada-flores
  name: Ada Flores
  kind: person
  aliases: Flores, Mayor Flores, la alcaldesa
  who: mayor of Rivertown
- id: bo-lind
  name: Bo Lind
  kind: person
  aliases: Lind, the fire chief
  who: fire chief of Rivertown
`
	sampleTerms = `
- id: old-bridge
  name: Old Bridge
  kind: place
  aliases: the bridge
  es: puente viejo
  what: a bridge in Rivertown
- id: flood-gate
  name: flood gate
  kind: thing
  es: compuerta
- id: gazette
  name: The Gazette
  kind: outlet
`
	sampleGaps = `= toll
!en The coverage does not say whether there will be a toll.
!es La cobertura no dice si habrá peaje.
en will there be a toll on the bridge
en how high is the toll
es habrá peaje en el puente
`
	sampleGazette = `
source:
  id: gazette-2021
  outlet: The Gazette
  title: Bridge to close for repairs
  author: Cam Reyes
  date: 2021-06-03
  url: https://gazette.example/2021/06/03/bridge
excerpts:
  - id: gazette-2021/flores-safety
    kind: quote
    speaker: ada-flores
    role: mayor of Rivertown
    via: interview
    text: We will not gamble with anybody’s life […] The bridge closes on Monday%s
    es: No vamos a jugar con la vida de nadie […] El puente cierra el lunes
    context: Flores on why the Old Bridge is shut for repairs.
    context_es: Flores sobre el cierre del puente viejo por reparaciones.
    about: [old-bridge]
    event: 2021-06-02
    questions:
      en: |
        why is the bridge being closed
        what did the mayor say about safety
        why does the mayor shut the bridge
      es: |
        por qué cierran el puente
        qué dijo la alcaldesa
      pt: |
        por que fecharam a ponte
  - id: gazette-2021/lind-gate
    kind: quote
    speaker: bo-lind
    role: fire chief
    via: statement
    text: The flood gate is the danger, not the bridge
    es: El peligro es la compuerta, no el puente
    context: Lind's answer to the mayor's reasons for the closing.
    context_es: La respuesta de Lind a las razones de la alcaldesa.
    about: [flood-gate, old-bridge]
    disputes: [gazette-2021/flores-safety]
    questions:
      en: |
        what does the fire chief say is dangerous
        is the flood gate dangerous
        what is the danger
      es: |
        qué dice el jefe de bomberos
        es peligrosa la compuerta
`
	sampleCourier = `
source:
  id: courier-2022
  outlet: The River Courier
  title: What the bridge cost the town
  date: 2022-03
  url: https://courier.example/cost
excerpts:
  - id: courier-2022/repair-cost
    kind: fact
    text: Repairing the Old Bridge cost the town 2.5 million dollars.
    es: Reparar el puente viejo le costó al pueblo 2,5 millones de dólares.
    context: According to the town's budget of 2022.
    context_es: Según el presupuesto del pueblo de 2022.
    about: [old-bridge]
    updates: [gazette-2021/flores-safety]
    questions:
      en: |
        how much did the repair cost
        price of fixing the bridge
        cost of the bridge
      es: |
        cuánto costó la reparación
        precio del arreglo
  - id: courier-2022/flores-reopening
    kind: fact
    speaker: ada-flores
    role: mayor of Rivertown
    text: The mayor expected the bridge to open again before the summer.
    es: La alcaldesa esperaba que el puente se abriera de nuevo antes del verano.
    context: Indirect speech.
    context_es: Discurso indirecto.
    about: [old-bridge]
    questions:
      en: |
        when will the bridge open again
        when did the mayor expect to reopen
        opening of the bridge
      es: |
        cuándo abre de nuevo el puente
        cuándo esperaba reabrirlo
`
)

// The excerpts of the sample.
const (
	safetyID = "gazette-2021/flores-safety"
	gateID   = "gazette-2021/lind-gate"
	costID   = "courier-2022/repair-cost"
)

// sample is a bot over the sample. What is added ends the mayor's words.
func sample(t testing.TB, added string) *bot.Bot {
	t.Helper()
	return sampleOf(t, fstest.MapFS{
		"people.yaml": {Data: []byte(samplePeople)}, "terms.yaml": {Data: []byte(sampleTerms)}, "gaps.txt": {Data: []byte(sampleGaps)},
		"gazette-2021.yaml": {Data: fmt.Appendf(nil, sampleGazette, added)}, "courier-2022.yaml": {Data: []byte(sampleCourier)},
	})
}

// sampleWithout is the sample's bot when the mayor's words are no longer in it.
func sampleWithout(t testing.TB) *bot.Bot {
	t.Helper()
	renamed := strings.ReplaceAll(fmt.Sprintf(sampleGazette, ""), safetyID, "gazette-2021/flores-other")
	return sampleOf(t, fstest.MapFS{
		"people.yaml": {Data: []byte(samplePeople)}, "terms.yaml": {Data: []byte(sampleTerms)}, "gazette-2021.yaml": {Data: []byte(renamed)},
	})
}

func sampleOf(t testing.TB, files fstest.MapFS) *bot.Bot {
	t.Helper()
	c, err := corpus.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return bot.New(corpus.NewIndex(c))
}

// offline is an adapter that is connected to nothing, over a bot's coverage.
func offline(b *bot.Bot, contact string) *Adapter {
	return &Adapter{cfg: Config{Contact: contact}, coverage: func() *bot.Bot { return b }, handler: b.Handle}
}
