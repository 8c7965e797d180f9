package slack

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"clippings/adapters/serving"
	"clippings/internal/testkit/slackfake"
)

// The manifest as far as the code depends on it.
type appManifest struct {
	Display struct {
		Name, Description string
		Long              string `yaml:"long_description"`
		Background        string `yaml:"background_color"`
	} `yaml:"display_information"`
	Features struct {
		Bot struct {
			Name string `yaml:"display_name"`
		} `yaml:"bot_user"`
		Home struct {
			Home     bool `yaml:"home_tab_enabled"`
			Messages bool `yaml:"messages_tab_enabled"`
			ReadOnly bool `yaml:"messages_tab_read_only_enabled"`
		} `yaml:"app_home"`
		Commands []struct {
			Command, Description string
			Hint                 string `yaml:"usage_hint"`
			Escape               bool   `yaml:"should_escape"`
		} `yaml:"slash_commands"`
		Shortcuts []struct {
			Name, Type, Description string
			Callback                string `yaml:"callback_id"`
		}
		Assistant struct {
			Description string `yaml:"assistant_description"`
		} `yaml:"assistant_view"`
	}
	OAuth struct {
		Scopes struct{ Bot, User []string }
	} `yaml:"oauth_config"`
	Settings struct {
		Events struct {
			Bot  []string `yaml:"bot_events"`
			User []string `yaml:"user_events"`
		} `yaml:"event_subscriptions"`
		Interactivity struct {
			Enabled bool `yaml:"is_enabled"`
		}
		Socket   bool `yaml:"socket_mode_enabled"`
		Org      bool `yaml:"org_deploy_enabled"`
		Rotation bool `yaml:"token_rotation_enabled"`
	}
}

func readManifest(t testing.TB) (m appManifest) {
	t.Helper()
	if err := yaml.Unmarshal(manifest, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// needs are the scopes that each method of Slack's Web API needs which the code may call, and each event that
// it takes, with the words by which the code shows that it does.
var needs = []struct{ what, inCode, scope string }{
	{"chat.postMessage", "PostMessageContext", "chat:write"},
	{"conversations.open", "OpenConversationContext", "im:write"},
	{"conversations.replies in channels", "GetConversationRepliesContext", "channels:history"},
	{"conversations.replies in private channels", "GetConversationRepliesContext", "groups:history"},
	{"conversations.history", "GetConversationHistoryContext", "im:history"},
	{"files.completeUploadExternal", "CompleteUploadExternalContext", "files:write"},
	{"files.getUploadURLExternal", "GetUploadURLExternalContext", "files:write"},
	{"assistant.threads.setSuggestedPrompts", "SetAssistantThreadsSuggestedPromptsContext", "assistant:write"},
	{"app_mention", `"app_mention"`, "app_mentions:read"},
	{"slash commands", "kindCommand", "commands"},
	// These need no scope of the bot's.
	{"auth.test", "AuthTestContext", ""}, {"views.open", "OpenViewContext", ""}, {"views.push", "PushViewContext", ""},
	{"views.update", "UpdateViewContext", ""}, {"views.publish", "PublishViewContext", ""}, {"apps.connections.open", "StartSocketModeContext", ""},
}

// TestManifest holds that the manifest is what the code needs and no more: each scope is needed by a method
// that the code calls or an event that it takes, and explained in a comment; every method that the code calls
// is among those looked at; events, command and callback ids are the code's; texts keep to Slack's limits.
func TestManifest(t *testing.T) {
	m := readManifest(t)
	code := source(t)
	wanted := make(map[string]bool)
	for _, n := range needs {
		if !strings.Contains(code, n.inCode) {
			t.Errorf("the code no longer has %s", n.what)
		}
		if n.scope != "" {
			wanted[n.scope] = true
			if !slices.Contains(m.OAuth.Scopes.Bot, n.scope) {
				t.Errorf("%s needs %s, which the manifest has not", n.what, n.scope)
			}
		}
	}
	for _, scope := range m.OAuth.Scopes.Bot {
		if !wanted[scope] {
			t.Errorf("nothing needs the scope %s", scope)
		}
		if !regexp.MustCompile(`(?m)^ +#.+\n +- ` + scope + `$`).Match(manifest) {
			t.Errorf("no comment says why the scope %s is needed", scope)
		}
	}
	for _, call := range regexp.MustCompile(`\ba\.api\.(\w+)\(`).FindAllStringSubmatch(code, -1) {
		known := false
		for _, n := range needs {
			known = known || n.inCode == call[1]
		}
		if !known {
			t.Errorf("nobody said which scope %s needs", call[1])
		}
	}
	if len(m.OAuth.Scopes.User)+len(m.Settings.Events.User) > 0 {
		t.Error("the manifest asks for something on behalf of people")
	}

	events := map[string]string{
		"app_mention": `"app_mention"`, "message.im": `ev.direct()`, "message.channels": "ParentUser", "message.groups": "ParentUser",
		"app_home_opened": `"app_home_opened"`, "assistant_thread_started": `"assistant_thread_started"`,
	}
	for _, e := range m.Settings.Events.Bot {
		if events[e] == "" || !strings.Contains(code, events[e]) {
			t.Errorf("nothing takes the event %s", e)
		}
		delete(events, e)
	}
	if len(events) > 0 {
		t.Errorf("not subscribed: %v", events)
	}

	a := newTestAdapter(t, loadBot(t))
	if c := m.Features.Commands; len(c) != 1 || c[0].Command != a.cfg.Command || !c[0].Escape {
		t.Errorf("the commands are %+v", c)
	}
	hint, _, _ := strings.Cut(m.Features.Commands[0].Hint, " |")
	if _, outcome := a.asked(t.Context(), question(hint), words(hint), true); outcome != "covered" {
		t.Errorf("the hint %q comes out as %s", hint, outcome)
	}
	var shortcuts []string
	for _, s := range m.Features.Shortcuts {
		shortcuts = append(shortcuts, s.Type+" "+s.Callback)
		if len([]rune(s.Name)) > 24 || len([]rune(s.Description)) > 150 {
			t.Errorf("the shortcut %q is too long", s.Name)
		}
	}
	if !slices.Equal(shortcuts, []string{"message check", "global ask"}) {
		t.Errorf("the shortcuts are %q", shortcuts)
	}
	h := m.Features.Home
	if !h.Home || !h.Messages || h.ReadOnly || !m.Settings.Interactivity.Enabled || !m.Settings.Socket || m.Settings.Org || m.Settings.Rotation || m.Features.Assistant.Description == "" {
		t.Errorf("%+v, %+v", m.Features, m.Settings)
	}
	for what, limited := range map[string]struct {
		text string
		most int
	}{
		"name": {m.Display.Name, 35}, "description": {m.Display.Description, 140}, "long description": {m.Display.Long, 4000}, "bot": {m.Features.Bot.Name, 80},
		"command's description": {m.Features.Commands[0].Description, 2000}, "hint": {m.Features.Commands[0].Hint, 1000},
	} {
		if n := len([]rune(limited.text)); n == 0 || n > limited.most {
			t.Errorf("the %s has %d letters, Slack takes %d", what, n, limited.most)
		}
	}
	if n := len([]rune(m.Display.Long)); n < 175 {
		t.Errorf("the long description has %d letters, Slack wants 175", n)
	}
}

// source is the package's code without its tests.
func source(t testing.TB) string {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") {
			data, err := os.ReadFile(f.Name())
			if err != nil {
				t.Fatal(err)
			}
			code.Write(data)
		}
	}
	return code.String()
}

