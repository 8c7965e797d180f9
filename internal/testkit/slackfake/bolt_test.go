package slackfake_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"clippings/internal/testkit/slackfake"
)

// installed is a folder with @slack/bolt in it, or the test is skipped.
func installed(t *testing.T) string {
	t.Helper()
	if os.Getenv("CLIPPINGS_BOLT") != "1" {
		t.Skip("set CLIPPINGS_BOLT=1 to connect @slack/bolt to the fake; it needs node and npm")
	}
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("there is no %s: %v", tool, err)
		}
	}
	folder := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "@slack/bolt@5.1.0")
	npm.Dir = folder
	if err := os.WriteFile(filepath.Join(folder, "package.json"), []byte(`{"private":true}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := npm.CombinedOutput(); err != nil {
		t.Skipf("npm cannot install @slack/bolt: %v\n%s", err, out)
	}
	script, err := os.ReadFile("testdata/bolt.mjs")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "bolt.mjs"), script, 0o644); err != nil {
		t.Fatal(err)
	}
	return folder
}

// Slack's own framework finds nothing missing in the fake.
func TestBolt(t *testing.T) {
	folder := installed(t)
	fake := slackfake.New(t, slackfake.Options{})
	var output bytes.Buffer
	ctx, cancel := context.WithCancel(t.Context())
	node := exec.CommandContext(ctx, "node", "bolt.mjs")
	node.Dir, node.Stdout, node.Stderr = folder, &output, &output
	node.Env = append(os.Environ(), "BOT_TOKEN="+fake.BotToken(), "APP_TOKEN="+fake.AppToken(), "API_URL="+fake.APIURL())
	if err := node.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		_ = node.Wait()
		if t.Failed() {
			t.Logf("node said:\n%s", output.String())
		}
	})
	if err := fake.WaitConnected(1, 30*time.Second); err != nil {
		t.Fatal(err)
	}
	ana := fake.Actor(fake.Person(0), fake.Public(0))
	said := fake.Say(ana, "who reads the plates?", slackfake.Mention())
	reply, err := said.WaitReply(10 * time.Second)
	if err != nil || reply.ThreadTS != said.Message().TS || reply.Text != "bolt heard: "+said.Message().Text {
		t.Errorf("mention: %+v %v", reply, err)
	}
	asked := fake.Slash(ana, "/clippings", "what?")
	replies, err := asked.WaitReplies(2, 10*time.Second)
	if err != nil || replies[0].Text != "acknowledged: what?" || replies[1].Text != "responded" {
		t.Errorf("command: %+v %v", replies, err)
	}
	pressed := fake.Press(ana, reply, "more")
	if more, err := pressed.WaitReply(10 * time.Second); err != nil || more.Text != "more of 7" {
		t.Errorf("button: %+v %v", more, err)
	}
	view, err := pressed.WaitView(10 * time.Second)
	if err != nil {
		t.Fatal(err)
	}
	suggested := fake.Suggest(ana, view, "speaker", "wish")
	if _, err := suggested.Wait(10 * time.Second); err != nil || len(suggested.Options()) != 1 || suggested.Options()[0].Text != "found wish" {
		t.Errorf("suggestions: %+v %v", suggested.Options(), err)
	}
	if _, err := fake.Submit(ana, view, map[string]any{"speaker": "found"}).Wait(10 * time.Second); err != nil {
		t.Error(err)
	}
	if _, open := fake.TopView(ana.Person); open {
		t.Error("the modal is still open")
	}
	if err := fake.WaitAcked(10 * time.Second); err != nil {
		t.Error(err)
	}
}
