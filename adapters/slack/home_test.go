package slack

import (
	"slices"
	"strings"
	"testing"

	"clippings/bot"
	"clippings/corpus"
)

// TestHomeListsPeople holds that Home lists people and bodies as those who are quoted, each who is, and no documents
// or laws.
func TestHomeListsPeople(t *testing.T) {
	t.Parallel()
	b := loadBot(t)
	kinds := make(map[string]string)
	for _, p := range b.Corpus().People {
		kinds[p.Name] = p.Kind
	}
	p := &page{room: homeText, most: homeBlocks}
	newTestAdapter(t, b).show(corpus.English, false).listing(p, b)
	shown := transcript(t, p)
	var others, missing []string
	for _, name := range b.Values(bot.FieldSpeaker, "", 1000) {
		listed := strings.Contains(shown, "["+name+" (")
		switch someone := kinds[name] == "person" || kinds[name] == "body"; {
		case listed && !someone:
			others = append(others, name)
		case !listed && someone:
			missing = append(missing, name)
		}
	}
	if len(others) > 0 || len(missing) > 0 {
		t.Errorf("among people are listed %q, and not %q", others, missing)
	}
	if documents := slices.DeleteFunc(b.Values(bot.FieldSpeaker, "", 1000), func(n string) bool { return kinds[n] != "document" && kinds[n] != "law" }); len(documents) == 0 {
		t.Error("no document speaks, so nothing was looked at")
	}
}