// TestSmallestScopes runs everything that the bot does against a Slack that grants the manifest's scopes and
// sends the manifest's events only: nothing is refused for a scope, and everything is answered.
func TestSmallestScopes(t *testing.T) {
	t.Parallel()
	m := readManifest(t)
	r := start(t, setup{fake: slackfake.Options{Scopes: m.OAuth.Scopes.Bot, Subscriptions: m.Settings.Events.Bot}})
	for n, channel := range []slackfake.Channel{r.fake.Public(0), r.fake.Private()} {
		ana := r.fake.Actor(r.fake.Person(0), channel)
		asked := r.says(ana, ofReciprocity)
		r.seen(asked)
		r.seen(r.says(ana, "and what did the state say?", slackfake.InThread(asked.Message().TS)))
		r.pressed(ana, r.asks(ana, ofReciprocity), serving.Share)
		shared := r.posted(ana, "From news coverage")
		r.seen(r.fake.Say(ana, "and what did the state say?", slackfake.InThread(shared.TS)))
		r.fake.On(slackfake.Match{Method: "chat.postMessage"}).Then(slackfake.After(slackfake.Reset())) // the thread is looked through
		again := r.says(ana, theQuestion)
		r.seen(again)
		list := r.asks(ana, "quotes Wishnie")
		r.fake.Tick(ana, list, "ticksa", optionValue(list, 0), optionValue(list, 1))
		r.seen(r.fake.Press(ana, list, packetButton(list)))
		r.filesTo(ana.Person, 2*n+2)
	}
	bo := r.fake.Person(1)
	direct := r.fake.Actor(bo, r.fake.DM(bo))
	r.fake.On(slackfake.Match{Method: "chat.postMessage"}).Then(slackfake.After(slackfake.Reset()))
	r.seen(r.fake.Say(direct, theQuestion))
	home := r.home(direct)
	window := r.opened(r.fake.Press(direct, home, button1(home, serving.Source)))
	r.opened(r.fake.Press(direct, window, button1(window, serving.Show)))
	r.opened(r.fake.GlobalShortcut(direct, "ask"))
	started := r.fake.StartAssistant(direct).Message()
	r.eventually(patience, "no questions are proposed", func() bool {
		as, _ := r.fake.Assistant(started.Channel, started.TS)
		return len(as.Prompts) > 0
	})
	if _, err := r.fake.WaitCalls(1, "conversations.history", patience); err != nil {
		t.Error(err)
	}
	called := make(map[string]bool)
	for _, c := range r.fake.Calls("") {
		called[c.Method] = true
		if !c.Fault && !c.OK && c.Err != "" {
			t.Errorf("%s is refused with %s", c.Method, c.Err)
		}
	}
	var missing []string
	for _, n := range needs {
		method, _, _ := strings.Cut(n.what, " ")
		if strings.Contains(method, ".") && !called[method] && method != "views.update" {
			missing = append(missing, method)
		}
	}
	if len(missing) > 0 {
		t.Errorf("%q were not called, so that nothing says whether they may be", missing)
	}
	t.Log(fmt.Sprint(len(called), " methods called"))
}
