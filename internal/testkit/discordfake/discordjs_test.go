package discordfake_test

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"
)

// TestDiscordJS lets a client that nobody here wrote talk to the fake, so that the fake is not only
// right in the eyes of discordgo. It installs an npm package and is therefore asked for by name.
func TestDiscordJS(t *testing.T) {
	if os.Getenv("CLIPPINGS_DISCORDJS") != "1" {
		t.Skip("discord.js is tried only with CLIPPINGS_DISCORDJS=1 in the environment")
	}
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("discord.js cannot be tried: %v", err)
		}
	}
	dir := t.TempDir()
	script, err := os.ReadFile("testdata/bot.cjs")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "bot.cjs"), script, 0o644); err != nil {
		t.Fatal(err)
	}
	install := exec.CommandContext(t.Context(), "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", dir, "discord.js@14.28.1")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("discord.js cannot be installed: %v\n%s", err, out)
	}

	fake := discordfake.New(t, discordfake.Options{})
	bot := startNode(t, dir, fake)
	ready := bot.next("ready")
	if ready["user"] != fake.BotUser().ID || ready["guilds"] != 2.0 {
		t.Errorf("ready: %v", ready)
	}
	ana := fake.Actor(fake.User(0), fake.Place(1, 0)).Speaking("es-ES")
	asked := fake.Say(ana, "who reads the plates?", discordfake.MentionBot())
	if heard := bot.next("message"); heard["content"] != asked.Content || heard["channel"] != "general" {
		t.Errorf("message: %v", heard)
	}
	reply, err := fake.WaitReply(asked, patience)
	if err != nil || reply.Content != "js heard: who reads the plates?" || !fake.Pinged(reply).None() {
		t.Errorf("reply: %+v, %v", reply, err)
	}

	slash := fake.Slash(ana, "ask", discordfake.String("question", "who?"))
	if got := bot.next("slash"); got["name"] != "ask" || got["question"] != "who?" || got["locale"] != "es-ES" {
		t.Errorf("slash: %v", got)
	}
	m, err := slash.WaitReply(patience)
	if err != nil || m.Text() != "js answers" || !m.Ephemeral() {
		t.Fatalf("answer: %+v, %v", m, err)
	}
	pressed := fake.Press(ana, m, "share")
	if got := bot.next("button"); got["id"] != "share" {
		t.Errorf("button: %v", got)
	}
	shared, err := pressed.WaitReply(patience)
	if err != nil || shared.Content != "js shares" || shared.Ephemeral() {
		t.Errorf("shared: %+v, %v", shared, err)
	}
	if got := bot.next("shared"); got["id"] != shared.ID {
		t.Errorf("shared: %v", got)
	}
	secret := fake.Say(ana, "not for bots")
	if got := bot.next("message"); got["content"] != "" {
		t.Errorf("content without the intent: %v", got)
	}
	looked := fake.MessageCommand(ana, "Find coverage", secret)
	if got := bot.next("menu"); got["content"] != "not for bots" {
		t.Errorf("message command: %v", got)
	}
	if r, err := looked.Wait(patience); err != nil || r.Content != "js looks" {
		t.Errorf("message command: %+v, %v", r, err)
	}
	typing := fake.Autocomplete(ana, "ask", discordfake.String("question", "wh"))
	if got := bot.next("autocomplete"); got["focused"] != "wh" {
		t.Errorf("autocomplete: %v", got)
	}
	if r, err := typing.Wait(patience); err != nil || len(r.Choices) != 1 {
		t.Errorf("autocomplete: %+v, %v", r, err)
	}

	fake.CloseCode(4000)
	if resumes, err := fake.WaitResumes(1, patience); err != nil || !resumes[0].OK || resumes[0].Path != "/resume-socket" {
		t.Errorf("resumes: %+v, %v", resumes, err)
	}
	again := fake.Say(fake.Actor(fake.User(1), fake.DM(fake.User(1))), "in a DM")
	if _, err := fake.WaitReply(again, patience); err != nil {
		t.Error(err)
	}
}

// nodeBot is a running node process that prints a line of JSON for each event.
type nodeBot struct {
	t     *testing.T
	lines chan map[string]any
}

func startNode(t *testing.T, dir string, fake *discordfake.Fake) *nodeBot {
	t.Helper()
	command := exec.CommandContext(t.Context(), "node", "bot.cjs")
	command.Dir = dir
	command.Env = append(os.Environ(), "FAKE_API="+fake.URL()+"/api", "FAKE_TOKEN="+fake.Token())
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	bot := &nodeBot{t, make(chan map[string]any, 100)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			var line map[string]any
			if json.Unmarshal(lines.Bytes(), &line) == nil {
				bot.lines <- line
			}
		}
	}()
	t.Cleanup(func() {
		_ = in.(io.Closer).Close()
		select {
		case <-done:
		case <-time.After(patience):
			_ = command.Process.Kill()
			<-done
		}
		_ = command.Wait()
	})
	return bot
}

// next waits for the next event, which must be of the kind.
func (b *nodeBot) next(kind string) map[string]any {
	b.t.Helper()
	select {
	case line := <-b.lines:
		if line["event"] != kind {
			b.t.Fatalf("discord.js says %v, want %s", line, kind)
		}
		return line
	case <-time.After(2 * patience):
		b.t.Fatalf("discord.js does not say %s", kind)
	}
	return nil
}
