package discordfake_test

import (
	"context"
	"encoding/json"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"clippings/internal/testkit/discordfake"

	"github.com/gorilla/websocket"
)

// answerer reads the gateway and answers every interaction, with no more work than that takes.
func answerer(t testing.TB, fake *discordfake.Fake) {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(fake.URL(), "http")+"/gateway-socket", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	if err := ws.WriteJSON(object{"op": 2, "d": identity(fake, usualIntents)}); err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: fake.Transport(), Timeout: 5 * time.Second}
	answer := func(data []byte) {
		var i struct{ ID, Token string }
		if json.Unmarshal(data, &i) != nil {
			return
		}
		response, err := client.Post("https://discord.com/api/v10/interactions/"+i.ID+"/"+i.Token+"/callback", "application/json", strings.NewReader(`{"type":4,"data":{"content":"hello","flags":64}}`))
		if err == nil {
			_ = response.Body.Close()
		}
	}
	go func() {
		for {
			_, data, err := ws.ReadMessage()
			if err != nil {
				return
			}
			if strings.HasPrefix(string(data), `{"t":"INTERACTION_CREATE"`) {
				var f gatewayFrame
				if json.Unmarshal(data, &f) == nil {
					go answer(f.Data)
				}
			}
		}
	}()
	if err := fake.WaitConnected(1, patience); err != nil {
		t.Fatal(err)
	}
}

// TestLoad has 1000 messages and 200 interactions a second for a second: every interaction must be
// answered, and what the fake keeps must stay within bounds.
func TestLoad(t *testing.T) {
	fake := discordfake.New(t, discordfake.Options{NoSchema: true, KeepLast: 300, CallbackDeadline: 30 * time.Second})
	answerer(t, fake)
	storm := fake.Storm(1000, time.Second)
	var asked []*discordfake.Interaction
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for n := range 200 {
		<-ticker.C
		u := fake.User(n % fake.Users())
		asked = append(asked, fake.Slash(fake.Actor(u, fake.Place(n%2, 0)), "ask", discordfake.String("question", "who?")))
	}
	var slowest time.Duration
	for _, i := range asked {
		if _, err := i.Wait(patience); err != nil {
			t.Fatal(err)
		}
		slowest = max(slowest, i.Elapsed())
	}
	storm.Wait()
	t.Logf("slowest of 200 callbacks: %v", slowest)
	if storm.Sent() != 1000 || len(fake.Requests("", "")) > 300 || len(fake.Messages("")) > 300 || len(fake.Interactions()) > 300 {
		t.Errorf("sent %d; kept %d requests, %d messages", storm.Sent(), len(fake.Requests("", "")), len(fake.Messages("")))
	}
}

// TestConcurrent does everything at once, for the race detector and to find deadlocks.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	fake := discordfake.New(t, discordfake.Options{KeepLast: 100_000, Replay: 20, SessionStarts: 1 << 30, HeartbeatInterval: 10 * time.Millisecond})
	ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
	defer cancel()
	var all sync.WaitGroup
	often := func(do func(n int)) {
		all.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				do(n)
			}
		})
	}
	often(func(n int) { // a client that comes back and takes up what it can
		ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(fake.URL(), "http")+"/gateway-socket", nil)
		if err != nil {
			return
		}
		defer func() { _ = ws.Close() }()
		d := object{"op": 2, "d": identity(fake, usualIntents)}
		if resumes := fake.Resumes(); n%2 == 1 && len(resumes) < 1000 {
			for _, c := range fake.Connections() {
				if c.SessionID != "" {
					d = object{"op": 6, "d": object{"token": fake.Token(), "session_id": c.SessionID, "seq": 1}}
				}
			}
		}
		_ = ws.WriteJSON(d)
		_ = ws.WriteJSON(object{"op": 1, "d": nil})
		_ = ws.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
		for err == nil {
			_, _, err = ws.ReadMessage()
		}
	})
	ana := fake.Actor(fake.User(0), fake.Place(0, 0))
	often(func(int) {
		m := fake.Say(ana, "hello", discordfake.MentionBot())
		fake.Redeliver(m)
		fake.Edit(m, "hello again")
		fake.Delete(m)
	})
	often(func(int) {
		i := fake.Slash(ana, "ask")
		if _, err := attempt(fake, "POST", callbackPath(i), object{"type": 4, "data": object{"content": "x", "components": []any{row(button("a"))}}}); err == nil {
			_, _ = fake.Press(ana, i, "a").Wait(0)
		}
		_, _ = attempt(fake, "PATCH", webhookPath(fake, i)+"/messages/@original", object{"content": "y"})
	})
	often(func(int) { _, _ = attempt(fake, "POST", send(ana.Place), object{"content": "x"}) })
	often(func(n int) {
		switch n % 8 {
		case 0:
			fake.DropTCP()
		case 1:
			fake.CloseCode(4000 + n%15)
		case 2:
			fake.InvalidSession(n%3 == 0)
		case 3:
			fake.HalfOpen()
		case 4:
			fake.Reorder()
		case 5:
			fake.Op7AfterResume(1)
		case 6:
			fake.ExpireSessions()
		case 7:
			fake.Deny(ana.Place.ChannelID, discordfake.EmbedLinks)
		}
		time.Sleep(3 * time.Millisecond)
	})
	often(func(int) {
		_, _, _, _ = fake.Requests("", ""), fake.Messages(""), fake.Closes(), fake.Identifies()
		_, _ = fake.Interactions(), fake.InvalidRequests()
		_ = fake.WaitConnected(1, time.Millisecond)
	})
	fake.Storm(500, 300*time.Millisecond)
	all.Wait()
}

func BenchmarkSay(b *testing.B) {
	fake := discordfake.New(b, discordfake.Options{NoSchema: true, KeepLast: 1000})
	answerer(b, fake)
	ana := fake.Actor(fake.User(0), fake.Place(0, 0))
	b.ReportAllocs()
	for b.Loop() {
		fake.Say(ana, "see you at the meeting on Thursday")
		runtime.Gosched()
	}
}

func BenchmarkInteraction(b *testing.B) {
	fake := discordfake.New(b, discordfake.Options{NoSchema: true, KeepLast: 1000})
	answerer(b, fake)
	ana := fake.Actor(fake.User(0), fake.Place(0, 0))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := fake.Slash(ana, "ask", discordfake.String("question", "who?")).Wait(patience); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSchema is what judging a request costs beside answering it.
func BenchmarkSchema(b *testing.B) {
	fake := discordfake.New(b, discordfake.Options{})
	body := modern(object{"type": 17, "components": []any{display(300), object{"type": 14}, display(50)}}, row(button("a"), button("b"), link("https://example.org")))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := attempt(fake, "POST", send(fake.Place(0, 0)), body); err != nil {
			b.Fatal(err)
		}
	}
	fake.Violations()
}
