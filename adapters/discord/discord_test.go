package discord

import (
	"strings"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

// TestAsk asks by every way there is and wants the excerpt each time.
func TestAsk(t *testing.T) {
	r := start(t, setup{})
	ana := r.ana()
	got := r.asks(ana, theQuestion)
	if !got.Ephemeral() || !strings.Contains(got.Text(), itsAnswer) {
		t.Errorf("/ask: ephemeral %v, %s", got.Ephemeral(), got.Text())
	}
	asked := r.fake.Say(ana, theQuestion, discordfake.MentionBot())
	reply, err := r.fake.WaitReply(asked, 3*time.Second)
	if err != nil || !strings.Contains(reply.Text(), itsAnswer) {
		t.Errorf("a mention: %v, %s", err, reply.Text())
	}
	bo := r.fake.User(1)
	direct := r.fake.Say(r.fake.Actor(bo, r.fake.DM(bo)), theQuestion)
	if reply, err = r.fake.WaitReply(direct, 3*time.Second); err != nil || !strings.Contains(reply.Text(), itsAnswer) {
		t.Errorf("a direct message: %v, %s", err, reply.Text())
	}
	said := r.fake.Say(ana, "I heard about 20 federal agencies can get into COLLECT")
	check := r.answered(r.fake.MessageCommand(r.fake.Actor(bo, r.fake.Place(0, 0)), nameCheck, said))
	if !check.Ephemeral() || !strings.Contains(check.Text(), itsAnswer) {
		t.Errorf("%s: ephemeral %v, %s", nameCheck, check.Ephemeral(), check.Text())
	}
}
