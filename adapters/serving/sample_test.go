package serving_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"clippings/bot"
	"clippings/corpus"
)

// The sample is a small corpus of its own. Editions differ in the price of a repair, so that an answer
// tells which edition it is from.
const (
	samplePeople = `
- id: ada-flores
  name: Ada Flores
  kind: person
  aliases: Flores, Mayor Flores
  who: mayor of Rivertown
`
	sampleTerms = `
- id: old-bridge
  name: Old Bridge
  kind: place
  aliases: the bridge
  es: puente viejo
  what: a bridge in Rivertown
- id: gazette
  name: The Gazette
  kind: outlet
`
	sampleArticle = `
source:
  id: gazette-2021
  outlet: The Gazette
  title: Bridge to close for repairs
  author: Cam Reyes
  date: 2021-06-03
  url: https://gazette.example/bridge
excerpts:
  - id: gazette-2021/repair-cost
    kind: fact
    text: Repairing the Old Bridge will cost the town %d million dollars.
    es: Reparar el puente viejo costará al pueblo %d millones de dólares.
    context: According to the town's budget.
    context_es: Según el presupuesto del pueblo.
    about: [old-bridge]
    questions:
      en: |
        how much does the repair cost
        price of fixing the bridge
      es: |
        cuánto cuesta la reparación
`
)

// sampleQuestion is stored word for word, so it is always covered.
var sampleQuestion = bot.Question{Text: "how much does the repair cost"}

// edition returns the files of an edition.
func edition(millions int) fstest.MapFS {
	return fstest.MapFS{
		"people.yaml":       {Data: []byte(samplePeople)},
		"terms.yaml":        {Data: []byte(sampleTerms)},
		"gazette-2021.yaml": {Data: fmt.Appendf(nil, sampleArticle, millions, millions)},
	}
}

// price is what an edition's excerpt says.
func price(millions int) string {
	return fmt.Sprintf("Repairing the Old Bridge will cost the town %d million dollars.", millions)
}

// write puts files into a folder, which is made when it is not there.
func write(t *testing.T, dir string, files fstest.MapFS) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, file := range files {
		if err := os.WriteFile(filepath.Join(dir, name), file.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// botOf returns a bot that answers from files.
func botOf(files fs.FS) (*bot.Bot, error) {
	c, err := corpus.Load(files)
	if err != nil {
		return nil, err
	}
	return bot.New(corpus.NewIndex(c)), nil
}

// loadFrom returns a load function that reads whatever files returns at the time.
func loadFrom(files func() fs.FS) func() (*bot.Bot, error) {
	return func() (*bot.Bot, error) { return botOf(files()) }
}

var errBroken = errors.New("broken")
