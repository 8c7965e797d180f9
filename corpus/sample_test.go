package corpus_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"clippings/corpus"
)

// The sample is a small corpus of its own, so that these tests do not depend on the coverage.
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
  roles:
    - role: fire chief
      es: jefe de bomberos
`
	sampleTerms = `
- id: old-bridge
  name: Old Bridge
  kind: place
  aliases: the bridge, River Street bridge
  es: puente viejo
  what: a bridge in Rivertown
- id: gazette
  name: The Gazette
  kind: outlet
  aliases: Gazette
- id: flood-gate
  name: flood gate
  kind: thing
  aliases: floodgate, sluice gate
  es: compuerta
`
	sampleWords = `
- id: close-down
  name: close
  kind: word
  aliases: shut, shut down
  es: cerrar, clausurar
`
	sampleOutside = `
- id: other-towns
  name: towns that are not covered
  kind: outside
  aliases: Millbrook, Oakridge
`
	sampleArticle = `
source:
  id: gazette-2021
  outlet: The Gazette
  title: Bridge to close for repairs
  author: Cam Reyes
  date: 2021-06-03
  url: https://example.org/bridge
excerpts:
  - id: gazette-2021/flores-safety
    kind: quote
    speaker: ada-flores
    role: mayor of Rivertown
    via: interview
    text: We will not gamble with anybody’s life […] The bridge closes on Monday
    es: No vamos a jugar con la vida de nadie […] El puente cierra el lunes
    context: Flores on why the Old Bridge is shut for repairs.
    context_es: Flores sobre el cierre del puente viejo por reparaciones.
    about: [old-bridge]
    event: 2021-06
    questions:
      en: |
        why is the bridge being closed
        what did the mayor say about safety
      es: |
        por qué cierran el puente
      pt: |
        por que fecharam a ponte
  - id: gazette-2021/repair-cost
    kind: fact
    text: Repairing the Old Bridge will cost the town 2.5 million dollars, paid over 15,000 days.
    es: Reparar el puente viejo costará al pueblo 2.5 millones de dólares.
    context: According to the town's budget of 2021.
    context_es: Según el presupuesto del pueblo de 2021.
    about: [old-bridge]
    questions:
      en: |
        how much does the repair cost
        price of fixing the bridge
      es: |
        cuánto cuesta la reparación
  - id: gazette-2021/lind-disputes
    kind: quote
    speaker: bo-lind
    role: fire chief
    via: statement
    text: The flood gate is the danger, not the bridge
    es: El peligro es la compuerta, no el puente
    context: Lind's answer to the mayor's reasons for the closing.
    context_es: Respuesta de Lind a los motivos de la alcaldesa.
    about: [flood-gate, old-bridge]
    disputes: [gazette-2021/flores-safety]
    questions:
      en: |
        what did the fire chief say is dangerous
        who disagrees with the mayor
      es: |
        qué dijo el jefe de bomberos
`
	sampleText = `Bridge to close. “We will not gamble with anybody’s life,” said Mayor Ada Flores. “The bridge closes on
Monday.” Repairs to the Old Bridge are put at $2.5 million, the town clerk told The Gazette after the long meeting on Tuesday.
“The flood gate is the danger, not the bridge,” said Fire Chief Bo Lind.`
)

func sampleFiles() fstest.MapFS {
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"people.yaml": samplePeople, "terms.yaml": sampleTerms, "words.yaml": sampleWords, "outside.yaml": sampleOutside,
		"gazette-2021.yaml": sampleArticle,
	} {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return files
}

func sample(tb testing.TB) *corpus.Corpus {
	tb.Helper()
	c, err := corpus.Load(sampleFiles())
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// edited is the sample with one replacement in one file.
func edited(tb testing.TB, file, old, new string) fstest.MapFS {
	tb.Helper()
	files := sampleFiles()
	text := string(files[file].Data)
	if !strings.Contains(text, old) {
		tb.Fatalf("%s does not hold %q", file, old)
	}
	files[file] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, new, 1))}
	return files
}
