package discord

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clippings/adapters/serving"
	"clippings/internal/testkit/discordfake"
)

// TestNothingIsKept uses the bot in every way there is, and wants nothing of it in the counts, in the log
// at its most talkative (the rig looks that through at the end), or in any file.
func TestNothingIsKept(t *testing.T) {
	tmp, home := t.TempDir(), t.TempDir()
	for name, dir := range map[string]string{"TMPDIR": tmp, "HOME": home, "XDG_CACHE_HOME": home, "XDG_CONFIG_HOME": home, "XDG_STATE_HOME": home} {
		t.Setenv(name, dir)
	}
	before := files(t, ".")
	metrics := serving.NewMetrics()
	r := start(t, setup{metrics: metrics, config: func(c *Config) {
		c.Limits.Place = serving.Rate{Every: 1, Burst: 1000}
	}})
	ana, bo := r.ana(), r.in(r.ana(), 1)
	direct := r.fake.Actor(r.fake.User(2), r.fake.DM(r.fake.User(2)))

	private := r.asks(ana, theQuestion, discordfake.String(optionFrom, "secret-day"))
	r.asks(ana, "?")
	r.asks(ana, "secret words that nothing covers")
	for _, custom := range private.CustomIDs() {
		r.answered(r.fake.Press(ana, private, custom))
	}
	r.shared(ana)
	public := r.said(bo, "secret words for all: "+theQuestion, mention())
	r.said(bo, "and what did the state say, secretly?", discordfake.ReplyTo(public))
	r.said(direct, "secret words in direct messages")
	for _, custom := range public.CustomIDs() {
		r.answered(r.fake.Press(ana, public, custom))
	}
	r.answered(r.fake.MessageCommand(ana, nameCheck, r.fake.Say(bo, "secret claim about COLLECT")))
	r.answered(r.fake.Slash(ana, nameQuotes, discordfake.String(optionSpeaker, "secret-nobody")))
	r.answered(r.fake.Slash(ana, nameQuotes, discordfake.String(optionSpeaker, "Mike Lawlor")))
	r.answered(r.fake.Slash(ana, nameSources))
	r.answered(r.fake.Slash(ana, nameAbout))
	r.answered(r.fake.Autocomplete(ana, nameAsk, discordfake.String(optionQuestion, "secret typing")))
	// What goes wrong must not tell either.
	r.fake.On(discordfake.Match{Method: "POST", Route: "interactions/:i/:t/callback"}).Then(discordfake.Refuse(400, 50035, "secret words of ours: "+theQuestion))
	r.asks(ana, theQuestion)
	r.fake.On(discordfake.Match{Method: "POST", Route: "channels/:c/messages"}).Then(discordfake.Refuse(403, 50013, "secret"))
	r.fake.Say(bo, theQuestion, mention())
	r.eventually(patience, "who may not be answered there is not told", func() bool {
		return len(r.fake.BotMessages(r.fake.DM(bo.User).ChannelID)) > 0
	})
	r.fake.On(discordfake.Match{Method: "POST", Route: "channels/:c/messages", Times: -1}).Then(discordfake.Refuse(404, 10003, "secret"))
	r.fake.Say(bo, theQuestion, mention())
	r.eventually(patience, "a failure is not counted", func() bool {
		return strings.Contains(counts(t, metrics), `clippings_failures_total{entry="mention",reason="refused_404"} 1`)
	})
	r.fake.ClearFaults()

	got := counts(t, metrics)
	if !strings.Contains(got, "clippings_replies_total") {
		t.Fatalf("nothing was counted, so nothing was looked through: %s", got)
	}
	if log := r.logs.String(); !strings.Contains(log, "level=DEBUG") {
		t.Errorf("nothing was logged at debug: %s", log)
	}
	secrets := []string{"secret", theQuestion, "federal agencies", r.fake.Token(), r.fake.ApplicationID(), r.fake.BotUser().ID}
	for i := range r.fake.Users() {
		secrets = append(secrets, r.fake.User(i).ID, r.fake.DM(r.fake.User(i)).ChannelID)
	}
	for i := range r.fake.Guilds() {
		for j := range 3 {
			secrets = append(secrets, r.fake.Place(i, j).GuildID, r.fake.Place(i, j).ChannelID)
		}
	}
	for _, m := range r.fake.Messages("") {
		secrets = append(secrets, m.ID)
	}
	for _, i := range r.fake.Interactions() {
		secrets = append(secrets, i.ID(), i.Token())
	}
	for _, s := range secrets {
		if strings.Contains(got, s) {
			t.Errorf("the counts hold %q", s)
		}
		if strings.Contains(r.logs.String(), s) {
			t.Errorf("the log holds %q", s)
		}
	}
	for _, name := range []string{"ana", "ben", "carla", "dao", "guild 0"} {
		if strings.Contains(got, `"`+name) {
			t.Errorf("the counts hold the name %q", name)
		}
	}
	for _, dir := range []string{tmp, home} {
		if left := files(t, dir); len(left) > 0 {
			t.Errorf("files were written: %v", left)
		}
	}
	for name, size := range files(t, ".") {
		if was, ok := before[name]; !ok || was != size {
			t.Errorf("%s was written", name)
		}
	}
}

// files lists the files below a folder with their sizes.
func files(t *testing.T, dir string) map[string]int64 {
	t.Helper()
	all := make(map[string]int64)
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".go") { // the tests' own sources may be worked on
			return nil
		}
		info, err := d.Info()
		if err == nil {
			all[filepath.Join(dir, path)] = info.Size()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
