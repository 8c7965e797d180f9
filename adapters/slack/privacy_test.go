package slack

import (
	"regexp"
	"strings"
	"testing"

	"clippings/adapters/serving"
	"clippings/internal/testkit/slackfake"
)

// TestPrivacy asks in every way, well and badly, and holds that neither the metrics nor the log, at its most
// talkative, hold a question, an answer, or an id or name of a person, channel, message or workspace; and that
// nothing is sent anywhere but what Slack needs for an answer: no question, and nobody's name.
func TestPrivacy(t *testing.T) {
	t.Parallel()
	r := start(t, setup{})
	ana := r.ana()
	const secret = "zebra-7319 my cousin Ximena Quispe"
	asked := r.says(ana, secret+" "+ofReciprocity)
	r.seen(asked)
	r.seen(r.says(ana, "and what did the state say? "+secret, slackfake.InThread(asked.Message().TS)))
	r.asks(ana, "speaker:zebra-7319 "+ofReciprocity)
	r.asks(ana, "quotes Ximena Quispe")
	m := r.asks(ana, ofReciprocity)
	r.pressed(ana, m, serving.Share)
	r.pressed(ana, m, serving.Cite)
	r.seen(r.fake.MessageShortcut(ana, "check", r.fake.Say(ana, secret).Message()))
	form := r.opened(r.fake.GlobalShortcut(ana, "ask"))
	r.fake.Suggest(ana, form, "speaker", secret)
	r.fake.Submit(ana, form, map[string]any{"question": secret})
	r.home(ana)
	list := r.asks(ana, "quotes Wishnie")
	r.fake.Tick(ana, list, "ticksa", optionValue(list, 0))
	r.seen(r.fake.Press(ana, list, packetButton(list)))
	r.fake.On(slackfake.Match{Method: "chat.postMessage", Times: 1}).Then(slackfake.OKFalse("ekm_access_denied"))
	r.fake.On(slackfake.Match{Method: slackfake.ResponseURL, Times: 1}).Then(slackfake.Status(404))
	r.fake.Say(ana, secret, slackfake.Mention())
	r.fake.Press(ana, m, button1(m, serving.Cite))
	if err := r.fake.WaitAcked(patience); err != nil {
		t.Fatal(err)
	}
	r.eventually(patience, "the failures are not counted", func() bool { return strings.Contains(exposed(t, r.metrics), "ekm_access_denied") })

	secrets := []string{"zebra", "7319", "Ximena", "Quispe", r.fake.TeamID(), r.fake.AppID(), r.fake.BotToken(), r.fake.AppToken(), r.fake.SigningSecret(), r.fake.Bot().ID, r.fake.BotID(), "reciprocal"}
	for i := range r.fake.People() {
		p := r.fake.Person(i)
		secrets = append(secrets, p.ID, p.Name, p.RealName, r.fake.DM(p).ID)
	}
	for _, m := range append(r.fake.Messages(""), r.fake.Ephemerals("")...) {
		secrets = append(secrets, m.TS, m.Channel)
	}
	logged, counted := r.logs.String(), exposed(t, r.metrics)
	for _, s := range secrets {
		if strings.Contains(logged, s) {
			t.Errorf("the log holds %q", s)
		}
		if strings.Contains(counted, s) {
			t.Errorf("the metrics hold %q", s)
		}
	}
	// An id of any kind is what Slack's look like.
	if found := regexp.MustCompile(`\b[UCDTBAV][A-Z0-9]{8,}\b|\b\d{10}\.\d{6}\b`).FindString(logged + counted); found != "" {
		t.Errorf("an id: %q", found)
	}
	if !strings.Contains(counted, "clippings") || logged == "" {
		t.Error("nothing was looked through")
	}
	for _, c := range r.fake.Calls("") {
		sent := c.Form.Encode() + string(c.Body)
		for _, s := range []string{"Ximena", ana.Person.Name + "\"", ana.Person.RealName} {
			told := c.Method == slackfake.ResponseURL || c.Method == "views.open" || c.Method == "views.push" // to the asker alone
			if strings.Contains(sent, s) && !told {
				t.Errorf("%s is sent %q", c.Method, s)
			}
		}
	}
	if n := len(r.fake.Calls("users.info")); n > 0 {
		t.Errorf("people were looked up %d times", n)
	}
}
