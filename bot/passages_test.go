package bot

import (
	"testing"

	"clippings/corpus"
)

// filler makes an archive large enough for words to be rare.
var filler = [][2]string{
	{"Gardening", "Roses want sun and water."}, {"Gardening", "Tulips are planted in autumn."},
	{"Sailing", "A sloop carries one mast."}, {"Sailing", "Reefing makes a sail smaller."},
	{"Cooking", "Rice is rinsed before it is cooked."}, {"Cooking", "Bread rests overnight."},
	{"Chess", "The bishop moves along diagonals."}, {"Chess", "Castling moves two pieces at once."},
}

// TestPassageFeatures puts a question to passages of which the first answers it and the second is alike but for one
// signal.
func TestPassageFeatures(t *testing.T) {
	for _, c := range []struct {
		feature  passageFeature
		question string
		lang     corpus.Language
		passages [][2]string // the others are the articles that they are in
		answers  string      // ids: "p0" is the first
		alike    string
	}{
		{passageClose, "what did the lighthouse keeper paint", corpus.English, [][2]string{
			{"Coast", "The lighthouse keeper used to paint boats in bright colours during long nights."},
			{"Shore", "The lighthouse stood above boats in bright colours, and the keeper used to paint."},
		}, "p0", "p1"},
		{passageClose, "¿qué pintaba el guardián del faro?", corpus.Spanish, [][2]string{
			{"Costa", "El guardián del faro pintaba barcos con colores vivos durante las largas noches."},
			{"Orilla", "El faro se alzaba sobre barcos con colores vivos durante noches que el guardián pintaba."},
		}, "p0", "p1"},
		{passageAmong, "what was pumped out of the mines", corpus.English, [][2]string{
			{"Cornwall", "Water was pumped out of the mines by day and night."},
			{"Saxony", "Water pumped by day and night kept mines dry, and out came more of the silver."},
		}, "p0", "p1"},
		{passageCarried, "when did the observatory close", corpus.English, [][2]string{
			{"Stars", "The observatory was built on a hill."},
			{"Stars", "It had to close in 1931."},
			{"Shops", "The bakery on the corner was built of brick."},
			{"Shops", "It had to close in 1962."},
		}, "p1", "p3"},
		{passageCarried, "¿cuándo cerró el observatorio?", corpus.Spanish, [][2]string{
			{"Estrellas", "El observatorio se construyó en una colina."},
			{"Estrellas", "Cerró en 1931."},
			{"Tiendas", "La panadería se construyó con ladrillos."},
			{"Tiendas", "Cerró en 1962."},
		}, "p1", "p3"},
		{passageDerived, "who destroyed the abbey", corpus.English, [][2]string{
			{"Ruins", "The destruction of the abbey was ordered by a bishop."},
			{"Relics", "The decoration of the abbey was ordered by a bishop."},
		}, "p0", "p1"},
		{passageDerived, "¿quién mandó clasificar la abadía?", corpus.Spanish, [][2]string{
			{"Ruinas", "La clasificación de la abadía la hizo un obispo."},
			{"Reliquias", "La decoración de la abadía la hizo un obispo."},
		}, "p0", "p1"},
		{passageOther, "when do treaties apply", corpus.English, [][2]string{
			{"Law", "Treaties apply once they are signed."},
			{"Rules", "The treaty applied once they were signed."},
		}, "p0", "p1"},
		{passageNamed, "what did Flores open", corpus.English, [][2]string{
			{"Flores", "She wanted to open the ferry line."},
			{"Flores", "Flores went home late."},
		}, "p0", "p1"},
	} {
		b := archiveOf(t, append(c.passages, filler...)...)
		q := Question{Text: c.question, Locale: string(c.lang)}
		u := b.Understand(q)
		_, matches, err := b.rankPassages(t.Context(), q, u)
		if err != nil {
			t.Fatal(err)
		}
		byID := make(map[string]*passageMatch)
		for _, m := range matches {
			byID[m.Excerpt().ID] = m
		}
		right, wrong := byID[c.answers], byID[c.alike]
		if right == nil || wrong == nil {
			t.Errorf("%v, %q: %d passages are found, and not both", c.feature, c.question, len(matches))
			continue
		}
		if matches[0] != right {
			t.Errorf("%v, %q: %q is first", c.feature, c.question, matches[0].Excerpt().Text)
		}
		w := fittedForPassages.Rank[c.feature]
		if gain := w * (right.features[c.feature] - wrong.features[c.feature]); gain <= 0 {
			t.Errorf("%v, %q: the answer gains %.2f by it: %.2f to %.2f", c.feature, c.question, gain, right.features[c.feature], wrong.features[c.feature])
		}
	}
}

// TestPassagesAreRead holds that the texts of the first passages are read, and of no others, and that no passage behind
// them comes before them.
func TestPassagesAreRead(t *testing.T) {
	var all [][2]string
	for i := range 3 * readDepth {
		all = append(all, [2]string{string(rune('A' + i)), "The treaty was destructive."})
	}
	b := archiveOf(t, append(all, filler...)...)
	q := Question{Text: "which treaties destroy"}
	_, matches, err := b.rankPassages(t.Context(), q, b.Understand(q))
	if err != nil || len(matches) != len(all) {
		t.Fatalf("%d passages, %v", len(matches), err)
	}
	for i, m := range matches {
		if read := m.features[passageOther] > 0 && m.features[passageDerived] > 0; read != (i < readDepth) {
			t.Errorf("passage %d is read: %v", i, read)
		}
		if want := i; m.Number != want { // all are alike
			t.Errorf("at %d is passage %d", i, m.Number)
		}
	}
}
